import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { AppError } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'

const FIRST_MS = 8000

/** A connected client that reconnects by itself. Throws `unavailable` when there is no first connection in `firstMs`. */
export async function connectRedis(url: string, log: Log, firstMs = FIRST_MS) {
  const client = createClient({ url, socket: { connectTimeout: 5000 } })
  let connected = false
  let last: (Error & { code?: string }) | undefined
  client.on('error', (error: Error) => {
    last = error
    if (connected) log.error({ err: error }, 'redis')
  })
  const done = new AbortController()
  // The client itself would try for ever.
  const late = pause(firstMs, undefined, { signal: done.signal }).then(() => {
    throw last ?? new Error('no answer')
  })
  try {
    await Promise.race([client.connect(), late])
  } catch (thrown) {
    client.destroy()
    const cause = thrown as Error & { code?: string }
    // All addresses of a name refused: such an error has a code only.
    const why = cause.message || cause.code
    throw new AppError('unavailable', `Redis at ${new URL(url).host} cannot be reached (${why}).`, { cause })
  } finally {
    late.catch(() => {})
    done.abort()
  }
  connected = true
  return client
}
