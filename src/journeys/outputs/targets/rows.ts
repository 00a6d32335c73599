import { Readable } from 'node:stream'
import { type Duck, quoted } from '../../engine/duckdb.ts'
import type { Column, ColumnType, Table } from '../../tables.ts'
import type { Part } from './target.ts'

/** How a database wants its values, as DuckDB's SQL: expressions that make a text, or NULL, of a column's name or a text. */
export interface Dialect {
  /** A text as the database can hold it. */
  text?: (sql: string) => string
  list: (sql: string) => string
  flag?: (sql: string) => string
  /** Lists are escaped by `list` itself. */
  listsEscaped?: boolean
}

const MICROSECONDS = '%Y-%m-%d %H:%M:%S.%f'

/** DuckDB's SQL for a column's value as text: exact decimals, times in UTC to the microsecond; NULL stays NULL. */
export function cell(name: string, { type }: Column, dialect: Dialect): string {
  const sql = quoted(name)
  const made: Record<ColumnType, () => string> = {
    text: () => dialect.text?.(sql) ?? sql,
    list: () => dialect.list(sql),
    integer: () => `${sql}::VARCHAR`,
    decimal: () => `${sql}::VARCHAR`,
    share: () => `${sql}::VARCHAR`,
    time: () => `strftime(${sql}, '${MICROSECONDS}')`,
    flag: () => dialect.flag?.(sql) ?? `${sql}::TINYINT::VARCHAR`,
  }
  return made[type]()
}

/** DuckDB's SQL that puts the backslash escapes all three line formats know into a text. */
export const escaped = (sql: string): string =>
  [
    ['chr(92)', '\\\\'],
    ['chr(9)', '\\t'],
    ['chr(10)', '\\n'],
    ['chr(13)', '\\r'],
    ['chr(0)', '\\0'],
  ].reduce((inner, [from, to]) => `replace(${inner}, ${from}, '${to}')`, sql)

/** DuckDB's SQL for a row as one line of tabs between values and `\N` for NULL, as MySQL, Postgres and ClickHouse read it. */
export function lineOf(table: Table, dialect: Dialect): string {
  const cells = Object.entries(table.columns).map(([name, column]) => {
    const value = cell(name, column, dialect)
    const safe = column.type === 'text' || (column.type === 'list' && !dialect.listsEscaped) ? escaped(value) : value
    return `coalesce(${safe}, '\\N')`
  })
  return `concat(${cells.join(', chr(9), ')}, chr(10))`
}

/** Rows as lists of texts and NULLs, in blocks of at most 2,048. */
export async function* cellsOf(result: Duck, { from, table }: Part, dialect: Dialect) {
  const cells = Object.entries(table.columns).map(([column, of]) => cell(column, of, dialect))
  // As JSON a row is one value of DuckDB's: half the work of taking it cell by cell.
  const sql = `SELECT json_array(${cells.join(', ')})::VARCHAR AS cells FROM ${quoted(from)}`
  for await (const rows of result.stream<{ cells: string }>(sql)) {
    yield rows.map((row): (string | null)[] => JSON.parse(row.cells))
  }
}

// Texts may be large: no more than this goes into one packet unless a single row is larger.
const CHUNK = 256 * 1024

/** The lines of a table as a stream of UTF-8 of about 256 kB a piece; `moved` hears how many rows each piece had. */
export function linesOf(
  result: Duck,
  { from, table }: Part,
  dialect: Dialect,
  moved: (rows: number) => void,
): Readable {
  async function* chunks() {
    const sql = `SELECT ${lineOf(table, dialect)} AS line FROM ${quoted(from)}`
    for await (const rows of result.stream<{ line: string }>(sql)) {
      let text = ''
      let held = 0
      for (const { line } of rows) {
        text += line
        held++
        if (text.length < CHUNK) continue
        yield Buffer.from(text)
        moved(held)
        text = ''
        held = 0
      }
      if (held > 0) yield Buffer.from(text)
      moved(held)
    }
  }
  return Readable.from(chunks(), { objectMode: false })
}
