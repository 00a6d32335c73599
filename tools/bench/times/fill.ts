import { type Database, sql } from '../../../src/database/database.ts'
import type { NewRow } from '../../../src/database/tables.ts'
import { addRule } from '../../../src/features/slots/actions/rules.ts'
import { ruleInput } from '../../../src/features/slots/schema.ts'
import { Visits } from '../../../tests/support/visits.ts'

const AGENTS = 50
const RULES = 1000
const BOOKINGS = 100_000
const PRODUCTS = 10
const CHUNK = 500

/** The people, rules and bookings of the bench on an empty database; the products' ids. */
export async function fill(database: Database): Promise<{ visits: Visits; products: number[] }> {
  const visits = new Visits(database)
  const products = []
  for (let n = 0; n < PRODUCTS; n++) products.push(await visits.product({ horizonDays: 60 }))
  const agents = []
  for (let n = 0; n < AGENTS; n++) agents.push(await visits.staffer(products))
  for (let n = 0; n < RULES; n++) {
    // Twenty times a day for each agent, every half hour from nine on; each product has times of all agents.
    const nth = Math.floor(n / AGENTS)
    const clock = `${String(9 + Math.floor(nth / 2)).padStart(2, '0')}:${nth % 2 ? '30' : '00'}`
    const rule = { productId: products[(n + nth) % PRODUCTS], clock, lengthMin: 30, days: 'DAILY', capacity: 4 }
    const dates = { firstDate: '2026-01-01', users: [agents[n % AGENTS]!.id] }
    await addRule(visits.system, ruleInput.parse({ ...rule, ...dates }))
  }
  await book(visits)
  return { visits, products }
}

/** Bookings in every slot, some slots full, written as rows: the rules of booking are not what is measured here. */
async function book({ database }: Visits): Promise<void> {
  const slots = await database.read.selectFrom('slot').select(['id', 'product_id', 'starts_at']).orderBy('id').execute()
  const rows = Array.from({ length: BOOKINGS }, (_, n) => ({ id: 1_000_000 + n, slot: slots[(n * 7) % slots.length]! }))
  for (let at = 0; at < rows.length; at += CHUNK) {
    const some = rows.slice(at, at + CHUNK)
    await database.transact(async (db) => {
      const person = { name: 'Guest', email: 'guest@mail.example', lang: 'en', zone: 'Asia/Kolkata', created_at: 0 }
      await db
        .insertInto('customer')
        .values(some.map(({ id }) => ({ id, mobile: `+91${id}`, email_key: person.email, ...person })) as never)
        .execute()
      await db
        .insertInto('demo')
        .values(some.map(({ id, slot }) => demoOf(id, slot.product_id)) as never)
        .execute()
      await db
        .insertInto('booking')
        .values(
          some.map(({ id, slot }) => ({
            ...{ open_key: `demo:${id}`, slot_id: slot.id, demo_id: id, token_hash: `hash ${id}`, zone: person.zone },
            ...{ pin_version: 1, pin_tries: 0, sequence: 0, state: 'BOOKED' as const, created_at: 0 },
          })),
        )
        .execute()
    })
  }
  await sql`update slot set taken = (select count(*) from booking where booking.slot_id = slot.id)`.execute(
    database.write,
  )
}

const demoOf = (id: number, product_id: number): Partial<NewRow<'demo'>> => ({
  ...{ id, token: `t${id}`, open_key: `d${id}`, customer_id: id, product_id, type: 'SCHEDULED', status: 'PENDING' },
  ...{ source: 'WEBSITE', name: 'Guest', email: 'guest@mail.example', remarks: '', device_log: '{}', requested_at: 0 },
  ...{ visited_at: 0, feedback_hash: `f${id}`, words: '' },
})
