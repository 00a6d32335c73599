import { join } from 'node:path'
import { openDatabase } from '../../src/database/database.ts'
import { readCalendar } from '../../src/features/bookings/reads/calendar.ts'
import { productById } from '../../src/features/products/reads.ts'
import { startMariaDb } from '../../tests/support/mariadb.ts'
import { temporaryFolder } from '../../tests/support/program.ts'
import { openBars, quantile } from './bars.ts'
import { fill } from './times/fill.ts'

// Free times of a month as the schedule page reads them, with 50 agents, 1,000 rules and 100,000 bookings, on both databases.

const ASKS = 300
const ZONES = ['Asia/Kolkata', 'America/New_York', 'Europe/London']
const bars = openBars()

async function measure(name: string, url: string): Promise<void> {
  const database = openDatabase(url)
  try {
    await database.migrate()
    const { visits, products } = await fill(database)
    const times: number[] = []
    let shown = 0
    for (let n = 0; n < ASKS; n++) {
      const product = (await productById(visits.system, products[n % products.length]!))!
      const asked = {
        zone: ZONES[n % ZONES.length],
        month: n % 2 ? '2026-02' : '2026-01',
        ownZone: '',
        waited: new Set(''),
      }
      const started = performance.now()
      const calendar = await readCalendar(visits.system, product, asked as never)
      times.push(performance.now() - started)
      shown += calendar.days.filter(({ state }) => state === 'FREE').length
    }
    console.log(`${name}: ${Math.round(shown / ASKS)} free days a month, p50 ${quantile(times, 0.5).toFixed(1)} ms`)
    bars.most(`times-p95-${name}`, quantile(times.slice(20), 0.95), 150, ' ms')
  } finally {
    await database.close()
  }
}

const home = temporaryFolder('bench-times')
try {
  await measure('sqlite', `sqlite:${join(home.path, 'times.db')}`)
} finally {
  home.remove()
}
const server = await startMariaDb()
try {
  await measure('mariadb', await server.createDatabase('times'))
} finally {
  await server.stop()
}
bars.print()
