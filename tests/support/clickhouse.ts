import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { openChdb, type Session } from './chdb.ts'
import { temporaryFolder } from './program.ts'

export interface ClickHouse {
  /** clickhouse:// address of the database `target`; `reader` may do nothing but read. */
  url: string
  port: number
  password: string
  session: Session
  stop(): Promise<void>
}

const CODES = { denied: 516, forbidden: 497, unknownDatabase: 81 }

/**
 * ClickHouse's own engine (`chdb`) behind ClickHouse's HTTP interface on a free port: as much of it as its
 * client uses. One per process, since chdb has one session per process.
 */
export async function startClickHouse(): Promise<ClickHouse> {
  const folder = temporaryFolder('clickhouse')
  const session = await openChdb(folder.path)
  session.query('CREATE DATABASE target ENGINE = Atomic')
  const password = 'right&%word'

  async function answer(request: IncomingMessage): Promise<string> {
    const { searchParams } = new URL(request.url ?? '', 'http://here')
    const [user, given] = Buffer.from((request.headers.authorization ?? '').slice('Basic '.length), 'base64')
      .toString()
      .split(/:(.*)/s)
    if (given !== password)
      throw new Error(`Code: ${CODES.denied}. DB::Exception: ${user}: Authentication failed. (AUTHENTICATION_FAILED)`)
    const database = searchParams.get('database') ?? ''
    if (database !== 'target') {
      throw new Error(
        `Code: ${CODES.unknownDatabase}. DB::Exception: Database ${database} does not exist. (UNKNOWN_DATABASE)`,
      )
    }
    const insert = /^INSERT INTO `(\w+)`\s+FORMAT (TabSeparated)$/.exec(searchParams.get('query')?.trim() ?? '')
    if (insert) {
      await session.insert({ table: `target.${insert[1]}`, values: request, format: insert[2] as 'TabSeparated' })
      return ''
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sql = `${searchParams.get('query') ?? ''}${Buffer.concat(chunks)}`
    if (user === 'reader' && !/^(SELECT|EXISTS)/.test(sql)) {
      throw new Error(`Code: ${CODES.forbidden}. DB::Exception: ${user}: Not enough privileges. (ACCESS_DENIED)`)
    }
    session.query('USE target')
    return session.query(sql)
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.end(text),
      (error: Error) => {
        const code = /Code: (\d+)/.exec(error.message)?.[1] ?? '1001'
        response.writeHead(500, { 'x-clickhouse-exception-code': code }).end(error.message)
      },
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `clickhouse://default:${encodeURIComponent(password)}@127.0.0.1:${port}/target`,
    port,
    password,
    session,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      session.close()
      folder.remove()
    },
  }
}
