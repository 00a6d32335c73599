import { createHmac } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'
import { addDemo } from '../../src/features/demos/actions/rows.ts'
import { demoKey } from '../../src/features/demos/rules.ts'
import { visitKey } from '../../src/features/timings/rules.ts'
import { hashToken, type Keys, newToken } from '../../src/platform/keys.ts'

/** A visitor with a verified browser and an open demo, as though registered. */
export interface LoadVisitor {
  customerId: number
  sessionId: number
  demoId: number
  /** Token of the demo. */
  demo: string
  /** Cookie header of the verified browser. */
  cookie: string
}

export interface LoadUser {
  id: number
  cookie: string
}

const CHUNK = 250
const HOUR = 3_600_000

/** Cookie names of a server whose public address is https. */
export const cookieNames = {
  visitor: '__Host-phygital-visitor',
  browser: '__Host-phygital-browser',
  staff: '__Host-phygital-staff.session_token',
}

/**
 * Writes visitors who have entered the lobby of a product.
 * @param first number of the first one: each call needs numbers of its own, below 100,000
 */
export async function seedVisitors(
  database: Database,
  productId: number,
  count: number,
  keys: Keys,
  first = 0,
): Promise<LoadVisitor[]> {
  const made: LoadVisitor[] = []
  const now = Date.now()
  for (let from = first; from < first + count; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, first + count - from) }, (_, i) => from + i)
    const chunk = numbers.map((n) => {
      const [session, browser] = [newToken(), newToken()]
      const cookie = `${cookieNames.visitor}=${session}; ${cookieNames.browser}=${browser}`
      // Ranges of their own: equal numbers of different tables could be taken for each other.
      const ids = { customerId: 1_000_000 + n, sessionId: 2_000_000 + n, demoId: 3_000_000 + n }
      return { n, session, visitor: { ...ids, demo: newToken(), cookie } }
    })
    await database.transact(async (db) => {
      await db
        .insertInto('customer')
        .values(chunk.map(({ n, visitor }) => ({ id: visitor.customerId, ...person(n), created_at: now })))
        .execute()
      await db
        .insertInto('visitor_session')
        .values(
          chunk.map(({ session, visitor }) => ({
            id: visitor.sessionId,
            token_hash: hashToken(session),
            customer_id: visitor.customerId,
            kiosk: 0,
            created_at: now,
            expires_at: now + 12 * HOUR,
          })),
        )
        .execute()
      for (const { n, visitor } of chunk) await addDemo({ db }, demoRow(visitor, person(n), productId, keys, now))
      await db
        .insertInto('customer_timing')
        .values(
          chunk.map(({ visitor: { demoId } }) => ({
            open_key: visitKey(demoId),
            demo_id: demoId,
            entry_at: now,
            last_seen: now,
          })),
        )
        .execute()
    })
    made.push(...chunk.map(({ visitor }) => visitor))
  }
  return made
}

function person(n: number) {
  const email = `visitor${n}@example.com`
  const mobile = `+9198${String(10_000_000 + n)}`
  return { name: `Visitor ${n}`, email, email_key: email, mobile, zone: 'Asia/Kolkata', lang: 'en' }
}

function demoRow(
  visitor: LoadVisitor,
  { name, email }: { name: string; email: string },
  productId: number,
  keys: Keys,
  now: number,
) {
  return {
    id: visitor.demoId,
    token: visitor.demo,
    open_key: demoKey(visitor.customerId, productId),
    customer_id: visitor.customerId,
    product_id: productId,
    type: 'LIVE' as const,
    status: 'PENDING' as const,
    source: 'WEBSITE' as const,
    name,
    email,
    remarks: '',
    device_log: '{}',
    requested_at: now,
    visited_at: now,
    feedback_hash: hashToken(keys.mac('feedback', visitor.demo)),
  }
}

/** Opens a session for each user; the login itself is not what is measured. */
export async function seedStaffSessions(database: Database, userIds: number[], keys: Keys): Promise<LoadUser[]> {
  const date = (ms: number) => (database.engine === 'sqlite' ? new Date(ms).toISOString() : new Date(ms))
  const now = Date.now()
  const users = userIds.map((id) => ({ id, token: newToken() + newToken().slice(0, 10) }))
  const times = { expiresAt: date(now + 8 * HOUR), createdAt: date(now), updatedAt: date(now) }
  await database.transact((db) =>
    db
      .insertInto('session')
      .values(users.map(({ id, token }) => ({ userId: id, token, ...times })))
      .execute(),
  )
  return users.map(({ id, token }) => {
    const signature = createHmac('sha256', keys.derive('staff')).update(token).digest('base64')
    return { id, cookie: `${cookieNames.staff}=${encodeURIComponent(`${token}.${signature}`)}` }
  })
}

/** Further agents who serve every product, so that no one of them meets a limit. */
export async function seedAgents(database: Database, count: number): Promise<number[]> {
  const date = database.engine === 'sqlite' ? new Date().toISOString() : new Date()
  const ids = Array.from({ length: count }, (_, i) => 4_000_000 + i)
  await database.transact(async (db) => {
    const products = await db.selectFrom('product').select('id').execute()
    await db
      .insertInto('user')
      .values(
        ids.map((id) => ({
          id,
          name: `Agent ${id}`,
          email: `agent${id}@kaveri.example`,
          emailVerified: 0,
          createdAt: date,
          updatedAt: date,
          role: 'AGENT' as const,
          status: 'ACTIVE' as const,
          twoFactorEnabled: 0,
        })),
      )
      .execute()
    await db
      .insertInto('user_product')
      .values(ids.flatMap((id) => products.map((product) => ({ user_id: id, product_id: product.id }))))
      .execute()
  })
  return ids
}

/** The sample's first product. */
export async function firstProduct(database: Database): Promise<{ id: number; slug: string }> {
  return database.read.selectFrom('product').select(['id', 'slug']).orderBy('id').executeTakeFirstOrThrow()
}
