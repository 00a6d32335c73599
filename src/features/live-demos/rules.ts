import type { LiveState } from './schema.ts'

/** An expert whose browser is silent for so long is no longer live, ms. */
export const DROPPED_AFTER_MS = 45_000
/** With no expert left, those who wait keep their place for so long, ms. */
export const KNOCKS_STAY_MS = 3 * 60_000
/** What a call is taken to last while there is too little to average, ms. */
export const USUAL_CALL_MS = 5 * 60_000

interface Times {
  paused_at: number | null
  stopping_at: number | null
  ended_at: number | null
}

export const liveStateOf = (row: Times | undefined): LiveState =>
  !row || row.ended_at !== null
    ? 'OFF'
    : row.stopping_at !== null
      ? 'STOPPING'
      : row.paused_at !== null
        ? 'PAUSED'
        : 'LIVE'

/**
 * Expected wait, ms: calls of `callMs` each are taken in order by `experts`, of whom `free` are not in a call.
 * Who finds a free expert does not wait; the others wait for as many rounds as there are full rounds before them
 * (a call under way counts as half done).
 */
export function expectedWait(ahead: number, experts: number, free: number, callMs: number): number | null {
  if (experts === 0) return null
  if (ahead < free) return 0
  const round = Math.floor((ahead - free) / experts)
  return Math.round((round + 0.5) * callMs)
}

export const liveKey = (userId: number, productId: number): string => `u${userId}:p${productId}`
