import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteFile from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

const STATEMENTS_KEPT = 500
/** Lists read a million rows here and there: with SQLite's usual 2 MB each page comes from the file again. */
const CACHE_KB = { reader: 65_536, writer: 16_384 }

/** The same statement text is prepared once: preparing costs more than most of our queries. */
function withStatementCache(file: SqliteFile.Database, cacheKb: number): SqliteDatabase {
  const kept = new Map<string, SqliteFile.Statement>()
  let used = false
  return {
    prepare(sql) {
      // Not before it is needed: this opens the file, and Kysely does not close what it never used.
      if (!used) file.pragma(`cache_size = -${cacheKb}`)
      used = true
      let statement = kept.get(sql)
      if (!statement || statement.busy) {
        statement = file.prepare(sql)
        if (kept.size >= STATEMENTS_KEPT) kept.clear()
        kept.set(sql, statement)
      }
      return statement as ReturnType<SqliteDatabase['prepare']>
    },
    close: () => file.close(),
  }
}

// A deferred transaction that turns to writing fails at once when another process writes; an immediate one waits.
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection)
    } catch (error) {
      // A full disk makes SQLite roll back by itself; the error that tells so must not be lost to this one.
      if (!/no transaction is active/.test(String(error))) throw error
    }
  }
}

/** Knows the one connection that all of its Kysely's statements run on. */
export class FileAdapter extends SqliteAdapter {
  readonly #database: SqliteDatabase
  readonly readonly: boolean
  #holder: object | undefined

  constructor(database: SqliteDatabase, readonly: boolean) {
    super()
    this.#database = database
    this.readonly = readonly
  }

  // A migration is one immediate transaction: another process waits for it, and a kill leaves no half of it.
  override get supportsTransactionalDdl() {
    return true
  }

  // Only who writes takes turns. (While a stream of the reader is open, its other reads see what the stream sees.)
  override get supportsMultipleConnections() {
    return this.readonly
  }

  /** Says which transaction has the connection while `work` runs. */
  async during<T>(transaction: object, work: () => Promise<T>): Promise<T> {
    this.#holder = transaction
    try {
      return await work()
    } finally {
      this.#holder = undefined
    }
  }

  /** True when nothing else can be under way on the connection: for reads, and inside the transaction that has it. */
  isAlone(db: object): boolean {
    return this.readonly || db === this.#holder
  }

  /** What Kysely's driver does with a statement, without its turns. Only for who `isAlone`. */
  run<Row>(sql: string, parameters: readonly unknown[]): QueryResult<Row> {
    const statement = this.#database.prepare(sql)
    if (statement.reader) return { rows: statement.all(parameters) as Row[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }
}

// A bare parameter is a guess the planner makes plans from, and each new value makes SQLite prepare the statement again
// (measured: 7 µs where 1 is needed, for any join, order or limit). It sees no guess in a signed one; the value is the same.
class Compiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?'
  }
}

/** Opens (and makes) a file for Kysely: WAL, synchronous=FULL, foreign keys on, 5 s busy timeout. */
export function sqliteDialect(path: string, readonly: boolean): Dialect {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const file = new SqliteFile(path, { readonly })
  file.pragma('busy_timeout = 5000')
  if (!readonly) {
    file.pragma('journal_mode = WAL')
    file.pragma('synchronous = FULL')
    file.pragma('foreign_keys = ON')
  }
  const database = withStatementCache(file, readonly ? CACHE_KB.reader : CACHE_KB.writer)
  return {
    createAdapter: () => new FileAdapter(database, readonly),
    createDriver: () => new ImmediateDriver({ database }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new Compiler(),
  }
}
