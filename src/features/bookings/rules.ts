const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The lobby of a booked time opens so long before it, ms. */
export const OPENS_MS = 10 * MINUTE
/** Who waits for an expert is offered another way after so long, ms. */
export const OFFER_OTHER_MS = 5 * MINUTE
/** Reason of a booking that is not needed any more. */
export const MET_LIVE = 'MET_LIVE'
/** Wrong PINs in a row before it is locked. */
export const PIN_TRIES = 5
const PIN_LOCK_MS = 15 * MINUTE
const PIN_LOCK_LONGEST_MS = 24 * HOUR

/** How long a PIN is locked after so many wrong tries, ms: each five cost twice the time. 0: not now. */
export function pinLockMs(tries: number): number {
  if (tries === 0 || tries % PIN_TRIES !== 0) return 0
  return Math.min(PIN_LOCK_LONGEST_MS, PIN_LOCK_MS * 2 ** (tries / PIN_TRIES - 1))
}

export const bookingKey = (demoId: number): string => `demo:${demoId}`

/** What the link token of a booking is made from: the same at booking (its hash) and at sending (the link). */
export const linkParts = (booking: { demo_id: number; slot_id: number; created_at: number }): number[] => [
  booking.demo_id,
  booking.slot_id,
  booking.created_at,
]

export const reminders = [
  { kind: 'day', channel: 'EMAIL', before: 24 * HOUR },
  { kind: 'hour', channel: 'SMS', before: HOUR },
  { kind: 'soon', channel: 'SMS', before: 10 * MINUTE },
] as const
export type Reminder = (typeof reminders)[number]

/**
 * When each reminder of a time is due and when it is too late for it (the next one says more), ms. None whose moment has
 * passed when the booking is made.
 */
export function remindersOf(startsAt: number, endsAt: number, now: number) {
  return reminders.flatMap((reminder, n) => {
    const due = startsAt - reminder.before
    const next = reminders[n + 1]
    return due > now ? [{ ...reminder, due, until: next ? startsAt - next.before : endsAt }] : []
  })
}

export type LinkState = 'EARLY' | 'OPEN' | 'EXPIRED' | 'CANCELLED' | 'MOVED'

/** What a meeting link leads to now, by the server's clock. `meeting`: the slot's is open, so nobody is too late. */
export function linkState(
  booking: { state: 'BOOKED' | 'CANCELLED' | 'MOVED'; starts_at: number; ends_at: number },
  meeting: boolean,
  now: number,
): LinkState {
  if (booking.state !== 'BOOKED') return booking.state
  if (now < booking.starts_at - OPENS_MS) return 'EARLY'
  return now < booking.ends_at || meeting ? 'OPEN' : 'EXPIRED'
}

/**
 * Who was missing from a booked time that never met. Who never knocked was not there; who knocked and was not admitted
 * found no expert; who was admitted did not come in.
 */
export function whoMissedSlot(seen: {
  knocked: boolean
  admitted: boolean
  expertThere: boolean
}): 'VISITOR' | 'EXPERT' | 'BOTH' {
  if (seen.knocked && !seen.admitted) return 'EXPERT'
  return seen.expertThere || seen.admitted ? 'VISITOR' : 'BOTH'
}
