import { type Logger, pino } from 'pino'

export type Log = Logger

/** Fields that may hold personal data or secrets, at whatever depth they stand. */
const personal =
  /^(name|email|mobile|phone|to|recipient|code|otp|pin|password|.*token|secret|.*cookie|authorization|text|body|remarks)$/i
const EMAIL = /[^\s@"'<>]+@[^\s@"'<>]+\.\w+/g
const NUMBER = /\+\d[\d ()-]{7,}\d|\b\d{10,12}\b/g
const HIDDEN = '[redacted]'
const DEEPEST = 6

/** One JSON line per event; personal data is replaced before it is written. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: {},
    formatters: { log: (object: Record<string, unknown>) => scrub(object, 0) as Record<string, unknown> },
  }
  return destination ? pino(options, destination) : pino(options)
}

function scrub(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(EMAIL, HIDDEN).replace(NUMBER, HIDDEN)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return plain(value)
  if (depth === DEEPEST) return HIDDEN
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, personal.test(key) ? HIDDEN : scrub(item, depth + 1)]),
  )
}

// Driver errors quote values ("Duplicate entry 'asha@…'"), so only the kind and the place are kept.
function plain(error: Error & { code?: string }): Record<string, unknown> {
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    fault: error.code,
    stack: frames?.slice(0, 8).join('\n'),
    ...(error.cause instanceof Error ? { cause: plain(error.cause) } : {}),
  }
}
