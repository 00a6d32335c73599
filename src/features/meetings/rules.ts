/** A meeting in which nobody is any more is closed after so long, ms. */
export const EMPTY_MS = 60_000
/** A visitor left alone by the expert waits so long before the meeting is closed, ms. */
export const ALONE_MS = 3 * 60_000
/** How long after a call its wrap-up is still offered, ms. */
export const WRAP_UP_MS = 60 * 60_000

export const visitorId = (demoId: number): string => `v${demoId}`
export const expertId = (userId: number): string => `u${userId}`
/** What a meeting is of: one LIVE demo, or a slot with its customers. */
export type MeetingOf = { demoId: number } | { slotId: number }
export const meetingKey = (of: MeetingOf): string => ('slotId' in of ? `slot:${of.slotId}` : `demo:${of.demoId}`)
