import { createServer } from 'node:http'
import { join } from 'node:path'
import { sql } from 'kysely'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp } from '../../../tests/contract/test-app.ts'
import { temporaryFolder } from '../../../tests/support/program.ts'
import { waitFor } from '../../../tests/support/wait-for.ts'
import { type Database, openDatabase } from '../../database/database.ts'
import { createCookies } from '../auth/cookies.ts'
import type { Staff } from '../auth/staff.ts'
import type { StaffActor } from '../auth/staff-sessions.ts'
import { endVisitorSessions, openVisitorSession } from '../auth/visitor.ts'
import { asSystem, type Context, type DomainEvent, requireVisitor, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { createFloodGate } from '../http/limits.ts'
import { type SocketRequest, startRealtime } from './sockets.ts'
import { type Topic, topic } from './topic.ts'

interface Told {
  topic: string
  key: string
  version: number
  data: { value: number }
}

/** A browser that keeps what it was told. */
interface Page {
  socket: Socket
  snapshots: Told[]
  dismissed: { topic: string; key: string; reason: string }[]
  ended: string[]
  follow(key: string, session?: string, topic?: string): Promise<Told & { ok: boolean; problem?: { status: number } }>
}

/** The bar is a second; a machine shared with other work gets three. */
const SOON_MS = 3000
const folder = temporaryFolder('sockets')
let database: Database
let server: Awaited<ReturnType<typeof open>>
const opened: Socket[] = []

/** A number that a page may follow by the id of its customer, or as `all`. */
function counter() {
  const state = { value: 1, failures: 0, reads: 0, beats: 0, gone: [] as string[] }
  const it: Topic = topic<{ value: number; serverNow: number }>({
    name: 'counter',
    async open(ctx, key) {
      const { customerId } = requireVisitor(ctx)
      if (key !== 'all' && key !== String(customerId)) throw new AppError('not_found', 'Not yours.')
      return key
    },
    async read(_, keys) {
      state.reads++
      if (state.failures-- > 0) throw new Error('away for a moment')
      return new Map(keys.map((key) => [key, { value: state.value, serverNow: state.reads }]))
    },
    touches: (event) => (event.action === 'counted' ? ['all', String(event.subjectId)] : []),
    gone: async ({ session }) => void state.gone.push(session),
    beat: async () => void state.beats++,
  })
  return { state, topic: it }
}

/** A topic whose heartbeats cannot be written. */
const lame = topic<object>({
  name: 'lame',
  open: async (_, key) => key,
  read: async (_, keys) => new Map(keys.map((key) => [key, {}])),
  touches: () => [],
  beat: () => Promise.reject(new Error('no heartbeat')),
})

async function open() {
  let hear: (events: DomainEvent[]) => void = () => {}
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const app = { ...createTestApp(database, { now }), committed: (events: DomainEvent[]) => hear(events) }
  const cookies = createCookies(false)
  const http = createServer()
  const users = new Map<string, StaffActor>()
  const staff = { findNow: async (header = '') => users.get(header), sessionKey: (header: string) => header }
  const { state, topic: counted } = counter()
  const heard: number[] = []
  const echo: SocketRequest = {
    name: 'echo',
    async handle(_, input) {
      if (input === 'break') throw new Error('asha@example.com broke it')
      return { input }
    },
  }
  const realtime = await startRealtime({
    ...{ app, http, cookies, staff: staff as unknown as Staff, topics: [lame, counted], requests: () => [echo] },
    gate: createFloodGate(),
    reactions: [
      ({ id }) => void heard.push(id),
      ({ action, subjectId }, hub) => action === 'ended' && hub.disconnect(`session:${subjectId}`, 'LOGGED_OUT'),
    ],
    ...{ accept: true, origin: (host) => `http://${host}`, trialAllowed: () => false, admits: () => true },
  })
  hear = (events) => realtime.hub.committed(events)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as { port: number }
  return {
    ...{
      app,
      clock,
      heard,
      state,
      users,
      url: `http://127.0.0.1:${port}`,
      cookie: cookies.names.visitor,
      hub: realtime.hub,
      port,
    },
    system: asSystem(app),
    async stop() {
      await realtime.stop()
      http.close()
    },
  }
}

beforeEach(async () => {
  database = openDatabase(`sqlite:${join(folder.path, `${Math.random()}.db`)}`)
  await database.migrate()
  server = await open()
})
afterAll(folder.remove)
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.disconnect()
  await server.stop()
  await database.close()
})

