/** Longest queue sent to an agent's browser. */
export const QUEUE_SHOWN = 100
/** Who was admitted while away and does not come goes back to the queue, first, after so long, ms. */
export const COME_WITHIN_MS = 60_000

/** A booked time at which no expert came gives the first place in the live queue for so long, ms. */
export const LET_DOWN_MS = 90 * 24 * 60 * 60_000
/** Live stops admitting so long before the agent's booked meeting, ms. */
export const MEETING_SOON_MS = 5 * 60_000

/** Subtracted from the time asked: whoever is placed first stands before all others, by time among themselves. */
const FIRST = 1e13

export const rankOf = (askedAt: number, first: boolean): number => (first ? askedAt - FIRST : askedAt)
export const isFirst = (rank: number): boolean => rank < 0
export const knockKey = (demoId: number): string => `demo:${demoId}`

/** "Android phone, Chrome" from the device log; empty when nothing is known. */
export function deviceWords(log: string): string {
  const { os, browser } = JSON.parse(log) as { os?: string; browser?: string }
  return [os, browser].filter(Boolean).join(', ').slice(0, 60)
}
