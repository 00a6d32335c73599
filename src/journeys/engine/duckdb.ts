import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Api from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'

export interface DuckOptions {
  /** A file; without it a database in memory. */
  path?: string
  readOnly?: boolean
  /** Bytes DuckDB may hold; what does not fit goes to `temp`. */
  memory?: number
  threads?: number
  /** Folder for what does not fit in memory; by default beside the file, or one of the system's. */
  temp?: string
}

/** A value of a row: decimals and integers beyond 2^53 as text, times as ISO 8601 in UTC, lists as arrays. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value }
export type Row = Record<string, Value>
type Values = DuckDBValue[] | Record<string, DuckDBValue>

export interface Duck {
  run(sql: string, values?: Values): Promise<void>
  rows<T = Row>(sql: string, values?: Values): Promise<T[]>
  /** Rows in blocks of at most 2,048; only one block is held. */
  stream<T = Row>(sql: string, values?: Values): AsyncIterable<T[]>
  /** Adds rows to a table that is there, cells in the order of its columns. */
  append(table: string, rows: Iterable<readonly (string | number | boolean | null)[]>): Promise<void>
  /** How much of the running statement is done, 0 to 1; 0 where DuckDB cannot tell. */
  progress(): number
  /** Ends the running statement, which then throws. */
  interrupt(): void
  close(): void
}

/** Text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** A path within a glob that stands for itself: DuckDB takes the paths of files it reads for globs. */
export const plainPath = (path: string): string => path.replace(/[*?[]/g, '[$&]')
/** A file to read, as a literal. */
export const fileLiteral = (path: string): string => literal(plainPath(path))
/** A name as SQL has it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

// Loaded when first used: it takes 60 MB, which a server without journeys does not need.
let api: typeof Api

/** Opens DuckDB; its settings never come from the outside, and it reaches no network. Throws what DuckDB throws. */
export async function openDuck({ path, readOnly, memory, threads, temp: given }: DuckOptions = {}): Promise<Duck> {
  // DuckDB's own would be in the folder the program was started in.
  const temp = given ?? (path === undefined ? join(tmpdir(), `phygital-journeys-${process.pid}`) : undefined)
  api = await import('@duckdb/node-api')
  const instance = await api.DuckDBInstance.create(path ?? ':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    access_mode: readOnly ? 'READ_ONLY' : 'AUTOMATIC',
    ...(memory === undefined ? {} : { memory_limit: `${Math.floor(memory / 1024)}KiB` }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(temp === undefined ? {} : { temp_directory: temp }),
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  // Without it DuckDB does not count how far it is.
  await connection.run('SET enable_progress_bar = true')
  await connection.run('SET enable_progress_bar_print = false')
  return {
    run: async (sql, values) => void (await connection.run(sql, values)),
    rows: async <T>(sql: string, values?: Values) => {
      const read = await connection.runAndReadAll(sql, values)
      const names = read.columnNames()
      return read.getRows().map((row) => rowOf(names, row) as T)
    },
    async *stream<T>(sql: string, values?: Values) {
      const result = await connection.stream(sql, values)
      const names = result.columnNames()
      for await (const block of result.yieldRows()) yield block.map((row) => rowOf(names, row) as T)
    },
    append: async (table, rows) => {
      const appender = await connection.createAppender(table)
      for (const row of rows) {
        for (const cell of row) {
          if (cell === null) appender.appendNull()
          else if (typeof cell === 'string') appender.appendVarchar(cell)
          else if (typeof cell === 'number') appender.appendDouble(cell)
          else appender.appendBoolean(cell)
        }
        appender.endRow()
      }
      appender.closeSync()
    },
    progress: () => Math.max(0, connection.progress.percentage) / 100,
    interrupt: () => connection.interrupt(),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

const rowOf = (names: readonly string[], row: readonly DuckDBValue[]): Row =>
  Object.fromEntries(names.map((name, at) => [name, plain(row[at]!)]))

function plain(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof api.DuckDBTimestampValue || value instanceof api.DuckDBTimestampTZValue)
    return timeOf(value.micros)
  if (value instanceof api.DuckDBListValue) return value.items.map(plain)
  if (value instanceof api.DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plain(entry)]))
  }
  return value.toString()
}

/** Microseconds since 1970 as `2023-12-29T06:35:00.000Z`; microseconds are told where there are some. */
function timeOf(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString()
  return rest === 0n ? iso : iso.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}