async function visitor(): Promise<{ customerId: number; sessionId: number; cookie: string }> {
  return transact(server.system, async (work) => {
    const email = `${Math.random()}@mail.example`
    const row = { mobile: email, name: 'Asha', email, email_key: email, zone: 'UTC', lang: 'en', created_at: work.now }
    const made = await work.db.insertInto('customer').values(row).executeTakeFirstOrThrow()
    const customerId = Number(made.insertId)
    const { id: sessionId, token } = await openVisitorSession(work, customerId, false)
    return { customerId, sessionId, cookie: `${server.cookie}=${token}` }
  })
}

const browse = (cookie: string, more: object = {}) => {
  const extraHeaders = { cookie }
  const options = { transports: ['websocket'], forceNew: true, auth: { as: 'visitor' }, extraHeaders, ...more }
  const socket = io(server.url, { reconnectionDelay: 50, reconnectionDelayMax: 50, ...options })
  opened.push(socket)
  const page: Page = {
    ...{ socket, snapshots: [], dismissed: [], ended: [] },
    follow: (key, session = 'one', name = 'counter') => socket.emitWithAck('follow', { topic: name, key, session }),
  }
  socket.on('snapshot', (told) => page.snapshots.push(told))
  socket.on('dismissed', (told) => page.dismissed.push(told))
  socket.on('ended', ({ reason }) => page.ended.push(reason))
  return page
}
const count = (to: number, ctx: Context = server.system) => {
  server.state.value = to
  return transact(ctx, (work) => work.record('counted', 'counter', null))
}
const sees = (page: Page, value: number) => () => page.snapshots.at(-1)?.data.value === value

test('a snapshot at once, and again when it has changed', async () => {
  const page = browse((await visitor()).cookie)
  expect(await page.follow('all')).toMatchObject({ ok: true, key: 'all', data: { value: 1 } })
  await count(2)
  await waitFor('the change', sees(page, 2))
  expect(page.snapshots).toHaveLength(1)
  // The moment of reading alone is no news.
  await count(2)
  await count(3)
  await waitFor('the next change', sees(page, 3))
  expect(page.snapshots).toHaveLength(2)
  expect(page.snapshots[1]!.version).toBeGreaterThan(page.snapshots[0]!.version)
})

test('only what one may follow, and nothing of the rest is heard', async () => {
  const [asha, ben] = [await visitor(), await visitor()]
  const page = browse(asha.cookie)
  expect((await page.follow(String(ben.customerId))).problem?.status).toBe(404)
  expect((await page.follow('all', 'one', 'nothing')).problem?.status).toBe(404)
  expect((await page.follow(String(asha.customerId))).ok).toBe(true)
  await transact(server.system, (work) => work.record('counted', 'counter', ben.customerId))
  server.state.value = 2
  await transact(server.system, (work) => work.record('counted', 'counter', asha.customerId))
  await waitFor('the own change', sees(page, 2))
  expect(page.snapshots.map(({ key }) => key)).toEqual([String(asha.customerId)])
})

const refused = (page: Page) =>
  new Promise<string>((resolve) => {
    page.socket.once('connect', () => resolve('connected'))
    page.socket.once('connect_error', ({ message }) => resolve(message))
  })

test('no connection without a session, of another kind, or from another site', async () => {
  const { cookie } = await visitor()
  const off = { reconnection: false }
  expect(await refused(browse(cookie, off))).toBe('connected')
  expect(await refused(browse(`${server.cookie}=nobody`, off))).toBe('unauthenticated')
  expect(await refused(browse(cookie, { ...off, auth: { as: 'user' } }))).toBe('unauthenticated')
  expect(await refused(browse(cookie, { ...off, auth: { as: 'trial' } }))).toBe('unauthenticated')
  const from = (origin: string) => refused(browse(cookie, { ...off, extraHeaders: { cookie, origin } }))
  expect(await from('https://evil.example')).toBe('websocket error')
  expect(await from(server.url)).toBe('connected')
})

