import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { makeInstallation } from '../../tests/load/installation.ts'
import { firstProduct, type LoadVisitor, seedStaffSessions, seedVisitors } from '../../tests/load/people.ts'
import { launchChromium } from '../../tests/support/chromium.ts'
import { startServer } from '../../tests/support/server.ts'
import { median, openBars, quantile } from './bars.ts'
import { startBareCall } from './call/bare-call.ts'
import { clickedAt, firstFrameAt, mediaAt, watchCalls } from './call/watch.ts'

// From the click on Admit to the first decoded frame in both browsers, and the same between two bare pages, in turns.
// On both sides the visitor's page is open with its camera on, and the agent's call is a page load of its own.
// Set-up is the part that is no page's loading and no camera's starting: from when the agent, who comes last, has media.

const P50_S = 1
const P95_S = 2.5
const RATIO = 1.1
const WARM = 2

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
const rounds = Number(values.rounds)
const bars = openBars()
await using opened = new AsyncDisposableStack()
const home = await makeInstallation()
opened.defer(home.remove)
const { visitors, agent: staffMember, product } = await seed()
const server = await startServer({ folder: home.folder })
opened.defer(server.stop)
const bare = await startBareCall()
opened.defer(bare.stop)
const browsers = { visitor: await launchChromium({ calls: true }), agent: await launchChromium({ calls: true }) }
opened.defer(() => browsers.visitor.close())
opened.defer(() => browsers.agent.close())

const staff = await openContext(browsers.agent, server.url, staffMember.cookie)
const live = await staff.request.post(`${server.url}/api/live`, { data: { action: 'GO', products: [product.id] } })
if (!live.ok()) throw new Error(`going live answered ${live.status()}: ${await live.text()}`)
const bareStaff = await openContext(browsers.agent, bare.url)

interface Times {
  /** Since the click, s. */
  all: number
  /** Since the agent's own media, s. */
  setUp: number
}
const [ours, plain]: Times[][] = [[], []]
for (const [round, visitor] of visitors.entries()) {
  const turns = [() => meet(visitor), () => meetBare(`round-${round}`)]
  const [first, second] = round % 2 ? turns.toReversed() : turns
  const times = [await first!(), await second!()]
  const [our, other] = round % 2 ? times.toReversed() : times
  if (round < WARM) continue
  ours!.push(our!)
  plain!.push(other!)
}
for (const part of ['all', 'setUp'] as const) {
  const shown = (list: Times[]) => {
    const times = list.map((it) => it[part])
    return `p50 ${median(times).toFixed(2)} s, p95 ${quantile(times, 0.95).toFixed(2)} s`
  }
  console.log(
    `${part === 'all' ? 'admit to first frame' : 'set-up'}: ${shown(ours!)}; two bare pages: ${shown(plain!)}`,
  )
}
const all = ours!.map((it) => it.all)
const ratios = ours!.map((it, i) => it.setUp / plain![i]!.setUp)
bars.most('call-admit-to-frame-p50', median(all), P50_S, 's')
bars.most('call-admit-to-frame-p95', quantile(all, 0.95), P95_S, 's')
bars.most('call-set-up', median(ratios), RATIO, 'x')
bars.print()

async function seed() {
  const database = home.open()
  try {
    const first = await firstProduct(database)
    const people = await seedVisitors(database, first.id, WARM + rounds, home.keys)
    const agents = database.read.selectFrom('user').select('id').where('role', '=', 'AGENT')
    const [user] = await seedStaffSessions(database, [(await agents.executeTakeFirstOrThrow()).id], home.keys)
    return { visitors: people, agent: user!, product: first }
  } finally {
    await database.close()
  }
}

/** @param cookie of a server with TLS; a trial's have the same names without their prefix */
async function openContext(browser: Browser, url: string, cookie = ''): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url })
  const pairs = cookie.replaceAll('__Host-', '').split('; ').filter(Boolean)
  await context.addCookies(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url }
    }),
  )
  await watchCalls(context)
  return context
}

/** Until both have seen the other. */
async function timesOf(visitor: Page, agent: Page): Promise<Times> {
  const seen = Math.max(...(await Promise.all([firstFrameAt(visitor), firstFrameAt(agent)])))
  return { all: (seen - (await clickedAt(agent))) / 1000, setUp: (seen - (await mediaAt(agent))) / 1000 }
}

async function meet(visitor: LoadVisitor): Promise<Times> {
  const context = await openContext(browsers.visitor, server.url, visitor.cookie)
  const [lobby, queue] = [await context.newPage(), await staff.newPage()]
  try {
    await queue.goto('/crm/live')
    await lobby.goto(`/demo/${product.slug}/lobby`)
    await lobby.getByRole('button', { name: 'Ask to join' }).click()
    await queue.getByRole('button', { name: 'Admit' }).first().click()
    const times = await timesOf(lobby, queue)
    const room = new URL(queue.url()).pathname.split('/').at(-1)
    const ended = await staff.request.post(`${server.url}/api/meetings/${room}/end`, { data: {} })
    if (!ended.ok()) throw new Error(`ending answered ${ended.status()}: ${await ended.text()}`)
    // Chromium may never close a context whose page is leaving for another.
    await lobby.waitForURL(/\/feedback\//)
    await queue.getByRole('heading', { name: 'How did it go' }).waitFor()
    return times
  } finally {
    await context.close()
    await queue.close()
  }
}

async function meetBare(room: string): Promise<Times> {
  const context = await openContext(browsers.visitor, bare.url)
  const [waiting, queue] = [await context.newPage(), await bareStaff.newPage()]
  try {
    await queue.goto(`/queue?room=${room}`)
    await waiting.goto(`/call?room=${room}`)
    await waiting.waitForFunction(
      () => document.title === 'Waiting' && document.querySelector<HTMLVideoElement>('#own')!.videoWidth > 0,
    )
    await queue.getByRole('button', { name: 'Admit' }).click()
    return await timesOf(waiting, queue)
  } finally {
    await context.close()
    await queue.close()
  }
}
