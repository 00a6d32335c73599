// One process of the race: its own customers, at the slots that all processes share. Prints what it did as JSON.
import fc from 'fast-check'
import { openDatabase } from '../../src/database/database.ts'
import { commands, type Model, type Real } from './commands.ts'
import { type Stage, visitsOn } from './stage.ts'

const [, , url = '', name = '', operations = '0', stageText = '{}'] = process.argv
const stage = JSON.parse(stageText) as Stage
const most = Number(operations)
const CUSTOMERS = 4
const PER_RUN = 40
const AT_ONCE = 4

const database = openDatabase(url, 8)
const visits = visitsOn(database, name)
const seen = new Map<string, number>()
let keys = 0
const done = () => [...seen.values()].reduce((sum, n) => sum + n, 0)

async function setUp(): Promise<{ model: Model; real: Real }> {
  const customers = []
  for (let n = 0; n < CUSTOMERS; n++) customers.push(await visits.visitor())
  const real = { visits, ...stage, customers, seen, nextKey: () => `${name}-${++keys}` }
  return { model: { booked: customers.map(() => null) }, real }
}

/** Seats go back, so that the next run finds some free and some taken. */
async function tidy({ real }: { real: Real }): Promise<void> {
  const { cancelBooking } = await import('../../src/features/bookings/actions/cancel.ts')
  for (const customer of real.customers.slice(1)) {
    const open = await database.write
      .selectFrom('booking')
      .innerJoin('demo', 'demo.id', 'booking.demo_id')
      .select('booking.id')
      .where('demo.customer_id', '=', customer.id)
      .where('booking.open_key', 'is not', null)
      .executeTakeFirst()
    if (open) await cancelBooking(customer.ctx, open.id)
  }
}

async function lane(n: number): Promise<void> {
  for (let round = 0; done() < most; round++) {
    await fc.assert(
      fc.asyncProperty(commands(CUSTOMERS, PER_RUN), async (list) => {
        const stage = await setUp()
        await fc.asyncModelRun(() => stage, list)
        await tidy(stage)
      }),
      { numRuns: 5, seed: stage.seed + n * 1_000_003 + round * 7919 + name.charCodeAt(0), endOnFailure: true },
    )
  }
}

try {
  await Promise.all([...Array(AT_ONCE).keys()].map(lane))
  process.stdout.write(JSON.stringify(Object.fromEntries(seen)))
} finally {
  await database.close()
}