test('after a reconnect the page follows again and has missed nothing', async () => {
  const page = browse((await visitor()).cookie)
  await page.follow('all')
  page.socket.io.engine.close()
  await waitFor('the end of the line', () => !page.socket.connected)
  await count(5)
  await waitFor('the line', () => page.socket.connected)
  expect(await page.follow('all')).toMatchObject({ ok: true, data: { value: 5 } })
  await count(6)
  await waitFor('a change', sees(page, 6))
  expect(server.state.gone).toEqual(['one'])
})

test('what another process writes is heard within a second, late ids included', async () => {
  const page = browse((await visitor()).cookie)
  await page.follow('all')
  const other = asSystem(createTestApp(database))
  const started = Date.now()
  await count(2, other)
  await waitFor('the other process', sees(page, 2))
  expect(Date.now() - started).toBeLessThan(SOON_MS)
  const write = async (id: number, value: number) => {
    server.state.value = value
    const row = { id, at: 1, actor: 'SYSTEM' as const, action: 'counted', subject: 'counter', data: '{}' }
    await database.write.insertInto('event').values(row).execute()
    await waitFor(`event ${id}`, sees(page, value))
  }
  await write(1000, 3)
  // Its id was given first, it was committed later.
  await write(999, 4)
})

test('a read that fails is made up for', async () => {
  const page = browse((await visitor()).cookie)
  await page.follow('all')
  server.state.failures = 1
  await count(2)
  await waitFor('the change', sees(page, 2))
  expect(server.app.lines.some(({ msg }) => msg === 'hub flush')).toBe(true)
})

test('a newer page load dismisses the older one, which hears no more', async () => {
  const { cookie, customerId } = await visitor()
  const [older, newer] = [browse(cookie), browse(cookie)]
  await older.follow('all', 'older')
  await newer.follow('all', 'newer')
  server.hub.dismiss('counter', 'all', 'REPLACED', { person: `c${customerId}`, except: 'newer' })
  await waitFor('the dismissal', () => older.dismissed.length === 1)
  expect(older.dismissed).toEqual([{ topic: 'counter', key: 'all', reason: 'REPLACED' }])
  await waitFor('its going', () => server.state.gone.includes('older'))
  await count(2)
  await waitFor('the change', sees(newer, 2))
  expect([older.snapshots, newer.dismissed]).toEqual([[], []])
})

test('a session that ends takes its sockets along, within a second, and no other', async () => {
  const [asha, ben] = [await visitor(), await visitor()]
  const [hers, his] = [browse(asha.cookie), browse(ben.cookie)]
  await hers.follow('all')
  await his.follow('all')
  const started = Date.now()
  await transact(asSystem(createTestApp(database)), async (work) => {
    await endVisitorSessions(work, { sessionId: asha.sessionId })
    await work.record('ended', 'session', asha.sessionId)
  })
  await waitFor('the end', () => hers.ended.length === 1 && !hers.socket.connected)
  expect(Date.now() - started).toBeLessThan(SOON_MS)
  expect(hers.ended).toEqual(['LOGGED_OUT'])
  await count(2)
  await waitFor('the change', sees(his, 2))
  expect([hers.snapshots, his.ended]).toEqual([[], []])
})

