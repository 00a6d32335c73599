import { type Database, sql } from '../../src/database/database.ts'
import { addRule } from '../../src/features/slots/actions/rules.ts'
import { createTestApp } from '../../tests/contract/test-app.ts'
import { Visits } from '../../tests/support/visits.ts'

/** What all processes of a race share. */
export interface Stage {
  product: number
  rules: number[]
  slots: { id: number; day: string }[]
  seed: number
}

/** Noon of a winter's day in India. */
const START = Date.UTC(2026, 0, 15, 6, 30)

/** People on a database whose clock goes on by a millisecond a look; `name` keeps the processes' numbers apart. */
export function visitsOn(database: Database, name: string): Visits {
  let looks = 0
  const clock = { now: () => START + ++looks / 8, monotonic: () => looks, advance() {}, jump() {} }
  const app = createTestApp(database, { now: () => Math.floor(clock.now()) })
  app.committed = () => {}
  return new Visits(database, clock, app, name.charCodeAt(0) * 100_000)
}

/** A product with two rules for the next week. */
export async function setStage(database: Database, seed: number): Promise<Stage> {
  const visits = visitsOn(database, 'A')
  const product = await visits.product({ horizonDays: 6, noticeMin: 0 })
  const agents = [await visits.staffer([product]), await visits.staffer([product])]
  const rules = []
  for (const [n, agent] of agents.entries()) {
    const given = { productId: product, clock: '09:00', lengthMin: 30, capacity: 2, users: [agent.id] }
    const rest = { days: 'DAILY' as const, weekdays: [], firstDate: '2026-01-15', lastDate: null, exceptions: {} }
    rules.push((await addRule(visits.system, { ...given, ...rest, clock: `1${n}:00`, status: 'ACTIVE' })).id)
  }
  const slots = await database.read.selectFrom('slot').select(['id', 'day']).orderBy('id').execute()
  return { product, rules, slots, seed }
}

/** What must never be; each line says how many rows break one rule. All zero after any race. */
export async function broken(database: Database): Promise<Record<string, number>> {
  const count = async (query: ReturnType<typeof sql<{ n: number }>>) =>
    Number((await query.execute(database.write)).rows[0]!.n)
  return {
    'over capacity': await count(sql`select count(*) as n from slot where taken > capacity or taken < 0`),
    'seats not those of bookings and offers': await count(sql`
      select count(*) as n from slot where taken <>
        (select count(*) from booking b where b.slot_id = slot.id and b.open_key is not null)
        + (select count(*) from waitlist w where w.slot_id = slot.id and w.state = 'OFFERED')`),
    'two open bookings of a demo': await count(sql`
      select count(*) as n from (select demo_id from booking where state = 'BOOKED' group by demo_id having count(*) > 1) t`),
    'an open demo without its booking': await count(sql`
      select count(*) as n from demo where type = 'SCHEDULED' and open_key is not null
        and not exists (select 1 from booking b where b.demo_id = demo.id and b.open_key is not null)`),
    'an open booking without its demo': await count(sql`
      select count(*) as n from booking b join demo on demo.id = b.demo_id
        where b.open_key is not null and (demo.open_key is null or demo.status <> 'PENDING')`),
    'a booking without its messages': await count(sql`
      select count(*) as n from booking b where not exists (select 1 from message m where m.dedupe_key in (
        concat('booking:', b.id, ':0:made:sms'),
        concat('booking:', b.id, ':', b.sequence, ':moved:sms'),
        concat('booking:', b.id, ':', b.sequence - 1, ':moved:sms')))`),
    'moved to nowhere': await count(sql`
      select count(*) as n from booking b where state = 'MOVED' and not exists
        (select 1 from booking c where c.id = b.moved_to and c.demo_id = b.demo_id)`),
    'agents in two places': await count(sql`
      select count(*) as n from slot_user a join slot_user b on a.user_id = b.user_id and a.slot_id < b.slot_id
        and a.starts_at < b.busy_until and b.starts_at < a.busy_until`),
  }
}
