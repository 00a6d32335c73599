import { setTimeout as pause } from 'node:timers/promises'
import { type InsertQueryBuilder, type InsertResult, Kysely, sql, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import { AppError } from '../platform/errors.ts'
import type { Engine } from './ddl.ts'
import { migrations } from './migrations/list.ts'
import { mysqlDialect } from './mysql.ts'
import { FileAdapter, sqliteDialect } from './sqlite.ts'
import type { Tables } from './tables.ts'

export { sql } from 'kysely'
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/** The open database. On SQLite reads have a connection of their own, so a write never holds them up. */
export interface Database {
  engine: Engine
  /** For reads outside a transaction. */
  read: Db
  /** For single writes outside a transaction (heartbeats, footfall). */
  write: Db
  /**
   * Runs `work` in one write transaction; a deadlock or a lost lock runs it again, so it must make no outside calls.
   * Throws what `work` throws, rolled back.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Brings the schema up to this version. Throws AppError `conflict` when the database is of a newer version. */
  migrate(): Promise<string[]>
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

const TRIES = 6
const PING_MS = 2000

function isTransient(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code)
  return /^(ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CHECKREAD|SQLITE_BUSY.*)$/.test(code)
}

/** True when a unique key refused the write, on either database. */
export function isDuplicate(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code)
  return code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

/** Runs an insert, or awaits one; false when a unique key refused it. The transaction goes on either way, on both databases. */
export async function wasInserted(insert: { execute(): Promise<unknown> } | Promise<unknown>): Promise<boolean> {
  try {
    await ('execute' in insert ? insert.execute() : insert)
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

const isSqlite = (db: Db): boolean => db.getExecutor().adapter instanceof FileAdapter

/** Makes an insert leave out the rows whose unique `key` is taken. */
export function skippingTaken<Name extends keyof Tables>(
  db: Db,
  insert: InsertQueryBuilder<Tables, Name, InsertResult>,
  key: keyof Tables[Name] & string,
): InsertQueryBuilder<Tables, Name, InsertResult> {
  return isSqlite(db)
    ? insert.onConflict((conflict) => conflict.column(key).doNothing())
    : insert.onDuplicateKeyUpdate({ [key]: sql.ref(key) } as never)
}

/**
 * Makes a select of one table hold its rows to the end of the transaction: whoever else holds or changes them waits.
 * A writing transaction of SQLite holds the whole file.
 */
export function held<Query extends { forUpdate(): Query }>(db: Db, query: Query): Query {
  return isSqlite(db) ? query : query.forUpdate()
}

/**
 * Opens a database.
 * @param url `mysql://…` or `sqlite:path` (`sqlite::memory:` is refused: reads have their own connection)
 */
export function openDatabase(url: string, pool = 10): Database {
  const engine: Engine = url.startsWith('mysql:') ? 'mysql' : 'sqlite'
  const path = url.replace(/^sqlite:(\/\/)?/, '')
  const write = new Kysely<Tables>({
    dialect: engine === 'mysql' ? mysqlDialect(url, pool) : sqliteDialect(path, false),
  })
  const read = engine === 'mysql' ? write : new Kysely<Tables>({ dialect: sqliteDialect(path, true) })

  return {
    engine,
    read,
    write,
    async transact(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await write.transaction().execute((tx) => {
            const { adapter } = write.getExecutor()
            return adapter instanceof FileAdapter ? adapter.during(tx, () => work(tx)) : work(tx)
          })
        } catch (error) {
          if (attempt === TRIES || !isTransient(error)) throw error
          await pause(Math.random() * 10 * 2 ** attempt)
        }
      }
    },
    migrate: () => migrate(write, engine),
    async ping() {
      const deadline = AbortSignal.timeout(PING_MS)
      await Promise.race([
        read.selectFrom('setting').select('key').limit(1).execute(),
        new Promise((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason))),
      ])
    },
    async close() {
      if (read !== write) await read.destroy()
      // Last: a connection that may only read leaves everything in the WAL beside an empty file.
      await write.destroy()
    },
  }
}

async function migrate(db: Db, engine: Engine): Promise<string[]> {
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(migrations).map(([name, { up }]) => [name, { up: (on: Kysely<unknown>) => up(on, engine) }]),
      ),
  }
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) {
    if (/previously executed migration .* is missing/.test(String(error))) {
      throw new AppError(
        'conflict',
        'The database was made by a newer version of Phygital. Start that version instead.',
      )
    }
    throw error
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}
