/** A meeting in which nobody is any more is closed after so long, ms. */
export const EMPTY_MS = 60_000
/** A visitor left alone by the expert waits so long before the meeting is closed, ms. */
export const ALONE_MS = 3 * 60_000
/** How long after a call its wrap-up is still offered, ms. */
export const WRAP_UP_MS = 60 * 60_000

export const visitorId = (demoId: number): string => `v${demoId}`
export const expertId = (userId: number): string => `u${userId}`
export const meetingKey = (demoId: number): string => `demo:${demoId}`
