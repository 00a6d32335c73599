import SqliteFile from 'better-sqlite3'

/** One statement as the product ran it. */
export interface Recorded {
  sql: string
  values: unknown[]
}

export interface Recorder {
  /** What ran since the last call. */
  take(): Recorded[]
}

/**
 * Notes every statement that runs on SQLite in this process, on whatever connection. Call before a database is opened.
 * So the bare server runs what the product runs, also after the product has changed.
 */
export function recordStatements(): Recorder {
  let recorded: Recorded[] = []
  const prototype = SqliteFile.prototype as SqliteFile.Database
  const prepare = prototype.prepare
  prototype.prepare = function record(this: SqliteFile.Database, sql: string) {
    const statement = prepare.call(this, sql) as SqliteFile.Statement
    for (const way of ['all', 'run', 'get', 'iterate'] as const) {
      const run = statement[way] as (...values: unknown[]) => unknown
      Object.defineProperty(statement, way, {
        value: (...values: unknown[]) => {
          recorded.push({ sql: sql.replaceAll('+?', '?'), values: values.flat() })
          return run.apply(statement, values)
        },
      })
    }
    return statement
  } as typeof prepare
  return {
    take() {
      const taken = recorded
      recorded = []
      return taken
    },
  }
}

export type Replay = (put?: ReadonlyMap<unknown, unknown>) => unknown[][]

/**
 * Prepares recorded statements once; each call runs them all and answers the rows of each.
 * `put` replaces values: another visitor's ids for those of the recording.
 */
export function prepareReplay(file: SqliteFile.Database, statements: Recorded[]): Replay {
  const prepared = statements.map(({ sql, values }) => ({ statement: file.prepare(sql), values }))
  return (put) =>
    prepared.map(({ statement, values }) => {
      const given = put ? values.map((value) => put.get(value) ?? value) : values
      try {
        if (statement.reader) return statement.all(given)
        statement.run(given)
      } catch (error) {
        // A refused insert is part of what was recorded.
        if (!String((error as { code?: string }).code).startsWith('SQLITE_CONSTRAINT')) throw error
      }
      return []
    })
}
