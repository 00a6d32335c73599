import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Database, openDatabase, sql } from '../../src/database/database.ts'
import { listDemos } from '../../src/features/demos/reads.ts'
import { demoQuery } from '../../src/features/demos/schema.ts'
import { type Actor, asSystem, type Context } from '../../src/platform/context.ts'
import { createTestApp } from '../../tests/contract/test-app.ts'
import { startMariaDb } from '../../tests/support/mariadb.ts'
import { temporaryFolder } from '../../tests/support/program.ts'
import { openBars, quantile } from './bars.ts'
import { cpuTime } from './cpu.ts'
import { fillMysql, fillSqlite } from './table/fill.ts'
import { writeRows } from './table/rows.ts'

// A page of the customers' table as staff ask for it (filter, sort, search, count and the rows), on a million demos. The
// time of a page is the CPU's, the database's with ours: what it takes on a machine that does nothing else; both work in
// turns, from memory. The clock's time is printed beside it.

const LIMIT_MS = 100
const ROUNDS = 10
const NOW = Date.UTC(2026, 10, 1)

type Params = Record<string, string | number>
const admin: Actor = { kind: 'USER', id: 1, role: 'ADMIN', name: 'Admin' }
const agent: Actor = { kind: 'USER', id: 2, role: 'AGENT', name: 'Agent of one product' }
const agentOfFour: Actor = { kind: 'USER', id: 3, role: 'AGENT', name: 'Agent of four products' }

/** What people ask for; each is asked ROUNDS times. */
const asks: [name: string, who: Actor, query: Params][] = [
  ['as it opens', admin, {}],
  ['as it opens, agent', agent, {}],
  ['as it opens, agent of four', agentOfFour, {}],
  ['page 2', admin, { page: 2 }],
  ['page 40', admin, { page: 40 }],
  ['page 10,000', admin, { page: 10_000 }],
  ['last page', admin, { page: 20_000 }],
  ['oldest first', admin, { sort: 'requestedAt' }],
  ['by name', admin, { sort: 'name' }],
  ['by name, page 200', admin, { sort: 'name', page: 200 }],
  ['by name, page 10,000', admin, { sort: 'name', page: 10_000 }],
  ['by product', admin, { sort: 'product' }],
  ['by status', admin, { sort: '-status' }],
  ['by status, page 9,000', admin, { sort: 'status', page: 9000 }],
  ['completed', admin, { status: 'COMPLETED' }],
  ['pending', admin, { status: 'PENDING' }],
  ['pending by name', admin, { status: 'PENDING', sort: 'name' }],
  ['pending, agent', agent, { status: 'PENDING' }],
  ['not joined, page 3,000', admin, { status: 'NOT_JOINED', page: 3000 }],
  ['scheduled, bought', admin, { type: 'SCHEDULED', outcome: 'BOUGHT' }],
  ['a store, completed', admin, { store: 3, status: 'COMPLETED' }],
  ['a rare product, follow up', admin, { product: 12, outcome: 'FOLLOW_UP' }],
  ['five filters, few rows', admin, { product: 11, store: 18, status: 'PENDING', type: 'SCHEDULED' }],
  ['today', admin, { requested: 'today' }],
  ['7 days, completed', admin, { requested: '7d', status: 'COMPLETED' }],
  ['30 days by name, agent of four', agentOfFour, { requested: '30d', sort: 'name' }],
  ['a quarter, not joined', admin, { requested: '2026-07-01..2026-09-30', status: 'NOT_JOINED' }],
  ['a year, completed', admin, { requested: '2025-11-01..2026-10-31', status: 'COMPLETED' }],
  ['an expert', admin, { expert: 20 }],
  ['an expert, bought', admin, { expert: 20, outcome: 'BOUGHT' }],
  ['the busiest expert, a product', admin, { expert: 2, product: 1 }],
  ['search: a rare name', admin, { search: 'lamirover' }],
  ['search: a common last name', admin, { search: 'sharma' }],
  ['search: a common name, page 300', admin, { search: 'sharma', page: 300 }],
  ['search: a common name, by name', admin, { search: 'sharma', sort: 'name' }],
  ['search: a common name, pending', admin, { search: 'sharma', status: 'PENDING' }],
  ['search: three letters', admin, { search: 'sha' }],
  ['search: one letter', admin, { search: 's' }],
  ['search: two common words', admin, { search: 'priya sharma' }],
  ['search: two words, agent', agent, { search: 'priya sharma' }],
  ['search: a common name, agent', agent, { search: 'sharma' }],
  ['search: a name and a product', admin, { search: 'anita model' }],
  ['search: a name and one of two kinds', admin, { search: 'anita purifier' }],
  ['search: a common name, completed', admin, { search: 'sharma', status: 'COMPLETED' }],
  ['search: a common name, completed, by name', admin, { search: 'sharma', status: 'COMPLETED', sort: 'name' }],
  ['search: every product', admin, { search: 'model' }],
  ['search: half of the products', admin, { search: 'machine' }],
  ['search: Hindi', admin, { search: 'देशमुख' }],
  ['search: accents', admin, { search: 'jose' }],
  ['search: an address', admin, { search: 'priya.sharma1@' }],
  ['search: a whole number', admin, { search: '+91 77000 01234' }],
  ['search: last digits', admin, { search: '001234' }],
  ['search: nobody', admin, { search: 'zzyzx' }],
  ['search: in 7 days', admin, { search: 'kumar', requested: '7d' }],
]

