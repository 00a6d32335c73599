import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrialSecrets } from '../../src/app/trial.ts'
import { freePort, type Program, startProgram, temporaryFolder } from './program.ts'
import { waitFor } from './wait-for.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface ServerOptions {
  /** Settings by name without their prefix: `{ OTP_TTL: '30' }`. Nothing is taken from our own environment. */
  settings?: Record<string, string>
  /** A data folder that stays, for starting again on the same data; else one that goes with `stop`. */
  folder?: string
  /** The port to listen on; else a free one. */
  port?: number
  /** Further flags of node, e.g. `--expose-gc`. */
  nodeFlags?: readonly string[]
  /** Milliseconds in which /readyz has to answer. */
  within?: number
}

export interface Server {
  /** Its own address on loopback, whatever PUBLIC_URL says. */
  url: string
  port: number
  folder: string
  process: Program
  /** What a trial made at random; undefined in production. */
  trial: TrialSecrets | undefined
  /** Passwords of a trial's staff by e-mail; empty in production. */
  passwords: Record<string, string>
  /** Milliseconds from its start to the first good answer of /readyz. */
  readyAfter: number
  /** Ends it in order; a folder of its own goes too. */
  stop(): Promise<void>
  /** kill -9; the data stays until `stop`. */
  kill(): Promise<void>
}

/** The built server (`npm run build` first) as a process of its own; resolves once GET /readyz answers 200. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const program = join(ROOT, 'dist/server/phygital.js')
  if (!existsSync(program)) throw new Error('dist is missing: npm run build')
  const own = options.folder === undefined ? temporaryFolder('phygital') : undefined
  const folder = options.folder ?? own!.path
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const settings = { HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder, ...options.settings }
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PHYGITAL_'))
  const given = Object.entries(settings).map(([name, value]) => [`PHYGITAL_${name}`, value])
  const startedAt = performance.now()
  const child = startProgram(process.execPath, [...(options.nodeFlags ?? []), program, 'start'], {
    // Not the checkout: it must find its files by itself.
    cwd: folder,
    env: Object.fromEntries([...kept, ...given]),
  })
  let ended = false
  void child.gone.then(() => {
    ended = true
  })
  const within = options.within ?? 60_000
  const ready = async () => ended || (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(within) })).ok
  const stop = async () => {
    await child.stop()
    own?.remove()
  }
  try {
    await waitFor(`${url}/readyz`, ready, within)
    if (ended) throw new Error('it ended')
  } catch (cause) {
    await stop()
    throw new Error(`The server did not get ready: ${(cause as Error).message}\n${child.log().slice(-4000)}`, { cause })
  }
  const readyAfter = performance.now() - startedAt
  const secrets = join(folder, 'trial.json')
  const trial = existsSync(secrets) ? (JSON.parse(readFileSync(secrets, 'utf8')) as TrialSecrets) : undefined
  const passwords = trial?.passwords ?? {}
  return { url, port, folder, process: child, trial, passwords, readyAfter, stop, kill: () => child.stop('SIGKILL') }
}
