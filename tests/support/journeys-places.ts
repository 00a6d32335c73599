import { join } from 'node:path'
import SqliteFile from 'better-sqlite3'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { startClickHouse } from './clickhouse.ts'
import { createDatabase, startMariaDb } from './mariadb.ts'
import { startPostgres } from './postgres.ts'
import { temporaryFolder } from './program.ts'

export type Rows = Record<string, unknown>[]

/** A database that journeys are loaded into, and a reader of its own. */
export interface Place {
  url: string
  /** Asks as another connection than the load's. */
  ask(sql: string): Promise<Rows>
  /** Quotes a name. */
  name(text: string): string
  /** SQL that shows an exact decimal, a time to the microsecond in UTC, and a list as JSON, each as text. */
  decimal(sql: string): string
  time(sql: string): string
  list(sql: string): string
  stop(): Promise<void>
}

const quoted = (text: string) => `"${text}"`
const plain = { decimal: (sql: string) => sql, time: (sql: string) => sql, list: (sql: string) => sql }

async function mysql(server: string, stop: () => Promise<void>): Promise<Place> {
  const url = await createDatabase(server)
  const reader = await createConnection({ uri: url, charset: 'UTF8MB4_BIN', dateStrings: true })
  return {
    ...plain,
    url,
    ask: async (sql) => (await reader.query(sql))[0] as Rows,
    name: (text) => `\`${text}\``,
    decimal: (sql) => `CAST(${sql} AS CHAR)`,
    time: (sql) => `CAST(${sql} AS CHAR)`,
    list: (sql) => `CAST(${sql} AS CHAR)`,
    stop: async () => {
      await reader.end()
      await stop()
    },
  }
}

export const places: Record<string, (mariadb: string) => Promise<Place>> = {
  MariaDB: (server) => mysql(server, async () => {}),
  'MariaDB without local_infile': async () => {
    const server = await startMariaDb({ args: ['--local-infile=0'] })
    return mysql(server.url, server.stop)
  },
  PostgreSQL: async () => {
    const server = await startPostgres()
    const url = await server.createDatabase()
    const reader = new Client({ connectionString: url })
    await reader.connect()
    return {
      url,
      ask: async (sql) => (await reader.query(sql)).rows,
      name: quoted,
      decimal: (sql) => `${sql}::text`,
      time: (sql) => `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
      list: (sql) => `array_to_json(${sql})::text`,
      stop: async () => {
        await reader.end()
        await server.stop()
      },
    }
  },
  SQLite: async () => {
    const folder = temporaryFolder('sqlite')
    const path = join(folder.path, 'a file.sqlite')
    const ask = async (sql: string) => {
      const file = new SqliteFile(path, { readonly: true })
      try {
        return file.prepare(sql).all() as Rows
      } finally {
        file.close()
      }
    }
    return { ...plain, url: `sqlite:${path}`, ask, name: quoted, stop: async () => folder.remove() }
  },
  ClickHouse: async () => {
    const server = await startClickHouse()
    const ask = async (sql: string) => {
      server.session.query('USE target')
      const text = server.session.query(sql, 'JSONEachRow').trim()
      return text === '' ? [] : text.split('\n').map((line: string) => JSON.parse(line))
    }
    const text = (sql: string) => `toString(${sql})`
    const list = (sql: string) => `toJSONString(${sql})`
    return { url: server.url, ask, name: quoted, decimal: text, time: text, list, stop: server.stop }
  },
}
