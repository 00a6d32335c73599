import { randomBytes } from 'node:crypto'
import SqliteFile from 'better-sqlite3'
import { createPool } from 'mysql2/promise'
import { type Database, sql } from '../../../src/database/database.ts'

type Value = string | number | null
/** The rows that one booking of ours writes, by table, in the order they are written. */
export type Written = [table: string, row: Record<string, Value>][]

const TABLES = ['idempotency', 'demo', 'demo_word', 'demo_tally', 'booking', 'event', 'message'] as const
/** Columns in which each row is another's. */
const UNIQUE = new Set(['token', 'token_hash', 'open_key', 'feedback_hash', 'dedupe_key', 'key'])

const rowsOf = async (database: Database, table: string) =>
  (await sql<Record<string, Value>>`select * from ${sql.table(table)}`.execute(database.read)).rows

/** What `book` writes: the rows that are there after it and were not before. */
export async function writtenBy(database: Database, book: () => Promise<unknown>): Promise<Written> {
  const before = new Map<string, Set<string>>()
  for (const table of TABLES)
    before.set(table, new Set((await rowsOf(database, table)).map((row) => JSON.stringify(row))))
  await book()
  const written: Written = []
  for (const table of TABLES) {
    for (const row of await rowsOf(database, table))
      if (!before.get(table)!.has(JSON.stringify(row))) written.push([table, row])
  }
  return written
}

/** One booking: `n` makes its keys its own. Answers whether there was a seat. */
export type RawBook = (n: number, customer: number, slot: number) => Promise<boolean>

const SELECTS = ['select * from customer where id = ?', 'select * from slot where id = ?']
const TAKE = "update slot set taken = taken + 1 where id = ? and status = 'OPEN' and taken < capacity"

/** A word of the template made another person's: what is a number in it is their own. */
const wordOf = (word: string, n: number) =>
  word.replace(/\d+/, (digits) => {
    const own = String(n).padStart(digits.length, '0')
    return word.startsWith('<') ? [...own].reverse().join('') : own
  })

/** Values of one row of the template, made another customer's, slot's and press's. */
function valuesOf(
  row: Record<string, Value>,
  put: { n: number; customer: number; slot: number; demo: number },
): Value[] {
  return Object.entries(row).flatMap(([column, value]) => {
    if (column === 'id') return []
    if (UNIQUE.has(column)) return [value === null ? null : randomBytes(24).toString('base64url')]
    if (column === 'word') return [wordOf(String(value), put.n)]
    if (column === 'customer_id') return [put.customer]
    if (column === 'slot_id') return [put.slot]
    if (column === 'demo_id') return [put.demo]
    return [value]
  })
}

const insertOf = (table: string, row: Record<string, Value>) => {
  const columns = Object.keys(row).filter((column) => column !== 'id')
  const quoted = columns.map((column) => `\`${column}\``).join(', ')
  return `insert into \`${table}\` (${quoted}) values (${columns.map(() => '?').join(', ')})`
}

/** The same rows by better-sqlite3 alone, as one would write it by hand: statements prepared once, one transaction. */
export function rawSqlite(path: string, written: Written): { book: RawBook; close(): Promise<void> } {
  const file = new SqliteFile(path)
  file.pragma('journal_mode = WAL')
  file.pragma('synchronous = FULL')
  const reads = SELECTS.map((text) => file.prepare(text))
  const take = file.prepare(TAKE)
  const inserts = written.map(([table, row]) => ({ table, row, run: file.prepare(insertOf(table, row)) }))
  const book = file.transaction((n: number, customer: number, slot: number): boolean => {
    reads[0]!.all(customer)
    reads[1]!.all(slot)
    if (take.run(slot).changes === 0) return false
    let demo = 0
    for (const { table, row, run } of inserts) {
      const { lastInsertRowid } = run.run(valuesOf(row, { n, customer, slot, demo }))
      if (table === 'demo') demo = Number(lastInsertRowid)
    }
    return true
  })
  return { book: async (n, customer, slot) => book.immediate(n, customer, slot), close: async () => void file.close() }
}

/** The same rows by mysql2 alone, on a pool as large as ours. */
export function rawMysql(url: string, written: Written, size: number): { book: RawBook; close(): Promise<void> } {
  const pool = createPool({ uri: url, connectionLimit: size })
  pool.on('connection', (connection) => connection.query('set session transaction isolation level read committed'))
  return {
    async book(n, customer, slot) {
      const connection = await pool.getConnection()
      try {
        await connection.beginTransaction()
        await connection.execute(SELECTS[0]!, [customer])
        await connection.execute(SELECTS[1]!, [slot])
        const [taken] = await connection.execute(TAKE, [slot])
        if ((taken as { affectedRows: number }).affectedRows === 0) {
          await connection.rollback()
          return false
        }
        let demo = 0
        for (const [table, row] of written) {
          const [done] = await connection.execute(insertOf(table, row), valuesOf(row, { n, customer, slot, demo }))
          if (table === 'demo') demo = (done as { insertId: number }).insertId
        }
        await connection.commit()
        return true
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}
