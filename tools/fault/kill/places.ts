import SqliteFile from 'better-sqlite3'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { startMariaDb } from '../../../tests/support/mariadb.ts'

/** A database that outlives the server. */
export interface Place {
  name: 'sqlite' | 'mysql'
  /** Address of the database server; undefined for a file, which lives in the installation's folder. */
  mysqlUrl: string | undefined
  /** Asks the engine whether its data are whole; what is not, one line each. */
  faults(databaseUrl: string): Promise<string[]>
  stop(): Promise<void>
}

export const sqlitePlace = async (): Promise<Place> => ({
  name: 'sqlite',
  mysqlUrl: undefined,
  async faults(databaseUrl) {
    const file = new SqliteFile(databaseUrl.replace('sqlite:', ''))
    try {
      const checked = file.pragma('integrity_check') as { integrity_check: string }[]
      const foreign = file.pragma('foreign_key_check') as { table: string }[]
      return [
        ...checked.map((row) => row.integrity_check).filter((said) => said !== 'ok'),
        ...foreign.map(({ table }) => `foreign key in ${table}`),
      ]
    } finally {
      file.close()
    }
  },
  stop: async () => {},
})

/** MariaDB that writes through to disk on each commit, as in production. */
export async function mysqlPlace(): Promise<Place> {
  const server = await startMariaDb({ durable: true })
  return {
    name: 'mysql',
    mysqlUrl: await server.createDatabase('kill'),
    async faults(databaseUrl) {
      const connection = await createConnection(databaseUrl)
      try {
        const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES')
        const names = tables.map((row) => `\`${Object.values(row)[0]}\``)
        const [checked] = await connection.query<RowDataPacket[]>(`CHECK TABLE ${names.join(', ')}`)
        return checked.filter((row) => row.Msg_text !== 'OK').map((row) => `${row.Table}: ${row.Msg_text}`)
      } finally {
        await connection.end()
      }
    },
    stop: server.stop,
  }
}
