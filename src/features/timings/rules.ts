/** A visitor in the lobby or queue keeps the place while away, ms. */
export const AWAY_MS = 5 * 60_000
/** Somebody in a meeting whose browser is silent for so long has left (at the last heartbeat), ms. */
export const SILENT_MS = 30_000

export const visitKey = (demoId: number): string => `demo:${demoId}`
export const attendanceKey = (userId: number, meetingId: number): string => `u${userId}:m${meetingId}`
