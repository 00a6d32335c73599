import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startMariaDb } from '../tests/support/mariadb.ts'
import { temporaryFolder } from '../tests/support/program.ts'
import { openBars } from './bench/bars.ts'
import { type Raced, race } from './race/race.ts'

// Bookings, moves, cancels, seats, rules and the waitlist all at once: two processes on MariaDB, one with the command line
// beside it on SQLite. `--operations 100000` each, `--database sqlite` or `mysql` (both without), `--seed 1`.

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    database: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const [operations, seed] = [Number(values.operations), Number(values.seed)]
const bars = openBars()

function report(name: string, raced: Raced): void {
  const seen = Object.entries(raced.seen).toSorted(([a], [b]) => a.localeCompare(b))
  for (const [what, n] of seen) console.log(`${name} ${what}: ${n}`)
  bars.least(`${name} operations`, raced.operations, operations)
  for (const [what, n] of Object.entries(raced.broken)) bars.most(`${name} ${what}`, n, 0)
}

if (values.database !== 'mysql') {
  const home = temporaryFolder('race')
  try {
    const url = `sqlite:${join(home.path, 'race.db')}`
    report('sqlite', await race({ url, processes: 1, operations, seed, cli: true }))
  } finally {
    home.remove()
  }
}
if (values.database !== 'sqlite') {
  const server = await startMariaDb()
  try {
    report('mysql', await race({ url: await server.createDatabase('race'), processes: 2, operations, seed }))
  } finally {
    await server.stop()
  }
}
bars.print()
