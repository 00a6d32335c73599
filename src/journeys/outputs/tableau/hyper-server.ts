import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { AppError } from '../../../platform/errors.ts'

export interface HyperServer {
  /** Runs one statement, at most half an hour. */
  run(sql: string): Promise<void>
}

export interface HyperOptions {
  /** Path of Tableau's `hyperd`. */
  hyperd: string
  /** `socket`: a socket only this user reaches; `tcp` where there are none, a port of the loopback that asks no password. */
  over?: 'socket' | 'tcp'
  /** Milliseconds it may take to start. */
  startWithin?: number
}

const STATEMENT = 30 * 60_000
const USER = 'tableau_internal_user'

/**
 * Starts `hyperd` for the time of `work`, in a folder of its own, without logs, telemetry or our environment. It is always
 * ended: it stops by itself when the line it calls us back on closes, so even our own end by force ends it.
 * Throws `unavailable` when it does not start or answer.
 */
export async function withHyper<T>(options: HyperOptions, work: (hyper: HyperServer) => Promise<T>): Promise<T> {
  const { hyperd, over = process.platform === 'win32' ? 'tcp' : 'socket', startWithin = 30_000 } = options
  const folder = mkdtempSync(join(tmpdir(), 'hyper-'))
  // hyperd takes these addresses for `.s.PGSQL.<port>` and `back` in the folder itself.
  mkdirSync(join(folder, 'domain'))
  const callback = createServer()
  const address = await listen(
    callback,
    over === 'tcp' ? { port: 0, host: '127.0.0.1' } : { path: join(folder, 'back') },
  )
  const local = (name: string, port: string | number) =>
    over === 'tcp' ? `tab.tcp://127.0.0.1:${port}` : `tab.domain://${folder}/domain/${name}`
  const child = spawn(
    hyperd,
    [
      'run',
      `--init-user=${USER}`,
      '--language=en_US',
      '--no-password=true',
      '--skip-license=true',
      '--log-config=',
      `--log-dir=${folder}`,
      `--hyper-temp-directory-override=${folder}`,
      `--listen-connection=${local('auto', 'auto')}`,
      `--callback-connection=${local('back', address)}`,
    ],
    { cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  const broken = (cause?: unknown) =>
    new AppError('unavailable', `Tableau's hyperd did not start: see that HYPERD_PATH names it. ${said}`.trim(), {
      cause,
    })
  let client: Client | undefined
  try {
    const endpoint = await called(callback, gone, startWithin).catch((error) => {
      throw broken(error)
    })
    client = new Client({
      ...place(endpoint, folder),
      user: USER,
      database: '',
      connectionTimeoutMillis: 10_000,
      query_timeout: STATEMENT,
    })
    // The statement under way reports the loss; without a listener it would end this process.
    client.on('error', () => {})
    await client.connect().catch((error) => {
      throw broken(error)
    })
    const connected = client
    return await work({ run: async (sql) => void (await connected.query(sql)) })
  } finally {
    child.kill('SIGTERM')
    const late = setTimeout(kill, 10_000)
    await gone
    clearTimeout(late)
    process.removeListener('exit', kill)
    await client?.end().catch(() => {})
    callback.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function listen(server: ReturnType<typeof createServer>, where: { path: string } | { port: 0; host: string }) {
  server.listen(where)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : ''
}

/** The address hyperd tells when it is ready: a length, the text and a NUL. */
function called(server: ReturnType<typeof createServer>, gone: Promise<void>, within: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no call within ${within} ms`)), within)
    gone.then(() => reject(new Error('it ended'))).finally(() => clearTimeout(timer))
    server.once('connection', (socket) => {
      let text = ''
      socket.on('error', () => {})
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk
        const endpoint = /tab\.[^\0]*(?=\0)/.exec(text)?.[0]
        if (endpoint === undefined) return
        clearTimeout(timer)
        resolve(endpoint)
      })
    })
  })
}

function place(endpoint: string, folder: string): Pick<ClientConfig, 'host' | 'port'> {
  const port = Number(/(\d+)$/.exec(endpoint)?.[1])
  return { host: endpoint.startsWith('tab.tcp:') ? '127.0.0.1' : folder, port }
}
