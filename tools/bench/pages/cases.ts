import type { Database } from '../../../src/database/database.ts'
import { linkToken } from '../../../src/features/bookings/reads.ts'
import { setDemo } from '../../../src/features/demos/actions/rows.ts'
import { hashToken, newToken } from '../../../src/platform/keys.ts'
import { addressOf, USER_AGENT } from '../../../tests/load/http-client.ts'
import type { Installation } from '../../../tests/load/installation.ts'
import { cookieNames, firstProduct, type LoadVisitor, seedVisitors } from '../../../tests/load/people.ts'

/** A visitor page with the browsers that may open it. */
export interface PageCase {
  name: string
  /** Fastify's pattern. */
  pattern: string
  browsers: { path: string; cookie: string }[]
}

/** As many as no address meets the limit of a link within a minute. */
const BROWSERS = 120
const HOUR = 3_600_000

/** Headers of the n-th request for a page: each browser has an address of its own. */
export function headersOf(page: PageCase, n: number): Record<string, string> {
  const at = n % page.browsers.length
  return {
    'user-agent': USER_AGENT,
    accept: 'text/html,application/xhtml+xml',
    'accept-language': 'en-IN,en;q=0.9',
    cookie: page.browsers[at]!.cookie,
    'x-forwarded-for': addressOf(at),
  }
}

/** Writes what the pages show, and says how to open each. */
export async function seedPages(home: Installation): Promise<PageCase[]> {
  const database = home.open()
  try {
    const product = await firstProduct(database)
    const all = await seedVisitors(database, product.id, 2 * BROWSERS, home.keys)
    const visitors = all.slice(0, BROWSERS)
    const base = `/demo/${product.slug}`
    const browsers = visitors.map(() => newToken())
    const anyone = browsers.map((token) => `${cookieNames.browser}=${token}`)
    await seedCodes(database, home, product.id, browsers)
    const at = (path: string) => anyone.map((cookie) => ({ path, cookie }))
    const feedback = await seedFeedback(database, home, visitors[0]!)
    const booked = await seedBookings(database, home, product.id, all.slice(BROWSERS))
    const held = await seedAlert(database, home, product.id, visitors[1]!)
    return [
      { name: 'registration', pattern: '/demo/:slug', browsers: at(base) },
      { name: 'otp', pattern: '/demo/:slug/otp', browsers: at(`${base}/otp`) },
      {
        name: 'live-choice',
        pattern: '/demo/:slug/live',
        browsers: visitors.map(({ cookie }) => ({ path: `${base}/live`, cookie })),
      },
      {
        name: 'schedule',
        pattern: '/demo/:slug/schedule',
        browsers: visitors.map(({ cookie }) => ({ path: `${base}/schedule`, cookie })),
      },
      {
        name: 'thank-you',
        pattern: '/demo/:slug/booked',
        browsers: booked.map(({ visitor: { cookie } }) => ({ path: `${base}/booked`, cookie })),
      },
      {
        name: 'pin',
        pattern: '/m/:token',
        browsers: booked.map(({ link }, i) => ({ path: link, cookie: anyone[i]! })),
      },
      { name: 'feedback', pattern: '/feedback/:token', browsers: at(feedback) },
      { name: 'place-held', pattern: '/l/:token', browsers: at(held) },
    ]
  } finally {
    await database.close()
  }
}

async function seedCodes(database: Database, home: Installation, productId: number, browsers: string[]) {
  const now = Date.now()
  const rows = browsers.map((browser, i) => ({
    browser_hash: hashToken(browser),
    mobile: `+9197${10_000_000 + i}`,
    product_id: productId,
    code_hash: hashToken(browser),
    code_sealed: home.keys.seal('otp', '123456'),
    created_at: now,
    expires_at: now + HOUR,
    checks: 0,
    sends: 1,
    sent_at: now,
    name: `Visitor ${i}`,
    email: `visitor${i}@example.com`,
    source: 'WEBSITE' as const,
    documents: '2026-11\n2026-11',
    news: 0,
    kiosk: 0,
    zone: 'Asia/Kolkata',
    lang: 'en',
  }))
  await database.transact((db) => db.insertInto('otp').values(rows).execute())
}

async function seedFeedback(database: Database, home: Installation, { demoId, demo }: LoadVisitor): Promise<string> {
  await database.transact((db) => setDemo({ db }, demoId, { status: 'COMPLETED', left_at: Date.now() - HOUR }))
  return `/feedback/${home.keys.mac('feedback', demo)}`
}

/** Each of the visitors has a seat of one slot in three days. */
async function seedBookings(database: Database, home: Installation, productId: number, visitors: LoadVisitor[]) {
  const now = Date.now()
  const starts = now - (now % HOUR) + 72 * HOUR
  const slot = {
    product_id: productId,
    day: new Date(starts).toISOString().slice(0, 10),
    starts_at: starts,
    ends_at: starts + HOUR / 2,
    capacity: visitors.length,
    taken: visitors.length,
    status: 'OPEN' as const,
    created_at: now,
  }
  return database.transact(async (db) => {
    const slotId = Number((await db.insertInto('slot').values(slot).executeTakeFirstOrThrow()).insertId)
    const made: { visitor: LoadVisitor; link: string }[] = []
    for (const visitor of visitors) {
      await setDemo({ db }, visitor.demoId, { type: 'SCHEDULED' })
      const row = { demo_id: visitor.demoId, slot_id: slotId, created_at: now }
      const token = linkToken(home.keys, row)
      const state = { zone: 'Asia/Kolkata', pin_version: 1, pin_tries: 0, sequence: 0, state: 'BOOKED' as const }
      const key = { open_key: `demo:${visitor.demoId}`, token_hash: hashToken(token) }
      await db
        .insertInto('booking')
        .values({ ...row, ...key, ...state })
        .execute()
      made.push({ visitor, link: `/m/${token}` })
    }
    return made
  })
}

async function seedAlert(database: Database, home: Installation, productId: number, visitor: LoadVisitor) {
  const now = Date.now()
  const token = home.keys.mac('alert', visitor.customerId, productId, now)
  await database.write
    .insertInto('live_alert')
    .values({
      open_key: `c${visitor.customerId}:p${productId}`,
      customer_id: visitor.customerId,
      product_id: productId,
      token_hash: hashToken(token),
      name: 'Visitor',
      email: 'visitor@example.com',
      source: 'WEBSITE',
      asked_at: now,
      told_at: now,
      held_until: now + HOUR,
    })
    .execute()
  return `/l/${token}`
}