test('malformed frames are refused or dropped; others go on', async () => {
  const good = browse((await visitor()).cookie)
  await good.follow('all')
  const { cookie } = await visitor()
  const bad = browse(cookie)
  const long = 'x'.repeat(100)
  for (const input of [
    undefined,
    null,
    1,
    'x',
    [],
    {},
    { topic: 1 },
    { topic: 'counter', key: long },
    { topic: long },
  ]) {
    for (const event of ['follow', 'unfollow']) {
      const answer = await bad.socket.emitWithAck(event, input)
      expect([event, input, answer.ok, answer.problem?.status]).toEqual([event, input, false, 422])
    }
    // Without an acknowledgement, and with one that is none.
    bad.socket.emit('follow', input)
    bad.socket.emit('follow', input, 'no function')
  }
  bad.socket.emit('nothing such', {})
  expect(await bad.socket.emitWithAck('echo', 'break')).toMatchObject({ ok: false, problem: { status: 500 } })
  expect(JSON.stringify(await bad.socket.emitWithAck('echo', 'break'))).not.toContain('asha')
  expect(await bad.socket.emitWithAck('echo', { a: 1 })).toEqual({ ok: true, input: { a: 1 } })
  const raw = new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`)
  await new Promise((resolve) => raw.addEventListener('open', resolve))
  const closed = new Promise((resolve) => raw.addEventListener('close', resolve))
  for (const frame of ['', '9', '42["', '4{}', '40{"as":', '451-["x"]', '42["follow",', '\u0000']) raw.send(frame)
  await closed
  await count(2)
  await waitFor('the change', sees(good, 2))
})

test('a frame over 64 kB closes its own line only', async () => {
  const [good, bad] = [browse((await visitor()).cookie), browse((await visitor()).cookie)]
  await good.follow('all')
  await bad.follow('all')
  const closed = new Promise((resolve) => bad.socket.once('disconnect', resolve))
  bad.socket.emit('echo', 'x'.repeat(70_000))
  await closed
  await count(2)
  await waitFor('the change', sees(good, 2))
})

test('following anew is following once, and unfollowing ends it', async () => {
  const { cookie, customerId } = await visitor()
  const page = browse(cookie)
  for (let n = 0; n < 12; n++) expect((await page.follow(n % 2 ? 'all' : String(customerId))).ok).toBe(true)
  await page.socket.emitWithAck('unfollow', { topic: 'counter', key: 'all' })
  await count(2)
  await transact(server.system, (work) => work.record('counted', 'counter', customerId))
  await waitFor('the change', sees(page, 2))
  expect(page.snapshots.map(({ key }) => key)).toEqual([String(customerId)])
})

test('a database that is away is told as such, and in the log: who asks is not unknown', async () => {
  const { cookie } = await visitor()
  await sql`ALTER TABLE visitor_session RENAME TO away`.execute(database.write)
  expect(await refused(browse(cookie, { reconnection: false }))).toBe('unavailable')
  expect(server.app.lines.some(({ msg }) => msg === 'socket not let in')).toBe(true)
  await sql`ALTER TABLE away RENAME TO visitor_session`.execute(database.write)
  expect(await refused(browse(cookie, { reconnection: false }))).toBe('connected')
})

test('polls at once hear each event once, long after it was written too', async () => {
  for (let n = 0; n < 3; n++) await count(n, asSystem(createTestApp(database)))
  await server.hub.poll()
  server.clock.ahead = 60_000
  await Promise.all([server.hub.poll(), server.hub.poll(), server.hub.poll()])
  expect(server.heard).toEqual([1, 2, 3])
})

test('a topic whose heartbeat fails holds up no other', async () => {
  const page = browse((await visitor()).cookie)
  expect((await page.follow('x', 'one', 'lame')).ok).toBe(true)
  await page.follow('all')
  const { beats } = server.state
  await server.hub.beat()
  expect(server.state.beats).toBe(beats + 1)
  expect(server.app.lines).toContainEqual(expect.objectContaining({ msg: 'hub beat', topic: 'lame' }))
})

test('a flood is refused with the time to wait: by person, over their connections, and by request', async () => {
  const asha = (await visitor()).cookie
  const [one, two, other] = [browse(asha), browse(asha), browse((await visitor()).cookie)]
  const ask = ({ socket }: Page) => socket.emitWithAck('echo', {})
  const first = await Promise.all(Array.from({ length: 120 }, () => ask(one)))
  expect(first.filter(({ ok }) => !ok)).toEqual([])
  for (const page of [one, two]) {
    const { problem } = await ask(page)
    expect(problem).toMatchObject({ status: 429, code: 'too_many', retryAfterMs: expect.any(Number) })
  }
  expect((await one.follow('all')).ok).toBe(true)
  expect((await ask(other)).ok).toBe(true)
})
