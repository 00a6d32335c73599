import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import { AppError } from '../../../platform/errors.ts'
import { LIMITS, within } from '../../engine/foreign.ts'
import type { ColumnType, Table } from '../../tables.ts'
import { cellsOf, type Dialect, linesOf } from './rows.ts'
import { indexed, type Open, type Part, side } from './target.ts'

const TYPES: Record<ColumnType, string> = {
  text: 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  list: 'JSON',
  integer: 'BIGINT',
  decimal: 'DECIMAL(22,4)',
  share: 'DOUBLE',
  time: 'DATETIME(6)',
  flag: 'BOOLEAN',
}
const DIALECT: Dialect = { list: (sql) => `to_json(${sql})::VARCHAR` }

const name = (text: string) => `\`${text.replaceAll('`', '``')}\``
const old = (table: string) => `${table}__old`

function columnsOf(table: Table): string {
  const columns = Object.entries(table.columns).map(
    ([column, { type, nullable }]) => `${name(column)} ${TYPES[type]}${nullable === false ? ' NOT NULL' : ' NULL'}`,
  )
  // A prefix, since texts have no bound and an index entry has one of 3,072 bytes.
  const keys = indexed(table).map((column) => `${name(column)}(191)`)
  return [...columns, ...(keys.length > 0 ? [`INDEX (${keys.join(', ')})`] : [])].join(', ')
}

// What one multi-row insert holds, at most (but one row): well below the smallest usual max_allowed_packet.
const INSERT = { rows: 1000, characters: 256 * 1024 }

/** MySQL 8 and MariaDB. Times are UTC DATETIME(6), texts compare by their bytes, lists are JSON. */
export const openMysql: Open = async (address, result) => {
  const connection = await createConnection({
    uri: address.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: LIMITS.connect,
    charset: 'UTF8MB4_BIN',
  })
  // A destroyed connection never answers what it was asked.
  const { promise: closed, reject: end } = Promise.withResolvers<never>()
  closed.catch(() => {})
  // Without a listener a connection that breaks between two statements would end the process.
  connection.on('error', () => {})
  const run = <T extends RowDataPacket[] | ResultSetHeader>(
    sql: string,
    values: unknown[] = [],
    ms = LIMITS.statement,
  ) => within(ms, sql.slice(0, 40), () => Promise.race([connection.query<T>(sql, values).then(([got]) => got), closed]))
  const ask = (sql: string, values?: unknown[], ms?: number) => run<RowDataPacket[]>(sql, values, ms)

  async function stream(part: Part, moved: (rows: number) => void): Promise<void> {
    const loaded = await within(LIMITS.stall, `Loading ${part.to}`, async (alive) => {
      const lines = linesOf(result, part, DIALECT, (rows) => {
        alive()
        moved(rows)
      })
      const sql = `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${name(side(part.to))} CHARACTER SET utf8mb4`
      try {
        const loading = connection.query<ResultSetHeader>({ sql, infileStreamFactory: () => lines })
        const [header] = await Promise.race([loading, closed])
        return header
      } finally {
        lines.destroy()
      }
    })
    // With LOCAL, values that do not fit are warnings and are bent to fit.
    if (loaded.warningStatus === 0) return
    const [first] = await ask('SHOW WARNINGS LIMIT 1')
    throw new AppError('invalid', `${part.to}: the database would have changed values (${first?.Message}).`)
  }

  async function insert(part: Part, moved: (rows: number) => void): Promise<void> {
    let batch: (string | null)[][] = []
    let characters = 0
    const send = async () => {
      if (batch.length > 0) await run(`INSERT INTO ${name(side(part.to))} VALUES ?`, [batch])
      moved(batch.length)
      batch = []
      characters = 0
    }
    for await (const rows of cellsOf(result, part, DIALECT)) {
      for (const row of rows) {
        batch.push(row)
        for (const value of row) characters += value?.length ?? 0
        if (batch.length >= INSERT.rows || characters >= INSERT.characters) await send()
      }
    }
    await send()
  }

  const close = async () => {
    connection.destroy()
    end(new Error('the connection was closed'))
  }
  try {
    await run("SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00', lock_wait_timeout = 60")
    const [lock] = await ask("SELECT GET_LOCK(LEFT(CONCAT('journeys ', DATABASE()), 64), 10) AS held")
    if (lock?.held !== 1) {
      throw new AppError('conflict', 'Another load into this database is under way. Wait until it is done.')
    }
  } catch (error) {
    await close()
    throw error
  }
  const [server] = await ask('SELECT @@GLOBAL.local_infile AS local')

  return {
    create: async ({ to, table }) => {
      await run(`DROP TABLE IF EXISTS ${name(side(to))}`)
      await run(`CREATE TABLE ${name(side(to))} (${columnsOf(table)}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`)
    },
    load: server?.local === 1 ? stream : insert,
    count: async ({ to }) => {
      const [row] = await ask(`SELECT COUNT(*) AS n FROM ${name(side(to))}`, [], LIMITS.table)
      return Number(row?.n)
    },
    swap: async (parts) => {
      const names = parts.map(({ to }) => to)
      const sql =
        'SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (?)'
      const standing = new Set((await ask(sql, [names])).map(({ t }) => t))
      const drop = `DROP TABLE IF EXISTS ${names.map((table) => name(old(table))).join(', ')}`
      await run(drop)
      const moves = names.flatMap((table) => [
        ...(standing.has(table) ? [`${name(table)} TO ${name(old(table))}`] : []),
        `${name(side(table))} TO ${name(table)}`,
      ])
      await run(`RENAME TABLE ${moves.join(', ')}`)
      await run(drop)
    },
    close,
  }
}
