import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Finds a program on PATH or where Debian puts servers; the error names the package that brings it. */
export function findProgram(names: readonly string[], debianPackage: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/usr/local/sbin']
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  throw new Error(`${names[0]} is missing: apt-get install --no-install-recommends ${debianPackage}`)
}

/** A TCP port that was free on 127.0.0.1 a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface TemporaryFolder {
  path: string
  remove(): void
}

/** A folder of one's own, short enough for socket paths. */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `${prefix}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Program {
  pid: number
  /** Everything it has said so far, both streams. */
  log(): string
  /** Resolves once the log matches; rejects when the program ends or the time is over. */
  said(pattern: RegExp, timeout?: number): Promise<void>
  /** Resolves when it has ended, by itself or by us. */
  gone: Promise<void>
  /** Ends it (SIGTERM, then SIGKILL after 10 s) and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface StartOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a long-running program as a child that dies with this process. Await `said` for its readiness. */
export function startProgram(command: string, args: readonly string[], options: StartOptions = {}): Program {
  const env = options.env ?? process.env
  const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let ended: string | undefined
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const watcher of [...watchers]) watcher()
  }
  const listen = (chunk: string) => {
    text += chunk
    tell()
  }
  child.stdout.setEncoding('utf8').on('data', listen)
  child.stderr.setEncoding('utf8').on('data', listen)
  running.add(child)
  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      ended ??= why
      running.delete(child)
      tell()
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`))
  })

  const said = (pattern: RegExp, timeout = 30_000) =>
    new Promise<void>((resolve, reject) => {
      const finish = (error?: string) => {
        clearTimeout(timer)
        watchers.delete(look)
        if (error) reject(new Error(`${command} ${error}; it said:\n${text.slice(-4000)}`))
        else resolve()
      }
      const look = () => {
        if (pattern.test(text)) finish()
        else if (ended) finish(ended)
      }
      const timer = setTimeout(() => finish(`did not say ${pattern} within ${timeout} ms`), timeout)
      watchers.add(look)
      look()
    })

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (ended) return
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
  }
  return { pid: child.pid ?? 0, log: () => text, said, gone, stop }
}
