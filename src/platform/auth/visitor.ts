import { prepared } from '../../database/prepared.ts'
import type { Actor, App, Work } from '../context.ts'
import { hashToken, newToken } from '../keys.ts'

/** A verified browser stays so for 12 h, for all products. */
export const VERIFIED_MS = 12 * 60 * 60_000
/** A statement takes 32,766 values on SQLite. */
const ASKED_AT_ONCE = 10_000

export interface VisitorSession {
  actor: Extract<Actor, { kind: 'VISITOR' }>
  /** Forgets after each visit. */
  kiosk: boolean
}

const openSession = prepared((db, { token, now }: { token: string; now: number }) =>
  db
    .selectFrom('visitor_session')
    .select(['id', 'customer_id', 'kiosk'])
    .where('token_hash', '=', token)
    .where('expires_at', '>', now)
    .where('ended_at', 'is', null),
)

/** The verified visitor whose session cookie this is, or undefined. */
export async function findVisitor(app: App, token: string | undefined): Promise<VisitorSession | undefined> {
  if (!token) return undefined
  const { rows } = await openSession(app.database.read, { token: hashToken(token), now: app.now() })
  const [row] = rows
  return row && { actor: { kind: 'VISITOR', customerId: row.customer_id, sessionId: row.id }, kiosk: row.kiosk === 1 }
}

/** Opens a session with a new token (no fixation: nothing of the browser's choosing survives). */
export async function openVisitorSession(
  work: Work,
  customerId: number,
  kiosk: boolean,
): Promise<{ id: number; token: string }> {
  const token = newToken()
  const { insertId } = await work.db
    .insertInto('visitor_session')
    .values({
      token_hash: hashToken(token),
      customer_id: customerId,
      kiosk: kiosk ? 1 : 0,
      created_at: work.now,
      expires_at: work.now + VERIFIED_MS,
    })
    .executeTakeFirstOrThrow()
  return { id: Number(insertId), token }
}

/** Ends one session, or all of a customer's. */
export async function endVisitorSessions(
  work: Work,
  which: { sessionId: number } | { customerId: number },
): Promise<void> {
  let update = work.db.updateTable('visitor_session').set({ ended_at: work.now }).where('ended_at', 'is', null)
  update =
    'sessionId' in which ? update.where('id', '=', which.sessionId) : update.where('customer_id', '=', which.customerId)
  await update.execute()
}

/** Of these sessions, those that are still open. */
export async function openVisitorSessions(app: App, ids: number[]): Promise<Set<number>> {
  const open = new Set<number>()
  for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) {
    const rows = await app.database.read
      .selectFrom('visitor_session')
      .select('id')
      .where('id', 'in', ids.slice(from, from + ASKED_AT_ONCE))
      .where('ended_at', 'is', null)
      .where('expires_at', '>', app.now())
      .execute()
    for (const { id } of rows) open.add(id)
  }
  return open
}
