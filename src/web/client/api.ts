import { offline, Problem, readProblem } from './problem.ts'

export interface CallOptions {
  /** Gives up waiting after this long; 10 s unless told. */
  timeoutMs?: number
  /**
   * Tries again while there is no connection or the server is away: only for edges where a repeat does no harm, or that
   * take an idempotency key in the body.
   */
  retry?: boolean
  signal?: AbortSignal
}

const TIMEOUT_MS = 10_000
const PAUSES_MS = [400, 1200, 3000, 6000]

/** A fresh idempotency key: one per press of a button, the same for its retries. */
export const newKey = (): string => crypto.randomUUID()

export const get = <T>(url: string, options: CallOptions = {}): Promise<T> =>
  call<T>(url, { method: 'GET' }, { retry: true, ...options })

export const post = <T>(url: string, body: object = {}, options: CallOptions = {}): Promise<T> =>
  call<T>(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }, options)

const UPLOAD_MS = 60_000

/** Sends a file as it is. */
export const upload = <T>(url: string, file: Blob, options: CallOptions = {}): Promise<T> =>
  call<T>(
    url,
    { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' } },
    { timeoutMs: UPLOAD_MS, ...options },
  )

async function call<T>(url: string, init: RequestInit, options: CallOptions): Promise<T> {
  for (let round = 0; ; round++) {
    try {
      return await once<T>(url, init, options)
    } catch (thrown) {
      const problem = thrown as Problem
      // 502 and 503 come from a proxy or a restart: the request was not worked on.
      const passing = problem.code === 'offline' || problem.status === 502 || problem.status === 503
      const pause = PAUSES_MS[round]
      if (!options.retry || !passing || pause === undefined || options.signal?.aborted) throw problem
      await pauseOrOnline(Math.max(pause, problem.retryAfterMs ?? 0), options.signal)
    }
  }
}

async function once<T>(url: string, init: RequestInit, { timeoutMs = TIMEOUT_MS, signal }: CallOptions): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs)
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      ...init,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    text = await response.text()
  } catch (error) {
    // The caller's own doing is no problem to show.
    if (signal?.aborted) throw error
    throw offline()
  }
  const body = parse(text)
  if (!response.ok) throw readProblem(body, response.status)
  // A captive portal answers 200 with a page of its own.
  if (body === undefined) throw new Problem('internal', response.status, 'The answer could not be read. Try again.')
  return body as T
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}

// Waits, but no longer than until the network is back.
function pauseOrOnline(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
    signal?.addEventListener('abort', done)
  })
}
