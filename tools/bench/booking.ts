import { join } from 'node:path'
import { openDatabase, sql } from '../../src/database/database.ts'
import { startMariaDb } from '../../tests/support/mariadb.ts'
import { temporaryFolder } from '../../tests/support/program.ts'
import { type Visitor, Visits } from '../../tests/support/visits.ts'
import { median, openBars } from './bars.ts'
import { type RawBook, rawMysql, rawSqlite, writtenBy } from './booking/raw.ts'

// Visitors who race for the seats of a few slots: ours and the raw driver's rate in turns, on both databases. Both write the
// same rows in one transaction; ours also checks who asks, what they have booked already, and locks what it reads.

const AT_ONCE = 16
const BLOCK = 160
const BLOCKS = 8
const WARM = 2
const SLOTS = 4
const POOL = 10
const bars = openBars()

async function measure(name: string, url: string): Promise<void> {
  const database = openDatabase(url, POOL)
  try {
    await database.migrate()
    const visits = new Visits(database)
    const product = await visits.product({ noticeMin: 0 })
    const agents = []
    for (let n = 0; n < SLOTS; n++) agents.push(await visits.staffer([product]))
    const sample = await visits.slot(product, [agents[0]!], 60)
    const first = await visits.visitor()
    const written = await writtenBy(database, () => visits.book(first, sample, { key: 'first' }))
    const raw = url.startsWith('mysql') ? rawMysql(url, written, POOL) : rawSqlite(url.replace('sqlite:', ''), written)
    const rates = { ours: [] as number[], raw: [] as number[] }
    let made = 0
    for (let block = 0; block < WARM + BLOCKS; block++) {
      for (const side of block % 2 ? (['raw', 'ours'] as const) : (['ours', 'raw'] as const)) {
        // Seats for half of them: the others are told that it has gone.
        const minutes = 120 + made * 40
        const slots: number[] = []
        for (const agent of agents) slots.push(await visits.slot(product, [agent], minutes, BLOCK / SLOTS / 2))
        made++
        const people: Visitor[] = []
        for (let n = 0; n < BLOCK; n++) people.push(await visits.visitor())
        const book = side === 'ours' ? oursOf(visits) : rawOf(raw.book)
        const started = performance.now()
        const got = await inLanes(people, (person, n) => book(person, slots[n % SLOTS]!, block * BLOCK + n))
        if (block >= WARM) rates[side].push((BLOCK * 1000) / (performance.now() - started))
        if (got !== BLOCK / 2) throw new Error(`${side}: ${got} seats given, ${BLOCK / 2} were there`)
      }
    }
    await raw.close()
    const ratio = median(rates.ours.map((ours, n) => ours / rates.raw[n]!))
    console.log(`${name}: ours ${median(rates.ours).toFixed(0)}/s, raw ${median(rates.raw).toFixed(0)}/s`)
    const over = await sql<{ n: number }>`select count(*) as n from slot where taken > capacity`.execute(database.read)
    bars.least(`booking-rate-${name}`, ratio, 0.6, 'x')
    bars.most(`booking-oversold-${name}`, Number(over.rows[0]!.n), 0)
  } finally {
    await database.close()
  }
}

type Book = (person: Visitor, slot: number, n: number) => Promise<boolean>
const oursOf =
  (visits: Visits): Book =>
  async (person, slot, n) =>
    'booked' in (await visits.book(person, slot, { key: `key ${n}` }))
const rawOf =
  (book: RawBook): Book =>
  (person, slot, n) =>
    book(n, person.id, slot)

/** Runs all, so many at once; how many got a seat. */
async function inLanes(people: Visitor[], book: (person: Visitor, n: number) => Promise<boolean>): Promise<number> {
  let [next, got] = [0, 0]
  const lane = async () => {
    for (let n = next++; n < people.length; n = next++) if (await book(people[n]!, n)) got++
  }
  await Promise.all([...Array(AT_ONCE)].map(lane))
  return got
}

const home = temporaryFolder('bench-booking')
try {
  await measure('sqlite', `sqlite:${join(home.path, 'booking.db')}`)
} finally {
  home.remove()
}
const server = await startMariaDb({ durable: true })
try {
  await measure('mariadb', await server.createDatabase('booking'))
} finally {
  await server.stop()
}
bars.print()
