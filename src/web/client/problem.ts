/** What the server says went wrong (RFC 9457), or `offline` when it could not be asked. `message` is shown to people. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfterMs: number | undefined

  constructor(code: string, status: number, title: string, fields: Record<string, string> = {}, retryAfterMs?: number) {
    super(title)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.fields = fields
    this.retryAfterMs = retryAfterMs
  }
}

export const offline = (): Problem =>
  new Problem('offline', 0, 'There is no connection at the moment. Check your network and try again.')

/** Reads a problem document; anything else becomes one with the given status. */
export function readProblem(body: unknown, status: number): Problem {
  const { code, title, fields, retryAfterMs } = (body ?? {}) as Record<string, unknown>
  return new Problem(
    typeof code === 'string' ? code : 'internal',
    status,
    typeof title === 'string' ? title : 'Something went wrong on our side. Try again.',
    (fields ?? {}) as Record<string, string>,
    typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  )
}
