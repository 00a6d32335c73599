import { type Logger, pino } from 'pino'

export type Log = Logger

/** Fields that may hold personal data or secrets, wherever they stand in a logged object. */
const personal = [
  'name',
  'email',
  'mobile',
  'to',
  'code',
  'otp',
  'pin',
  'password',
  'token',
  'secret',
  'cookie',
  'text',
]

/** One JSON line per event; personal data is replaced before it is written. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const paths = personal.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  const options = {
    level,
    base: {},
    redact: { paths, censor: '[redacted]' },
    serializers: { err: serializeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

// Driver errors quote values ("Duplicate entry 'asha@…'"), so only the kind and the place are kept.
function serializeError(error: Error & { code?: string }): Record<string, unknown> {
  const cause = error.cause instanceof Error ? { cause: serializeError(error.cause) } : {}
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return { type: error.name, code: error.code, stack: frames?.slice(0, 8).join('\n'), ...cause }
}
