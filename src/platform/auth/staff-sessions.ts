import { createHmac } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Engine } from '../../database/ddl.ts'
import type { Actor, App, Context, Work } from '../context.ts'
import { type Keys, sameText } from '../keys.ts'
import { HOUR_MS } from './staff-library.ts'

export type StaffActor = Extract<Actor, { kind: 'USER' }>

const UNUSED_MS = 8 * HOUR_MS
const DAY_MS = 24 * HOUR_MS
const KEPT_MS = 1000
const KEPT_MOST = 10_000

/** When a session without Remember me ends: 8 h after it was last used. */
export const unusedUntil = (now: number): number => now + UNUSED_MS

/** An instant as the library keeps it: ISO text on SQLite, a date on MySQL. */
export const staffDate = (engine: Engine, ms: number): string | Date => {
  const date = new Date(ms)
  return engine === 'sqlite' ? date.toISOString() : date
}

/** The value of a signed cookie (`value.base64(HMAC-SHA256)`, as better-auth writes it), or undefined. */
export function signedCookie(secret: string, name: string, header: string | undefined): string | undefined {
  const text = parseCookie(header ?? '')[name] ?? ''
  const dot = text.lastIndexOf('.')
  const value = text.slice(0, dot)
  const signature = createHmac('sha256', secret).update(value).digest('base64')
  return dot > 0 && sameText(signature, text.slice(dot + 1)) ? value : undefined
}

/** Names a session where its token must not stand: socket rooms, events. */
export const sessionKey = (keys: Keys, token: string): string => keys.mac('staff.session', token)

/**
 * Ends a user's sessions inside the caller's transaction; afterwards call `Staff.forget`, or they live on for a second.
 * @param except token of a session that stays
 * @returns keys of those that ended
 */
export async function endSessions(ctx: Context, work: Work, userId: number, except = ''): Promise<string[]> {
  const rows = await work.db
    .selectFrom('session')
    .select('token')
    .where('userId', '=', userId)
    .where('token', '!=', except)
    .execute()
  await work.db.deleteFrom('session').where('userId', '=', userId).where('token', '!=', except).execute()
  return rows.map(({ token }) => sessionKey(ctx.keys, token))
}

interface Kept {
  actor: StaffActor
  /** By the monotonic clock: a jump of the other one must not keep an ended session. */
  until: number
}

/** Who is behind a session token: active users only, asked of the database at most once a second per session. */
export class SessionLookup {
  readonly #app: App
  readonly #kept = new Map<string, Kept>()

  constructor(app: App) {
    this.#app = app
  }

  async find(token: string): Promise<StaffActor | undefined> {
    const kept = this.#kept.get(token)
    return kept && kept.until > performance.now() ? kept.actor : this.findNow(token)
  }

  async findNow(token: string): Promise<StaffActor | undefined> {
    const [{ database }, now, until] = [this.#app, this.#app.now(), performance.now() + KEPT_MS]
    const row = await database.read
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.userId')
      .select(['session.createdAt', 'session.expiresAt', 'user.id', 'user.role', 'user.name'])
      .where('session.token', '=', token)
      .where('session.expiresAt', '>', staffDate(database.engine, now))
      .where('user.status', '=', 'ACTIVE')
      .executeTakeFirst()
    this.#kept.delete(token)
    if (!row) return undefined
    await this.#renew(token, +new Date(row.createdAt), +new Date(row.expiresAt), now)
    const actor: StaffActor = { kind: 'USER', id: row.id, role: row.role, name: row.name }
    if (this.#kept.size >= KEPT_MOST) this.#kept.clear()
    this.#kept.set(token, { actor, until })
    return actor
  }

  drop(token: string): void {
    this.#kept.delete(token)
  }

  /** Drops what this process knows of a user's sessions. */
  forget(userId: number): void {
    for (const [token, { actor }] of this.#kept) if (actor.id === userId) this.#kept.delete(token)
  }

  // An agent's day is longer than 8 h: use puts the end off, an hour at a time, up to a day after the login.
  async #renew(token: string, opened: number, ends: number, now: number): Promise<void> {
    const { database } = this.#app
    const remembered = ends - opened > DAY_MS
    const later = Math.min(unusedUntil(now), opened + DAY_MS)
    if (remembered || later - ends < HOUR_MS) return
    await database.write
      .updateTable('session')
      .set({ expiresAt: staffDate(database.engine, later) })
      .where('token', '=', token)
      .execute()
  }
}
