import type { SendFault } from './providers/provider.ts'

/** Tries of one message. With the waits below: over four hours of refusals that may pass. */
export const MOST_TRIES = 18
const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 30 * 60_000
/** A provider that took a message but lost the answer gets a moment, so that both are not lost the same way. */
const UNCERTAIN_WAIT_MS = 10_000

export type NextStep = { state: 'DEAD' } | { state: 'PENDING'; waitMs: number; uncertain: boolean }

/**
 * What becomes of a message that was not sent. One whose outcome is unknown is tried once more, then given up.
 * @param tries how often it was tried, this one included
 * @param uncertain an earlier try's outcome is unknown
 * @param random in [0, 1): spreads the tries of many messages over half of the wait
 */
export function afterFault(
  fault: Pick<SendFault, 'kind' | 'retryAfterMs'>,
  { tries, uncertain }: { tries: number; uncertain: boolean },
  random: number,
): NextStep {
  if (fault.kind === 'permanent') return { state: 'DEAD' }
  if (fault.kind === 'unknown') {
    return uncertain ? { state: 'DEAD' } : { state: 'PENDING', waitMs: UNCERTAIN_WAIT_MS, uncertain: true }
  }
  if (tries >= MOST_TRIES) return { state: 'DEAD' }
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + random / 2)
  return { state: 'PENDING', waitMs: Math.round(Math.max(backoff, fault.retryAfterMs ?? 0)), uncertain }
}
