import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../errors.ts'

/** Flood limits at the edges, in memory or, when there is one, in Redis. What must never be exceeded is in `rates.ts`. */
export interface FloodGate {
  /** Counts one; throws `too_many` with the time to wait. */
  pass(key: string, perMinute: number): Promise<void>
}

const MINUTE_S = 60

export function createFloodGate(redis?: unknown): FloodGate {
  const gates = new Map<number, RateLimiterMemory>()
  const gate = (points: number) => {
    let found = gates.get(points)
    if (!found) {
      const memory = new RateLimiterMemory({ points, duration: MINUTE_S, keyPrefix: `flood${points}` })
      found = redis
        ? (new RateLimiterRedis({
            storeClient: redis,
            useRedisPackage: true,
            // Else every request waits while Redis is away.
            rejectIfRedisNotReady: true,
            points,
            duration: MINUTE_S,
            keyPrefix: `flood${points}`,
            insuranceLimiter: memory,
          }) as unknown as RateLimiterMemory)
        : memory
      gates.set(points, found)
    }
    return found
  }
  return {
    async pass(key, perMinute) {
      try {
        await gate(perMinute).consume(key)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw new AppError('too_many', 'Too many requests at once. Wait a moment and try again.', {
          retryAfterMs: refusal.msBeforeNext,
        })
      }
    },
  }
}
