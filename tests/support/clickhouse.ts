import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
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

  async function answer(request: IncomingMessage): Promise<string | Uint8Array> {
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
    session.query('USE target')
    // Those that change what SQL says; the others are about HTTP.
    for (const [name, value] of searchParams)
      if (/^(join|prefer|output)_/.test(name)) session.query(`SET ${name} = '${value}'`)
    const parquet = /^INSERT INTO (\w+) (\(.*\))\s+FORMAT Parquet$/.exec(searchParams.get('query')?.trim() ?? '')
    if (parquet) {
      const path = join(folder.path, `${randomUUID()}.parquet`)
      await pipeline(request, createWriteStream(path))
      const [, table, columns] = parquet
      session.query(`INSERT INTO ${table} ${columns} FROM INFILE '${path}' FORMAT Parquet`)
      rmSync(path)
      return ''
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sql = `${searchParams.get('query') ?? ''}${Buffer.concat(chunks)}`
    if (user === 'reader' && !/^(SELECT|EXISTS)/.test(sql)) {
      throw new Error(`Code: ${CODES.forbidden}. DB::Exception: ${user}: Not enough privileges. (ACCESS_DENIED)`)
    }
    return (await session.queryAsync(sql)).bytes()
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.end(body),
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
