import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { type Ask, addressOf, askAll, openClient } from '../../tests/load/http-client.ts'
import { makeInstallation, PUBLIC_URL, silentProviders } from '../../tests/load/installation.ts'
import { firstProduct, type LoadVisitor, seedStaffSessions, seedVisitors } from '../../tests/load/people.ts'
import { freePort, startProgram } from '../../tests/support/program.ts'
import { startServer } from '../../tests/support/server.ts'
import { waitFor } from '../../tests/support/wait-for.ts'
import { median, openBars, quantile } from './bars.ts'
import { openCrowds } from './knock/crowds.ts'
import { residentMemory } from './knock/memory.ts'

// 10,000 visitors in their lobbies on one process: what a connection costs beside bare socket.io, and how soon a knock
// is with the agent while 1,000 wait.

const SOCKETS = 10_000
const FIRST = 500
const WAITING = 1000
const KNOCKS = 60
const MEMORY_RATIO = 1.3
const KNOCK_MS = 500
const KB = 1000

const bars = openBars()
await using opened = new AsyncDisposableStack()
const home = await makeInstallation()
opened.defer(home.remove)
const { visitors, product, agent } = await seed()
const crowds = openCrowds()
opened.defer(crowds.end)

const bare = await measureBare()
const inspect = await freePort()
const server = await startServer({
  folder: home.folder,
  settings: { ...home.settings, ...silentProviders, LOG_LEVEL: 'warn' },
  nodeFlags: [`--inspect=127.0.0.1:${inspect}`],
})
opened.defer(server.stop)
const ours = await measure(server.url, server.process.pid, inspect, true)
console.log(`memory per socket: ${(ours / KB).toFixed(1)} kB, bare socket.io ${(bare / KB).toFixed(1)} kB`)
bars.most('knock-memory-per-socket', ours / bare, MEMORY_RATIO, 'x')

const times = await measureKnocks()
const connected = await crowds.count()
const shown = [median(times), quantile(times, 0.95), Math.max(...times)].map((ms) => ms.toFixed(0))
console.log(
  `knock to agent, ${WAITING} waiting, ${connected} sockets: p50 ${shown[0]}, p95 ${shown[1]}, most ${shown[2]} ms`,
)
bars.least('knock-sockets', connected, SOCKETS)
bars.most('knock-to-agent-p95', quantile(times, 0.95), KNOCK_MS, 'ms')
bars.print()

async function seed() {
  const database = home.open()
  try {
    const first = await firstProduct(database)
    const people = await seedVisitors(database, first.id, SOCKETS, home.keys)
    const { id } = await database.read
      .selectFrom('user')
      .select('id')
      .where('role', '=', 'AGENT')
      .executeTakeFirstOrThrow()
    const [user] = await seedStaffSessions(database, [id], home.keys)
    return { visitors: people, product: first, agent: user! }
  } finally {
    await database.close()
  }
}

/** Bytes per connection: what all of them add to a process that has served some before. */
async function measure(url: string, pid: number, inspectPort: number, follow: boolean): Promise<number> {
  await crowds.come(url, visitors.slice(0, FIRST), follow)
  await crowds.go()
  const before = await residentMemory(pid, inspectPort)
  await crowds.come(url, visitors, follow)
  const bytes = (await residentMemory(pid, inspectPort)) - before
  const there = await crowds.count()
  if (there < SOCKETS) throw new Error(`${SOCKETS - there} connections were lost while measuring`)
  return bytes / SOCKETS
}

async function measureBare(): Promise<number> {
  const inspectPort = await freePort()
  const program = startProgram(process.execPath, [
    `--inspect=127.0.0.1:${inspectPort}`,
    join(import.meta.dirname, 'knock/bare-sockets.ts'),
  ])
  try {
    await program.said(/bare sockets on \d+/)
    const port = /bare sockets on (\d+)/.exec(program.log())![1]
    const bytes = await measure(`http://127.0.0.1:${port}`, program.pid, inspectPort, false)
    await crowds.go()
    return bytes
  } finally {
    await program.stop()
  }
}

interface Queue {
  total(): number
}

/** The agent's queue as the CRM follows it. */
async function followQueue(): Promise<Queue> {
  const socket: Socket = io(server.url, {
    transports: ['websocket'],
    auth: { as: 'user' },
    extraHeaders: { cookie: agent.cookie, origin: PUBLIC_URL },
  })
  opened.defer(() => void socket.disconnect())
  let total = 0
  socket.on('snapshot', ({ topic, data }: { topic: string; data: { total: number } }) => {
    if (topic === 'queue') total = data.total
  })
  const answer = await socket.emitWithAck('follow', { topic: 'queue', key: 'me', session: 'benchmark-session' })
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem))
  return { total: () => total }
}

function press(what: 'knock' | 'leave', visitor: LoadVisitor, n: number): Ask {
  const headers = { cookie: visitor.cookie, accept: 'application/json', 'x-forwarded-for': addressOf(n) }
  return { method: 'POST', path: `/api/visits/${visitor.demo}/${what}`, headers, body: {} }
}

/** From the press of Ask to join to the snapshot at the agent's browser, ms. */
async function measureKnocks(): Promise<number[]> {
  const client = openClient(server.url)
  const queue = await followQueue()
  const live: Ask = {
    method: 'POST',
    path: '/api/live',
    headers: { cookie: agent.cookie, accept: 'application/json' },
    body: { action: 'GO', products: [product.id] },
  }
  await askAll(client, [live], [200])
  const waiting = visitors.slice(0, WAITING).map((visitor, n) => press('knock', visitor, n))
  await askAll(client, waiting, [200])
  await waitFor('the queue to be full', () => queue.total() === WAITING, 60_000)
  const measured: number[] = []
  for (let n = WAITING; n < WAITING + KNOCKS; n++) {
    const startedAt = performance.now()
    const asking = client.ask(press('knock', visitors[n]!, n))
    await seen(queue, WAITING + 1)
    measured.push(performance.now() - startedAt)
    await asking
    await client.ask(press('leave', visitors[n]!, n))
    await seen(queue, WAITING)
  }
  client.close()
  return measured
}

// Not `waitFor`: it looks every 20 ms only.
async function seen(queue: Queue, total: number): Promise<void> {
  const end = performance.now() + 30_000
  while (queue.total() !== total) {
    if (performance.now() > end) throw new Error(`the queue shows ${queue.total()} instead of ${total}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
