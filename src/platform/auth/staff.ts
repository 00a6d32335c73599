import type { Actor } from '../context.ts'

/** Looks up the logged-in, active user behind a cookie header. Kept for at most a second. */
export interface StaffSessions {
  find(cookieHeader: string | undefined): Promise<Extract<Actor, { kind: 'USER' }> | undefined>
}
