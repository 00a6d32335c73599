import { basename } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { type Duck, fileLiteral, literal, quoted, type Row } from './engine/duckdb.ts'
import { lookAt } from './sources/files.ts'
import { answered, type Question } from './sources/guess/questions.ts'
import { inspect } from './sources/inspect.ts'
import { FIELDS, type Mapping, mappingSchema, parseMapping } from './sources/mapping.ts'
import { asInputError, dialectOf, readerOf } from './sources/read.ts'
import { toYaml } from './sources/to-yaml.ts'
import { eventsOf } from './steps/stage.ts'
import { ACTIONS } from './tables.ts'

export interface Looked {
  /** Columns of the file, in order; of NDJSON there is one: the line. */
  columns: string[]
  /** The first rows as written, cell by cell; long cells are cut. */
  rows: (string | null)[][]
  /** YAML of the mapping: guessed, or as given, with the answer. */
  mapping: string
  /** What the file cannot tell; none when a mapping was given. */
  questions: Question[]
  /** The same rows as the mapping reads them: only cells of which something is said; `fault` names the field a row would be rejected for. */
  read: { columns: string[]; rows: (string | null)[][]; faults: (string | null)[] }
}

export interface LookOptions {
  /** What the source is called. */
  name?: string | undefined
  /** YAML; without it one is guessed. */
  mapping?: string | undefined
  /** To a question of an earlier look, by its place: changes the mapping. */
  answer?: { question: Question; at: number } | undefined
}

const ROWS = 20
const CELL = 200
const MOST_COLUMNS = 200

/** What a file looks like at its start, and what a mapping makes of it. Throws `invalid` for what no source can be, or a mapping that cannot be. */
export async function look(
  duck: Duck,
  path: string,
  { name = basename(path), mapping: given, answer }: LookOptions = {},
): Promise<Looked> {
  const { mapping, yaml, questions } = given ? asGiven(given, answer) : await guessed(duck, path, name)
  const file = await lookAt(path, mapping.format)
  if (!file) throw new AppError('invalid', 'The file is empty. Choose another.')
  const dialect = await dialectOf(duck, file, mapping)
  const damaged = (cause: Error) => {
    const told = asInputError(cause, [file])
    throw told instanceof AppError
      ? told
      : new AppError('invalid', `${path} cannot be read: it is damaged or cut. Copy it again.`, { cause })
  }
  const at = fileLiteral(path)
  const from =
    file.type === 'parquet'
      ? `read_parquet(${at})`
      : file.type === 'csv'
        ? `read_csv(${at}, ignore_errors = true, ${dialect.options})`
        : `read_csv(${at}, ignore_errors = true, header = false, auto_detect = false, delim = '\u0001', quote = '', escape = '', max_line_size = ${CELL * 1000},
            compression = ${literal(file.compression)}, columns = {'line': 'VARCHAR'})`
  const all = await duck.rows<{ column_name: string }>(`describe select * from ${from}`).catch(damaged)
  const columns = all.map(({ column_name }) => column_name).slice(0, MOST_COLUMNS)
  const cells = columns.map((column, i) => `left(${quoted(column)}::varchar, ${CELL}) as c${i}`)
  const rows = await duck
    .rows<Record<string, string | null>>(`select ${cells.join(', ')} from ${from} limit ${ROWS}`)
    .catch(damaged)
  const events = `select * exclude (row, file) from (${eventsOf(readerOf([file], mapping, dialect), mapping)}) limit ${ROWS}`
  const read = mapping.columns.time || mapping.items ? await duck.rows(events).catch(damaged) : []
  return { columns, rows: rows.map((row) => Object.values(row)), mapping: yaml, questions, read: readCells(read) }
}

interface Mapped {
  mapping: Mapping
  yaml: string
  questions: Question[]
}

function asGiven(yaml: string, answer: LookOptions['answer']): Mapped {
  const mapping = parseMapping(yaml, 'The mapping')
  if (!answer) return { mapping, yaml, questions: [] }
  if (!answer.question.answers[answer.at]) throw new AppError('invalid', 'The question has no such answer.')
  // Read again: what an answer holds came from outside.
  const changed = toYaml(answered(mapping, answer.question, answer.at))
  return { mapping: parseMapping(changed, 'The mapping'), yaml: changed, questions: [] }
}

/** As `inspect` guesses it; a file it can make nothing of gets an empty form to be filled in. */
async function guessed(duck: Duck, path: string, name: string): Promise<Mapped> {
  const source = name.replace(/\.[^.]*$/, '').slice(0, 100) || 'source'
  try {
    const guess = await inspect(duck, path)
    const mapping = { ...guess.mapping, source }
    return { mapping, yaml: toYaml(mapping, guess), questions: guess.questions }
  } catch (error) {
    if (!(error instanceof AppError) || !/mapping by hand/.test(error.message)) throw error
    const mapping = mappingSchema.parse({ source, time: { formats: ['iso'], zone: 'UTC' } })
    return { mapping, yaml: `${toYaml(mapping)}\n# ${error.message.replace(path, name)}\n`, questions: [] }
  }
}

const SHOWN = [
  ...FIELDS.filter((field) => !['quantity', 'discount', 'brand', 'product_id'].includes(field)),
  'quantity',
] as const

function readCells(rows: readonly Row[]): Looked['read'] {
  const columns = SHOWN.filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined))
  const text = (row: Row, name: string) => {
    const cell = row[name]
    if (cell === null || cell === undefined) return null
    return name === 'action' ? (ACTIONS[Number(cell)] ?? 'left out') : String(cell).slice(0, CELL)
  }
  return {
    columns,
    rows: rows.map((row) => columns.map((name) => text(row, name))),
    faults: rows.map(({ fault }) => (typeof fault === 'string' ? fault : null)),
  }
}
