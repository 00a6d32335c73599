import { basename } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { type Duck, literal, quoted } from './engine/duckdb.ts'
import { lookAt } from './sources/files.ts'
import { FIELDS, parseMapping } from './sources/mapping.ts'
import { dialectOf } from './sources/read.ts'

export interface Looked {
  /** Columns of the file, in order; of NDJSON there is one: the line. */
  columns: string[]
  /** The first rows as written, cell by cell; long cells are cut. */
  rows: (string | null)[][]
  /** YAML of a mapping to begin with. */
  mapping: string
}

const ROWS = 20
const CELL = 200
const MOST_COLUMNS = 200

/** What a file looks like at its start. `mapping` (YAML) may say its format; the source is called `name`. Throws `invalid` for what no source can be. */
export async function look(
  duck: Duck,
  path: string,
  { mapping, name = basename(path) }: { mapping?: string; name?: string } = {},
): Promise<Looked> {
  const { format } = mapping ? parseMapping(mapping, 'The mapping') : { format: {} }
  const file = await lookAt(path, format)
  if (!file) throw new AppError('invalid', 'The file is empty. Choose another.')
  const names =
    file.type === 'csv' ? await dialectOf(duck, file, { format } as Parameters<typeof dialectOf>[2]) : undefined
  // Brackets and stars of a name are no pattern.
  const at = literal(path.replace(/[*?[]/g, '[$&]'))
  const from =
    file.type === 'parquet'
      ? `read_parquet(${at})`
      : names
        ? `read_csv(${at}, ignore_errors = true, ${names.options})`
        : `read_csv(${at}, ignore_errors = true, header = false, auto_detect = false, delim = '\u0001', quote = '', escape = '', max_line_size = ${CELL * 1000},
            compression = ${literal(file.compression)}, columns = {'line': 'VARCHAR'})`
  const damaged = (cause: Error) => {
    throw new AppError('invalid', `${path} cannot be read: it is damaged or cut. Copy it again.`, { cause })
  }
  const all = await duck.rows<{ column_name: string }>(`describe select * from ${from}`).catch(damaged)
  const columns = all.map(({ column_name }) => column_name).filter((name) => name !== 'filename')
  const cells = columns.slice(0, MOST_COLUMNS).map((name, i) => `left(${quoted(name)}::varchar, ${CELL}) as c${i}`)
  const rows = await duck
    .rows<Record<string, string | null>>(`select ${cells.join(', ')} from ${from} limit ${ROWS}`)
    .catch(damaged)
  return {
    columns: columns.slice(0, MOST_COLUMNS),
    rows: rows.map((row) => Object.values(row)),
    mapping: mapping ?? canonical(name, columns),
  }
}

/** Our own form as a mapping, with those of its columns that the file has. */
function canonical(source: string, columns: readonly string[]): string {
  const found = new Map(
    columns.map((name) => [
      name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
      name,
    ]),
  )
  const of = (field: string) =>
    found.get(field) ?? (field === 'time' ? (found.get('timestamp') ?? found.get('date')) : undefined)
  const known = FIELDS.flatMap((field) => {
    const name = of(field)
    return name === undefined ? [] : [`  ${field}: ${JSON.stringify(name)}`]
  })
  return [
    `source: ${JSON.stringify(source.slice(0, 100))}`,
    'columns:',
    ...(known.length > 0 ? known : ['  # which column is which, e.g.', '  # customer: user_id']),
    'actions:',
    '  search: [search]',
    '  view: [view]',
    '  bag: [bag]',
    '  remove: [remove]',
    '  checkout: [checkout]',
    '  purchase: [purchase]',
    '  return: [return]',
    'time:',
    '  formats: [iso]',
    '  zone: Asia/Kolkata',
    '',
  ].join('\n')
}
