import { format } from 'node:util'
import { type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

/** Fields that may hold personal data or secrets, at whatever depth they stand. */
const personal =
  /(name|email|mobile|phone|password|token|secret|cookie|authorization)$|^(to|recipient|code|otp|pin|text|body|remarks|sql|sqlMessage|parameters|message|data)$/i
const EMAIL = /[^\s@"'<>]+@[^\s@"'<>]+\.\w+/g
const NUMBER = /\+\d[\d ()-]{7,}\d|\b\d[\d -]{8,12}\d\b/g
const HIDDEN = '[redacted]'
const DEEPEST = 6

/**
 * Lines leave together, warnings at once: one by one each costs as much as a small query. A reader that stands still loses
 * lines; the server does not lose its memory.
 */
const together = { sync: false, minLength: 4096, periodicFlush: 500, maxLength: 4 * 1024 * 1024 }
const WARNING = 40
const FLUSH_MS = 1000

/** One JSON line per event; personal data is replaced before it is written. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const lines = destination ?? pino.destination({ ...together })
  const options: LoggerOptions = {
    level,
    base: {},
    hooks: {
      logMethod([first, ...rest]: unknown[], method, level) {
        const write = method as (this: Logger, ...args: unknown[]) => void
        if (typeof first !== 'object' || first === null) write.call(this, words(first, ...rest))
        else {
          const facts = first instanceof Error ? { err: first } : first
          write.call(this, scrub(facts), ...(rest.length ? [words(...rest)] : []))
        }
        if (level >= WARNING) this.flush()
      },
    },
  }
  const log: Log = pino(options, lines)
  const child = log.child.bind(log)
  log.child = ((bindings: object) => child(scrub(bindings) as object)) as typeof log.child
  return log
}

/**
 * Waits until what was logged is out, for a second at most: at exit Pino would try for ever when its reader is gone.
 * @returns false when it is not out, because its reader stands still
 */
export async function flushLog(log: Log): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const late = setTimeout(resolve, FLUSH_MS, false)
  log.flush(() => resolve(true))
  const out = await promise
  clearTimeout(late)
  return out
}

const words = (...said: unknown[]): string =>
  scrub(said.length === 1 && typeof said[0] === 'string' ? said[0] : format(...said.map((it) => scrub(it)))) as string

// Every request writes a line; most texts hold neither a digit nor an @, and field names repeat.
const suspect = /[@\d]/
const known = new Map<string, boolean>()
const KNOWN = 1000

function isPersonal(name: string): boolean {
  let is = known.get(name)
  if (is === undefined) {
    is = personal.test(name)
    if (known.size < KNOWN) known.set(name, is)
  }
  return is
}

function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    return suspect.test(value) ? value.replace(EMAIL, HIDDEN).replace(NUMBER, HIDDEN) : value
  }
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return plain(value)
  if (value instanceof Date) return value.toJSON()
  if (depth === DEEPEST || ArrayBuffer.isView(value)) return HIDDEN
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => scrub(item, depth + 1))
  const keys = value instanceof Map ? value.keys() : Object.keys(value)
  const clean: Record<string, unknown> = {}
  for (const key of keys) clean[String(key)] = field(value, key, depth + 1)
  return clean
}

function field(holder: object, key: unknown, depth: number): unknown {
  if (isPersonal(String(key))) return HIDDEN
  try {
    return scrub(holder instanceof Map ? holder.get(key) : (holder as Record<string, unknown>)[key as string], depth)
  } catch {
    return HIDDEN
  }
}

const FRAME = /^\s+at .*:\d+:\d+\)?$/

// Driver errors quote values ("Duplicate entry 'asha@…'"), so only the kind and the place are kept.
function plain(error: Error & { code?: string }): Record<string, unknown> {
  const frames = error.stack
    ?.replace(error.message, '')
    .split('\n')
    .filter((line) => FRAME.test(line))
  return {
    type: error.name,
    code: error.code,
    stack: frames?.slice(0, 8).join('\n'),
    ...(error.cause instanceof Error ? { cause: plain(error.cause) } : {}),
  }
}
