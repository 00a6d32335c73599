import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { askAll, openClient } from '../../tests/load/http-client.ts'
import { copyDatabase, makeInstallation, silentProviders } from '../../tests/load/installation.ts'
import { firstProduct, seedStaffSessions, seedVisitors } from '../../tests/load/people.ts'
import { launchChromium } from '../../tests/support/chromium.ts'
import { startServer } from '../../tests/support/server.ts'
import { startBare } from './bare/start.ts'
import { openBars } from './bars.ts'
import { compare } from './cpu.ts'
import { headersOf, type PageCase, seedPages } from './pages/cases.ts'
import { lighthouseScores } from './pages/lighthouse.ts'
import { weigh } from './pages/weights.ts'

// CPU, weight and Lighthouse of the visitor pages; `--only cpu`, `weights` or `lighthouse` does one of the three.

const CPU_RATIO = 1.3
const KB = 1000
const BLOCK = 300
const BLOCKS = 20
/** A just-in-time compiler needs thousands of requests to settle. */
const WARM = 12
const LIGHTHOUSE_RUNS = 5

const bars = openBars()
await using opened = new AsyncDisposableStack()
const home = await makeInstallation()
opened.defer(home.remove)
const pages = await seedPages(home)
const extra = await seedApps()
const bareFile = join(home.folder, 'bare.db')
copyDatabase(join(home.folder, 'phygital.db'), bareFile)

const settings = { ...home.settings, ...silentProviders }
const server = await startServer({ folder: home.folder, settings })
opened.defer(server.stop)
const bare = await startBare(
  home.folder,
  { ...settings, DATABASE_URL: `sqlite:${bareFile}` },
  {
    secret: home.keys.derive('staff'),
    visitors: [],
    cases: pages.map((page) => ({
      name: page.name,
      method: 'GET',
      path: page.browsers[0]!.path,
      headers: headersOf(page, 0),
      pattern: page.pattern,
      serve: 'page',
    })),
  },
)
opened.defer(() => bare.process.stop())
const parts = { cpu: compareAll, weights: weighAll, lighthouse: scoreAll }
const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
for (const [name, part] of Object.entries(parts)) if (!only || only === name) await part()
bars.print()

/** A visitor in the lobby and an agent at the CRM, for the weights of their apps. */
async function seedApps() {
  const database = home.open()
  try {
    const product = await firstProduct(database)
    const [visitor] = await seedVisitors(database, product.id, 1, home.keys, 90_000)
    const agent = await database.read
      .selectFrom('user')
      .select('id')
      .where('role', '=', 'AGENT')
      .executeTakeFirstOrThrow()
    const [user] = await seedStaffSessions(database, [agent.id], home.keys)
    return { visitor: visitor!, user: user!, lobby: `/demo/${product.slug}/lobby` }
  } finally {
    await database.close()
  }
}

async function compareAll(): Promise<void> {
  for (const page of pages) await compareCpu(page)
}

async function compareCpu(page: PageCase): Promise<void> {
  const side = (url: string, pid: number) => {
    const client = openClient(url)
    const asks = (block: number) =>
      Array.from({ length: BLOCK }, (_, i) => {
        const n = block * BLOCK + i
        return { path: page.browsers[n % page.browsers.length]!.path, headers: headersOf(page, n) }
      })
    return { pid, run: (block: number) => askAll(client, asks(block), [200]) }
  }
  const measured = await compare(
    { ours: side(server.url, server.process.pid), bare: side(bare.url, bare.process.pid) },
    { blocks: BLOCKS, size: BLOCK, warm: WARM },
  )
  const { ours, bare: least, ratio } = measured
  console.log(`${page.name}: ${ours.toFixed(0)} µs of CPU, bare ${least.toFixed(0)} µs`)
  bars.most(`page-cpu-${page.name}`, ratio, CPU_RATIO, 'x')
}

async function weighAll(): Promise<void> {
  const browser = await launchChromium({ calls: true })
  try {
    for (const page of pages) {
      const { path, cookie } = page.browsers[0]!
      const { html, script } = await weigh(browser, server.url + path, cookie)
      bars.most(`page-script-${page.name}`, script / KB, 15, 'kB')
      bars.most(`page-html-${page.name}`, html / KB, 12, 'kB')
    }
    const lobby = await weigh(browser, server.url + extra.lobby, extra.visitor.cookie)
    bars.most('lobby-script', lobby.script / KB, 120, 'kB')
    const crm = await weigh(browser, `${server.url}/crm/live`, extra.user.cookie)
    bars.most('crm-script', crm.script / KB, 220, 'kB')
  } finally {
    await browser.close()
  }
}

async function scoreAll(): Promise<void> {
  const wanted = pages.map((page) => ({
    name: page.name,
    url: server.url + page.browsers[0]!.path,
    headers: { cookie: page.browsers[0]!.cookie, 'x-forwarded-for': '198.18.200.2' },
  }))
  const scores = await lighthouseScores(wanted, LIGHTHOUSE_RUNS)
  for (const [name, { performance, accessibility, faults }] of scores) {
    if (faults.length) console.log(`${name}: accessibility lost by ${faults.join(', ')}`)
    bars.least(`lighthouse-performance-${name}`, performance, 95)
    bars.least(`lighthouse-accessibility-${name}`, accessibility, 100)
  }
}
