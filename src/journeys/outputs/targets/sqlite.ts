import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteFile from 'better-sqlite3'
import { AppError } from '../../../platform/errors.ts'
import { type Duck, quoted } from '../../engine/duckdb.ts'
import type { ColumnType } from '../../tables.ts'
import { cellsOf, type Dialect } from './rows.ts'
import { indexed, type Open, type Part } from './target.ts'

const TYPES: Record<ColumnType, string> = {
  text: 'TEXT',
  list: 'TEXT',
  integer: 'INTEGER',
  decimal: 'DECIMAL(22,4)',
  share: 'REAL',
  time: 'DATETIME',
  flag: 'BOOLEAN',
}
const DIALECT: Dialect = { list: (sql) => `to_json(${sql})::VARCHAR` }

/**
 * SQLite in a file, made when it is not there. All is one transaction in WAL mode, so it needs no side tables and readers
 * never wait. Times are `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, lists JSON. SQLite keeps numbers exactly to 15 digits: a
 * decimal column with a longer one is text.
 */
export const openSqlite: Open = async (address, result) => {
  const path = address.slice('sqlite:'.length)
  if (!existsSync(dirname(path))) {
    throw new AppError(
      'not_found',
      `There is no folder ${dirname(path)} for the SQLite file. Make it, or name another.`,
    )
  }
  const file = new SqliteFile(path, { timeout: 10_000 })
  try {
    file.pragma('journal_mode = WAL')
    file.pragma('synchronous = FULL')
    file.exec('BEGIN IMMEDIATE')
  } catch (error) {
    file.close()
    throw error
  }
  return {
    create: async (part) => {
      file.exec(`DROP TABLE IF EXISTS ${quoted(part.to)}`)
      file.exec(`CREATE TABLE ${quoted(part.to)} (${(await columnsOf(result, part)).join(', ')})`)
    },
    load: async (part, moved) => {
      const marks = Object.keys(part.table.columns).map(() => '?')
      const insert = file.prepare(`INSERT INTO ${quoted(part.to)} VALUES (${marks.join(', ')})`)
      for await (const rows of cellsOf(result, part, DIALECT)) {
        for (const row of rows) insert.run(row)
        moved(rows.length)
      }
      const keys = indexed(part.table).map(quoted)
      if (keys.length > 0)
        file.exec(`CREATE INDEX ${quoted(`${part.to}__key`)} ON ${quoted(part.to)} (${keys.join(', ')})`)
    },
    count: async ({ to }) =>
      Number(
        file
          .prepare(`SELECT count(*) FROM ${quoted(to)}`)
          .pluck()
          .get(),
      ),
    swap: async () => void file.exec('COMMIT'),
    // Without a commit, closing takes all back.
    close: async () => void file.close(),
  }
}

async function columnsOf(result: Duck, { from, table }: Part): Promise<string[]> {
  const decimals = Object.keys(table.columns).filter((name) => table.columns[name]?.type === 'decimal')
  const asked = decimals.map((name) => `coalesce(max(abs(${quoted(name)})) >= 1e11, false) AS ${quoted(name)}`)
  const [long] = asked.length > 0 ? await result.rows(`SELECT ${asked.join(', ')} FROM ${quoted(from)}`) : []
  return Object.entries(table.columns).map(
    ([name, { type, nullable }]) =>
      `${quoted(name)} ${long?.[name] ? 'TEXT' : TYPES[type]}${nullable === false ? ' NOT NULL' : ''}`,
  )
}
