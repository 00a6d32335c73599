import { type Dialect, MysqlDialect } from 'kysely'
import { createPool } from 'mysql2'

const CONNECT_MS = 5000
/** Of each connection; a server keeps 16,382 for all of them (max_prepared_stmt_count). */
const PARSED_KEPT = 200

const parsedOnce = new Set<string>()

/** Lets connections have the server parse a text once and then only send its values. For texts that stay as they are. */
export const parseOnce = (text: string): void => void parsedOnce.add(text)

/** A pool for MySQL 8 or MariaDB: UTC, READ COMMITTED, strict, byte-wise comparison, bounded waits. */
export function mysqlDialect(url: string, connections: number): Dialect {
  const pool = createPool({
    uri: url,
    connectionLimit: connections,
    maxIdle: connections,
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    flags: ['+FOUND_ROWS'],
    maxPreparedStatements: PARSED_KEPT,
  })
  pool.on('connection', (connection) => {
    // Kysely knows `query` only, for which the server parses every text anew.
    const query = connection.query.bind(connection)
    const choose = (text: string, ...rest: [never]) =>
      parsedOnce.has(text) ? connection.execute(text, ...rest) : query(text, ...rest)
    Object.assign(connection, { query: choose })
    // Without its settings a connection must not be used; whoever waits for it gets the error.
    const settle = (error: unknown) => {
      if (error) connection.destroy()
    }
    // As a statement: the variable has another name in MariaDB before 11.1.
    connection.query('set session transaction isolation level read committed', settle)
    connection.query(
      `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',
       innodb_lock_wait_timeout = 5`,
      settle,
    )
  })
  return new MysqlDialect({ pool })
}