const { values: said } = parseArgs({
  options: { demos: { type: 'string', default: '1000000' }, only: { type: 'string' } },
})
const bars = openBars()
await using opened = new AsyncDisposableStack()
const folder = temporaryFolder('bench-table')
opened.defer(folder.remove)
const files = await writeRows(folder.path, Number(said.demos), NOW)
const places = { sqlite, mariadb }
for (const [name, open] of Object.entries(places)) {
  if (said.only && said.only !== name) continue
  const { database, pids } = await open()
  await measure(name, database, pids)
  await database.close()
}
bars.print()

interface Opened {
  database: Database
  /** Processes that work for a page. */
  pids: number[]
}

async function sqlite(): Promise<Opened> {
  const path = join(folder.path, 'table.sqlite')
  await timed('sqlite filled', () => fillSqlite(path, files))
  return { database: openDatabase(`sqlite:${path}`), pids: [process.pid] }
}

async function mariadb(): Promise<Opened> {
  // A server's memory: the tests' own has an eighth of it.
  const args = ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=256M', '--local-infile=1']
  const server = await startMariaDb({ args })
  opened.defer(server.stop)
  const url = await server.createDatabase('bench_table')
  await timed('mariadb filled', () => fillMysql(url, files))
  const database = openDatabase(url)
  const { rows } = await sql<{ file: string }>`select @@pid_file as file`.execute(database.read)
  return { database, pids: [process.pid, Number(readFileSync(rows[0]!.file, 'utf8'))] }
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const from = performance.now()
  await work()
  console.log(`${what} in ${((performance.now() - from) / 1000).toFixed(0)} s`)
}

async function measure(name: string, database: Database, pids: number[]): Promise<void> {
  const spent = () => pids.reduce((sum, pid) => sum + cpuTime(pid), 0) / 1e6
  const app = createTestApp(database, { now: () => NOW })
  const all: number[] = []
  const lines: { text: string; p95: number }[] = []
  for (const [what, actor, params] of asks) {
    const ctx: Context = { ...asSystem(app), actor }
    const query = demoQuery.parse(
      Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
    )
    const { total } = await listDemos(ctx, query)
    const [times, clock]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      const [from, before] = [performance.now(), spent()]
      await listDemos(ctx, query)
      times.push(spent() - before)
      clock.push(performance.now() - from)
    }
    all.push(...times)
    const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
    lines.push({
      p95,
      text: `${name} ${what}: ${total} found, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (clock p50 ${quantile(clock, 0.5).toFixed(1)} ms)`,
    })
  }
  for (const { text } of lines.toSorted((a, b) => b.p95 - a.p95)) console.log(text)
  console.log(`${name}: p50 of all ${quantile(all, 0.5).toFixed(1)} ms`)
  bars.most(`table-p95-${name}`, quantile(all, 0.95), LIMIT_MS, 'ms')
}
