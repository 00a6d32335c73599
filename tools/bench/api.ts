import { join } from 'node:path'
import { openDatabase } from '../../src/database/database.ts'
import { type Ask, addressOf, askAll, openClient } from '../../tests/load/http-client.ts'
import { copyDatabase, makeInstallation, silentProviders } from '../../tests/load/installation.ts'
import { firstProduct, seedAgents, seedStaffSessions, seedVisitors } from '../../tests/load/people.ts'
import { startServer } from '../../tests/support/server.ts'
import { startBare } from './bare/start.ts'
import { openBars } from './bars.ts'
import { compare } from './cpu.ts'

// CPU of two JSON endpoints against a bare Fastify that runs the same SQL: a list that staff read, and a knock.

const RATIO = 1.6
/** A just-in-time compiler needs thousands of requests to settle. */
const LIST = { blocks: 20, size: 200, warm: 12 }
const KNOCKS = { blocks: 20, size: 100, warm: 40 }
/** No session may ask more often than its flood limit, 600 a minute. */
const AGENTS = 60

const bars = openBars()
await using opened = new AsyncDisposableStack()
const home = await makeInstallation()
opened.defer(home.remove)
const seeded = await seed()
const bareUrl = `sqlite:${join(home.folder, 'bare.db')}`
copyDatabase(join(home.folder, 'phygital.db'), bareUrl.replace('sqlite:', ''))

const settings = { ...home.settings, ...silentProviders }
const server = await startServer({ folder: home.folder, settings })
opened.defer(server.stop)
const listHeaders = (n: number) => ({
  accept: 'application/json',
  cookie: seeded.agents[n % AGENTS]!.cookie,
  'x-forwarded-for': addressOf(n % AGENTS),
})
const knock = (n: number): Ask => {
  const visitor = seeded.visitors[n]!
  const headers = { accept: 'application/json', cookie: visitor.cookie, 'x-forwarded-for': addressOf(n) }
  return { method: 'POST', path: `/api/visits/${visitor.demo}/knock`, headers, body: {} }
}
const first = knock(0)
const bare = await startBare(
  home.folder,
  { ...settings, DATABASE_URL: bareUrl },
  {
    secret: home.keys.derive('staff'),
    visitors: seeded.visitors,
    cases: [
      {
        name: 'demos',
        method: 'GET',
        path: '/api/demos',
        headers: listHeaders(0),
        pattern: '/api/demos',
        serve: 'demos',
      },
      {
        name: 'knock',
        method: 'POST',
        path: first.path,
        headers: first.headers!,
        payload: {},
        pattern: '/api/visits/:demo/knock',
        serve: 'knock',
        onlyOnce: true,
      },
    ],
  },
)
opened.defer(() => bare.process.stop())
const databases = { ours: home.open(), bare: openDatabase(bareUrl) }
opened.defer(databases.ours.close)
opened.defer(databases.bare.close)
await compareLists()
await compareKnocks()
bars.print()

async function seed() {
  const database = home.open()
  try {
    const product = await firstProduct(database)
    const agents = await seedStaffSessions(database, await seedAgents(database, AGENTS), home.keys)
    const visitors = await seedVisitors(
      database,
      product.id,
      1 + (KNOCKS.blocks + KNOCKS.warm) * KNOCKS.size,
      home.keys,
    )
    // Somebody is live, and stays so without a browser.
    const live = { user_id: agents[0]!.id, product_id: product.id, started_at: Date.now() }
    await database.write
      .insertInto('live_demo')
      .values({ ...live, open_key: 'bench', last_seen: Date.now() + 3_600_000 })
      .execute()
    return { agents, visitors }
  } finally {
    await database.close()
  }
}

async function compareLists(): Promise<void> {
  const side = (url: string, pid: number) => {
    const client = openClient(url)
    const asks = (block: number) =>
      Array.from({ length: LIST.size }, (_, i) => ({
        path: '/api/demos',
        headers: listHeaders(block * LIST.size + i),
      }))
    return { pid, run: (block: number) => askAll(client, asks(block), [200]) }
  }
  await report('api-cpu-demos', side, LIST)
}

async function compareKnocks(): Promise<void> {
  const side = (url: string, pid: number, name: 'ours' | 'bare') => {
    const client = openClient(url)
    return {
      pid,
      async run(block: number) {
        const asks = Array.from({ length: KNOCKS.size }, (_, i) => knock(1 + block * KNOCKS.size + i))
        // A queue of the same, short length for each block.
        await databases[name].write
          .updateTable('knock')
          .set({ state: 'LEFT', open_key: null })
          .where('state', '=', 'WAITING')
          .execute()
        await askAll(client, asks, [200])
      },
    }
  }
  await report('api-cpu-knock', side, KNOCKS)
}

type MakeSide = (url: string, pid: number, name: 'ours' | 'bare') => { pid: number; run(block: number): Promise<void> }

async function report(name: string, side: MakeSide, sizes: typeof LIST): Promise<void> {
  const measured = await compare(
    {
      ours: side(server.url, server.process.pid, 'ours'),
      bare: side(bare.url, bare.process.pid, 'bare'),
    },
    sizes,
  )
  console.log(`${name}: ${measured.ours.toFixed(0)} µs of CPU, bare ${measured.bare.toFixed(0)} µs`)
  bars.most(name, measured.ratio, RATIO, 'x')
}
