import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { Server, type Socket } from 'socket.io'
import { servePage } from './mesh/hub.ts'

/** The browser's line to the server, against a real socket.io that behaves as ours and as badly as networks do. */

type Ack = (answer: object) => void

let site: Awaited<ReturnType<typeof servePage>>
let io: Server

test.beforeAll(async () => {
  site = await servePage(join(import.meta.dirname, 'line/page.ts'))
  io = new Server(site.server)
})
test.afterAll(async () => {
  await io?.close()
  await site?.close()
})
test.afterEach(() => {
  io.removeAllListeners('connection')
  io.disconnectSockets(true)
})

const heard = (page: Page) => page.evaluate(() => window.line.heard())
/** What came of topics, without the states of the line. */
const news = async (page: Page) => (await heard(page)).filter((each) => (each as [string])[0] !== 'state')

async function open(page: Page, onSocket: (socket: Socket) => void): Promise<void> {
  io.on('connection', onSocket)
  await page.goto(site.url)
  await page.waitForFunction(() => Boolean(window.line))
  await page.evaluate(() => window.line.connect())
}

test('follows a topic by the key the server gives it, and again after a break', async ({ page }) => {
  const followed: unknown[] = []
  await open(page, (socket) => {
    socket.on('follow', (input, ack: Ack) => {
      followed.push(input)
      // The change reaches the page before the answer that tells which key is ours.
      socket.emit('snapshot', { topic: 'visit', key: '7', version: 3, data: 'newer' })
      socket.emit('snapshot', { topic: 'visit', key: '8', version: 9, data: "somebody else's" })
      ack({ ok: true, key: '7', version: 2, data: 'first' })
      socket.emit('snapshot', { topic: 'visit', key: '7', version: 1, data: 'stale' })
      socket.emit('snapshot', { topic: 'visit', key: '7', version: 4, data: 'newest' })
    })
  })
  await page.evaluate(() => window.line.follow('visit', 'token'))
  const once = [
    ['open', 2],
    ['data', 'first'],
    ['data', 'newer'],
    ['data', 'newest'],
  ]
  await expect.poll(() => news(page)).toEqual(once)
  expect(followed).toEqual([{ topic: 'visit', key: 'token', session: 'session-of-this-page' }])
  io.disconnectSockets(true)
  await expect.poll(() => news(page), { timeout: 15_000 }).toEqual([...once, ...once])
})

test('a topic taken away is not followed any more, even after a break', async ({ page }) => {
  let opened = 0
  await open(page, (socket) => {
    socket.on('meeting.enter', ({ room }, ack: Ack) => {
      opened += 1
      ack({ ok: true, key: 'inside', version: 1, data: room })
      // By the name it was asked for, not by the key inside.
      socket.emit('dismissed', { topic: 'meeting', key: room, reason: 'REPLACED' })
    })
  })
  await page.evaluate(() => window.line.follow('meeting', 'r1', { name: 'meeting.enter', input: { room: 'r1' } }))
  await expect
    .poll(() => news(page))
    .toEqual([
      ['open', 1],
      ['data', 'r1'],
      ['dismissed', 'REPLACED'],
    ])
  io.disconnectSockets(true)
  await expect.poll(async () => (await heard(page)).filter((each) => (each as string[])[1] === 'up').length).toBe(2)
  expect(opened).toBe(1)
})

test('a passing fault is tried again; a refusal is told', async ({ page }) => {
  let tries = 0
  await open(page, (socket) => {
    socket.on('follow', ({ key }, ack: Ack) => {
      if (key === 'mine' && ++tries > 1) ack({ ok: true, key, version: 1, data: 'there' })
      else if (key === 'mine') ack({ ok: false, problem: { code: 'unavailable', status: 503, title: 'Later' } })
      else ack({ ok: false, problem: { code: 'not_found', status: 404, title: 'None' } })
    })
  })
  await page.evaluate(() => {
    window.line.follow('visit', 'mine')
    window.line.follow('visit', 'theirs')
  })
  await expect
    .poll(() => news(page))
    .toEqual([
      ['problem', 'not_found'],
      ['open', 1],
      ['data', 'there'],
    ])
})

test('requests answer, fail with the words of the server, and do not wait for ever', async ({ page }) => {
  await open(page, (socket) => {
    socket.on('ask', ({ n }, ack: Ack) => ack({ ok: true, twice: n * 2 }))
    socket.on('refuse', (_, ack: Ack) => ack({ ok: false, problem: { code: 'gone', status: 410, title: 'Over' } }))
  })
  await expect.poll(() => page.evaluate(() => window.line.state())).toBe('up')
  expect(await page.evaluate(() => window.line.request('ask', { n: 4 }))).toEqual({ ok: true, twice: 8 })
  expect(await page.evaluate(() => window.line.request('refuse', {}))).toMatchObject({ code: 'gone', status: 410 })
  expect(await page.evaluate(() => window.line.request('silence', {}))).toMatchObject({ code: 'offline' })
})

test('an ended session stays ended', async ({ page }) => {
  await open(page, (socket) => {
    socket.emit('ended', { reason: 'INACTIVE' })
    socket.disconnect(true)
  })
  await expect.poll(() => heard(page)).toContainEqual(['state', 'ended', 'INACTIVE'])
  expect(await page.evaluate(() => window.line.state())).toBe('ended')
})

test('who is refused at the door is tried three times, then told', async ({ page }) => {
  const refuse = (_: Socket, next: (error?: Error) => void) => next(refused ? new Error('unauthenticated') : undefined)
  let refused = true
  io.use(refuse)
  await open(page, () => undefined)
  await expect.poll(() => page.evaluate(() => window.line.state()), { timeout: 15_000 }).toBe('refused')
  refused = false
})

test('a POST is tried again with the same key while the server is away', async ({ page }) => {
  await page.goto(site.url)
  const keys: string[] = []
  await page.route('**/api/thing', async (route) => {
    keys.push(route.request().postDataJSON().key)
    if (keys.length === 1) await route.abort('connectionreset')
    else if (keys.length === 2) await route.fulfill({ status: 503, json: { code: 'unavailable', title: 'Later' } })
    else await route.fulfill({ json: { done: true } })
  })
  expect(await page.evaluate(() => window.line.post('/api/thing'))).toEqual({ done: true })
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test('a refusal is not tried again, and its fields come along', async ({ page }) => {
  await page.goto(site.url)
  let asked = 0
  await page.route('**/api/thing', async (route) => {
    asked += 1
    await route.fulfill({ status: 422, json: { code: 'invalid', title: 'Look again', fields: { name: 'Missing' } } })
  })
  const problem = await page.evaluate(() => window.line.post('/api/thing'))
  expect(problem).toMatchObject({ code: 'invalid', status: 422, fields: { name: 'Missing' } })
  expect(asked).toBe(1)
  await page.route('**/api/text', (route) => route.fulfill({ body: '<html>' }))
  expect(await page.evaluate(() => window.line.get('/api/text'))).toMatchObject({ code: 'internal' })
})
