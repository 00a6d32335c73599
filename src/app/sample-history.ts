import type { Tx } from '../database/database.ts'
import { addDemo, addExpert } from '../features/demos/actions/rows.ts'
import type { App } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/keys.ts'

const DAY_MS = 24 * 60 * 60_000
const DAYS = 30
const names = [
  'Ananya Sharma',
  'Vikram Patel',
  'Priya Nair',
  'Arjun Reddy',
  'Kavya Iyer',
  'Rohan Gupta',
  'Sneha Das',
  'Imran Khan',
  'अनिता देशमुख',
  'Lakshmi Subramanian',
  'Dev Malhotra',
  'Fatima Sheikh',
]
const remarks = [
  'Wanted to see the cleaning.',
  'Compared with last year’s model.',
  '',
  'Will come to the store on Saturday.',
  '',
]

interface Made {
  productIds: number[]
  userIds: number[]
  storeId: number
}

/** Numbers that look random and are the same in every trial (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** A month of visits to the sample brand. */
export async function addHistory(app: App, db: Tx, made: Made): Promise<void> {
  const now = app.now()
  const roll = dice(7)
  const customers = await addCustomers(db, now)
  for (let day = DAYS; day >= 1; day--) {
    const midnight = now - day * DAY_MS
    for (const productId of made.productIds) {
      await addFootfall(db, productId, midnight, 6 + roll(14))
      const visits = roll(3)
      for (let i = 0; i < visits; i++) {
        const customer = customers[roll(customers.length)]!
        const at = midnight + (9 + roll(9)) * 3_600_000 + roll(3600) * 1000
        await addVisit(app, db, made, { customer, productId, at, roll })
      }
    }
  }
}

interface Customer {
  id: number
  name: string
  email: string
}

async function addCustomers(db: Tx, now: number): Promise<Customer[]> {
  const made: Customer[] = []
  for (const [index, name] of names.entries()) {
    const email = `customer${index + 1}@mail.example`
    const row = {
      mobile: `+9198765${String(10_000 + index * 37).slice(-5)}`,
      name,
      email,
      email_key: email,
      zone: 'Asia/Kolkata',
      lang: 'en',
      created_at: now - DAYS * DAY_MS,
    }
    const { insertId } = await db.insertInto('customer').values(row).executeTakeFirstOrThrow()
    made.push({ id: Number(insertId), name, email })
  }
  return made
}

async function addFootfall(db: Tx, productId: number, at: number, visitors: number): Promise<void> {
  const day = new Date(at).toISOString().slice(0, 10)
  const rows = Array.from({ length: visitors }, () => ({
    product_id: productId,
    day,
    visitor_hash: hashToken(newToken()),
  }))
  await db.insertInto('footfall').values(rows).execute()
}

async function addVisit(
  app: App,
  db: Tx,
  made: Made,
  visit: { customer: Customer; productId: number; at: number; roll: (sides: number) => number },
): Promise<void> {
  const { customer, productId, at, roll } = visit
  const met = roll(5) > 0
  const inStore = roll(3) === 0
  const waited = (20 + roll(160)) * 1000
  const left = at + waited + (3 + roll(12)) * 60_000
  const token = newToken()
  const agent = made.userIds[1 + roll(made.userIds.length - 1)]!
  const added = await addDemo(
    { db },
    {
      token,
      customer_id: customer.id,
      product_id: productId,
      type: 'LIVE',
      status: met ? 'COMPLETED' : 'NOT_JOINED',
      missing: met ? null : 'VISITOR',
      source: inStore ? 'BRAND_STORE' : 'WEBSITE',
      store_id: inStore ? made.storeId : null,
      name: customer.name,
      email: customer.email,
      outcome: met ? (['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO'] as const)[roll(4)]! : null,
      remarks: met ? remarks[roll(remarks.length)]! : '',
      device_log: '{"os":"Android","browser":"Chrome"}',
      requested_at: at,
      visited_at: left,
      left_at: left,
      feedback_asked_at: left,
      feedback_hash: hashToken(app.keys.mac('feedback', token)),
    },
  )
  const demoId = added!
  if (!met) {
    const lost = { demo_id: demoId, entry_at: at, leave_at: at + waited, last_seen: at + waited }
    await db.insertInto('customer_timing').values(lost).execute()
    return
  }
  const room = {
    room: newToken(),
    demo_id: demoId,
    product_id: productId,
    engine: 'mesh',
    opened_at: at + waited,
    closed_at: left,
  }
  const meeting = await db.insertInto('meeting').values(room).executeTakeFirstOrThrow()
  const meetingId = Number(meeting.insertId)
  const seen = { meeting_id: meetingId, leave_at: left, last_seen: left }
  const times = {
    demo_id: demoId,
    entry_at: at,
    request_at: at + 5000,
    allow_at: at + waited,
    joined_at: at + waited + 800,
  }
  await db
    .insertInto('customer_timing')
    .values({ ...seen, ...times })
    .execute()
  await db
    .insertInto('user_timing')
    .values({ ...seen, user_id: agent, product_id: productId, entry_at: at + waited })
    .execute()
  await addExpert({ db }, demoId, agent)
  if (roll(3) === 0) return
  const overall = 7 + roll(4)
  const said = {
    demo_id: demoId,
    overall,
    recommend: Math.min(10, overall + roll(2)),
    recommend_scale: '0-10' as const,
  }
  await db
    .insertInto('feedback')
    .values({
      ...said,
      purpose: (['BUY', 'INFORMATION', 'SUPPORT'] as const)[roll(3)]!,
      suggestion: '',
      given_at: left + 60_000,
    })
    .execute()
}
