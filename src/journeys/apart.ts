import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Writable } from 'node:stream'
import { AppError, type ErrorCode } from '../platform/errors.ts'
import type { Row } from './engine/duckdb.ts'
import type { Looked, LookOptions } from './look.ts'
import type { RowsAsked } from './result.ts'
import type { ResultTable } from './result-tables.ts'
import type { Progress, RunOptions, RunReport } from './run-options.ts'
import type { Subject } from './trace.ts'

/** What is done apart: options must be data, which maps are. */
export type Task =
  | { kind: 'run'; options: Omit<RunOptions, 'onProgress' | 'signal'> }
  | ({ kind: 'look'; path: string; memory: number } & LookOptions)
  | { kind: 'trace'; folder: string; subject: Subject; memory: number }
  | { kind: 'csv'; folder: string; table: ResultTable; asked: RowsAsked; columns: readonly string[]; zone: string }

/** What the child says. */
export type Said =
  | { progress: Progress }
  | { done: RunReport | Looked | Row[] | null }
  | { code: ErrorCode; message: string }

export interface Bounds {
  /** Bytes of the whole process; above it the process is ended. */
  memory: number
  timeMs: number
  /** Watched: the process is ended before the disk of this folder is full. */
  folder?: string
  signal?: AbortSignal
  onProgress?(progress: Progress): void
  /** Takes what the task writes. */
  out?: Writable
  /** Told once it runs. */
  onStart?(pid: number): void
}

const WATCH_MS = 250
/** Between being asked to stop and being ended; the watch takes up to a quarter more. */
const GRACE_MS = 1500
const LEAST_FREE = 64e6

/** In the source tree beside this file; in a build in the server's folder, above its chunks. */
const program = (): string => {
  const places = ['apart-child.ts', 'journeys-child.js', '../journeys-child.js']
  return places.map((place) => join(import.meta.dirname, place)).find((path) => existsSync(path))!
}

/**
 * Does a task in a process of its own: low priority, no secrets, ended when it takes more memory or time than it may. Whatever a
 * file does to it, the caller only gets an AppError: what the task throws; `too_large` for memory, `unavailable` for time, `disk_full`,
 * `conflict` when `signal` stopped it (asked first, killed within 2 s), `internal` when it died.
 */
export function runApart(task: Extract<Task, { kind: 'run' }>, bounds: Bounds): Promise<RunReport>
export function runApart(task: Extract<Task, { kind: 'look' }>, bounds: Bounds): Promise<Looked>
export function runApart(task: Extract<Task, { kind: 'trace' }>, bounds: Bounds): Promise<Row[]>
export function runApart(task: Extract<Task, { kind: 'csv' }>, bounds: Bounds): Promise<null>
export function runApart(task: Task, bounds: Bounds): Promise<RunReport | Looked | Row[] | null> {
  const { memory, timeMs, folder, signal, onProgress, onStart, out } = bounds
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(stopped())
    const child = fork(program(), [], {
      execArgv: ['--max-old-space-size=256'],
      // DuckDB asks for a home and for nothing else; no secret of ours is in its reach.
      env: { HOME: tmpdir(), TMPDIR: tmpdir() },
      stdio: ['ignore', out ? 'pipe' : 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    let ending: AppError | undefined
    let said: Said | undefined
    let told = ''
    const end = (why: AppError) => {
      ending ??= why
      child.kill('SIGKILL')
    }
    const deadline = setTimeout(() => end(late(timeMs)), timeMs)
    const watch = setInterval(async () => {
      const [resident, free] = await Promise.all([residentOf(child.pid), freeIn(folder)])
      if (resident > memory) end(heavy(memory))
      if (free < LEAST_FREE)
        end(
          new AppError('disk_full', 'The disk is nearly full. Make room and run again; the last result is as it was.'),
        )
    }, WATCH_MS)
    let grace: NodeJS.Timeout | undefined
    const stop = () => {
      if (child.connected) child.send('stop')
      grace = setTimeout(() => end(stopped()), GRACE_MS)
    }
    signal?.addEventListener('abort', stop)
    if (out) child.stdout!.pipe(out, { end: false })
    child.stderr!.on('data', (text) => {
      told = (told + text).slice(-2000)
    })
    child.on('message', (message: Said) => {
      if ('progress' in message) onProgress?.(message.progress)
      else said = message
    })
    child.on('error', (cause) =>
      end(new AppError('unavailable', 'The run could not be started. Try again.', { cause })),
    )
    child.on('close', (code, how) => {
      clearTimeout(deadline)
      clearInterval(watch)
      clearTimeout(grace)
      signal?.removeEventListener('abort', stop)
      if (said && 'done' in said) resolve(said.done)
      else if (signal?.aborted) reject(stopped())
      else if (ending) reject(ending)
      else if (said && 'code' in said) reject(new AppError(said.code, said.message))
      else reject(died(code, how, told))
    })
    if (child.pid !== undefined) {
      try {
        setPriority(child.pid, constants.priority.PRIORITY_LOW)
      } catch {
        // It has ended already; how, is told above.
      }
      onStart?.(child.pid)
    }
    child.send(task, () => {})
  })
}

/** What a task writes, in the pace of who reads it; one that stops reading ends the process. Throws what `runApart` throws. */
export async function* streamApart(task: Extract<Task, { kind: 'csv' }>, bounds: Bounds): AsyncIterable<Buffer> {
  const [out, left] = [new PassThrough(), new AbortController()]
  runApart(task, { ...bounds, out, signal: left.signal }).then(
    () => out.end(),
    (error) => out.destroy(error),
  )
  try {
    yield* out
  } finally {
    left.abort()
  }
}

const stopped = () => new AppError('conflict', 'The run was stopped; the last result is as it was.')
const late = (ms: number) =>
  new AppError(
    'unavailable',
    `This took longer than ${ms < 120_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`} and was ended. Take fewer files at a time, or allow more time.`,
  )
const heavy = (bytes: number) =>
  new AppError(
    'too_large',
    `This took more than ${Math.round(bytes / 1e6)} MB of memory and was ended. Take fewer files at a time, or allow more memory.`,
  )
const died = (code: number | null, how: string | null, told: string) =>
  new AppError(
    'internal',
    `The process that read the files ended by itself (${how ?? `code ${code}`}); the last result is as it was. Take files one by one to find the one that does it.`,
    {
      cause: new Error(told || 'It said nothing.'),
    },
  )

/** Bytes of memory a process holds; 0 where the system does not tell. */
async function residentOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

async function freeIn(folder: string | undefined): Promise<number> {
  const told = folder === undefined ? undefined : await statfs(folder).catch(() => undefined)
  return told ? told.bavail * told.bsize : Number.POSITIVE_INFINITY
}
