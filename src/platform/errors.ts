import type { z } from 'zod'

/** Every way a request can fail. The map to HTTP lives here and nowhere else. */
export const errorStatus = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  disk_full: 507,
} as const

export type ErrorCode = keyof typeof errorStatus

export interface ErrorDetails {
  /** Form fields and what is wrong with each, in words for people. */
  fields?: Record<string, string>
  /** When a retry makes sense, in ms from now. */
  retryAfterMs?: number
  cause?: unknown
}

/**
 * The one error class. `message` is shown to people: it says what happened and what to do, and holds no personal data.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string> | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.fields = details.fields
    this.retryAfterMs = details.retryAfterMs
  }

  get status(): number {
    return errorStatus[this.code]
  }
}

/** What came in, as the shape says; throws `invalid` with the fields that are wrong. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) fields[issue.path.join('.')] ??= issue.message
  throw new AppError('invalid', 'Some details need another look.', { fields })
}

// What drivers and sockets say when there is no room, and when the other side is away for a moment.
const FULL = /^(SQLITE_FULL|ENOSPC|ER_DISK_FULL|ER_RECORD_FILE_FULL)$/
const AWAY = new RegExp(
  `^(${[
    'ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH',
    'PROTOCOL_CONNECTION_LOST|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CON_COUNT_ERROR|ER_SERVER_SHUTDOWN',
    'SQLITE_BUSY.*|SQLITE_IOERR.*',
  ].join('|')})$`,
)

/** Turns anything thrown into an AppError; what is not ours becomes `internal` and keeps its cause for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as { code?: unknown } | null)?.code
  if (typeof code === 'string' && FULL.test(code)) {
    return new AppError('disk_full', 'The server has run out of space. Nothing was saved. Try again later.', {
      cause: thrown,
    })
  }
  if (typeof code === 'string' && AWAY.test(code)) {
    return new AppError('unavailable', 'The service is not reachable for a moment. Try again shortly.', {
      cause: thrown,
      retryAfterMs: 5000,
    })
  }
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode
  if (status === 413) return new AppError('too_large', 'That is too large to send.', { cause: thrown })
  if (status === 403 || status === 404) {
    return new AppError('not_found', 'There is nothing at this address.', { cause: thrown })
  }
  if (status === 415 || status === 400) {
    return new AppError('invalid', 'The request could not be read.', { cause: thrown })
  }
  return new AppError('internal', 'Something went wrong on our side. Try again.', { cause: thrown })
}

/** RFC 9457 problem document; also what a failed socket acknowledgement carries. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  fields?: Record<string, string>
  retryAfterMs?: number
}

/** The problem+json body of an error. */
export function toProblem(error: AppError): Problem {
  return {
    type: 'about:blank',
    title: error.message,
    status: error.status,
    code: error.code,
    ...(error.fields ? { fields: error.fields } : {}),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  }
}
