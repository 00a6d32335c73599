import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { startCoturn } from '../support/coturn.ts'
import { Hub, servePage } from './mesh/hub.ts'
import { leakyLine } from './mesh/leaky-line.ts'

/** The engine `mesh` alone, in real browsers with real media. */

let browser: Browser
let site: Awaited<ReturnType<typeof servePage>>

test.beforeAll(async () => {
  site = await servePage(join(import.meta.dirname, 'mesh/page.ts'))
  browser = await launchChromium({ calls: true })
})

test.afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** Two in a room, in one browser; a sorts before v, so that a is the polite one. */
async function twoIn(settings = {}, expertSettings = settings) {
  const context = await browser.newContext()
  const hub = new Hub(context, site.url)
  const expertPage = await hub.enter('a1', expertSettings)
  const visitorPage = await hub.enter('v1', settings)
  return { context, hub, expert: expertPage, visitor: visitorPage }
}

const media = (page: Page, of: string) => page.evaluate((id) => window.mesh.media(id), of)
const seen = (page: Page) => page.evaluate(() => window.mesh.seen())
const events = (page: Page) => page.evaluate(() => window.mesh.events())

/** Pictures are decoded and played, and sound arrives, from one moment to the next. */
async function flows(page: Page, of: string): Promise<void> {
  let last = await media(page, of)
  await expect
    .poll(
      async () => {
        const before = last
        last = await media(page, of)
        return last.frames > before.frames && last.camera > before.camera && last.samples > before.samples
      },
      { timeout: 20_000, intervals: [200] },
    )
    .toBe(true)
}

test('both see and hear each other, over one connection each', async () => {
  const { context, expert, visitor } = await twoIn()
  await flows(expert, 'v1')
  await flows(visitor, 'a1')
  expect(await expert.evaluate(() => window.mesh.made())).toBe(1)
  expect(await visitor.evaluate(() => window.mesh.made())).toBe(1)
  expect(await expert.evaluate(() => window.mesh.state())).toBe('connected')
  expect((await seen(expert))[0]).toMatchObject({ link: 'connected', hasAudio: true, hasVideo: true, hasScreen: false })
  expect((await events(expert)).filter((event) => event.startsWith('trouble'))).toEqual([])
  expect((await events(visitor)).filter((event) => event.startsWith('trouble'))).toEqual([])
  await context.close()
})

for (const who of ['a1', 'v1']) {
  test(`a reload of ${who} comes back as the same one, never as two`, async () => {
    const { context, hub, expert, visitor } = await twoIn()
    await flows(expert, 'v1')
    await hub.reload(who)
    await flows(expert, 'v1')
    await flows(visitor, 'a1')
    for (const page of [expert, visitor]) {
      expect(await page.evaluate(() => window.mesh.open())).toBe(1)
      expect(await seen(page)).toHaveLength(1)
    }
    await context.close()
  })
}

test('microphone, camera, another camera and a shared screen change without a new negotiation', async () => {
  const { context, expert, visitor } = await twoIn()
  await flows(expert, 'v1')
  await visitor.evaluate(() => window.mesh.send({ muted: true, video: false }))
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasAudio: false, hasVideo: false })
  await visitor.evaluate(() => window.mesh.send({ muted: false, video: true }))
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasAudio: true, hasVideo: true })
  await flows(expert, 'v1')
  await visitor.evaluate(() => window.mesh.newCamera(320))
  await expect.poll(async () => (await media(expert, 'v1')).width, { timeout: 15_000 }).toBeLessThanOrEqual(320)
  await visitor.evaluate(() => window.mesh.shareScreen())
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasScreen: true, hasVideo: true })
  await expect.poll(async () => (await media(expert, 'v1')).screen).toBe(320)
  await visitor.evaluate(() => window.mesh.stopScreen())
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasScreen: false })
  await flows(expert, 'v1')
  expect(await expert.evaluate(() => window.mesh.made())).toBe(1)
  await context.close()
})

test('the camera sends within its limit, and within less beside a shared screen', async () => {
  const { context, visitor } = await twoIn()
  const limits = () => visitor.evaluate(() => window.mesh.cameraLimits())
  await flows(visitor, 'a1')
  await expect.poll(limits).toEqual([1_200_000])
  await visitor.evaluate(() => window.mesh.shareScreen())
  await expect.poll(limits).toEqual([400_000])
  await context.close()
})

test('audio only stops pictures both ways and leaves the voices', async () => {
  const { context, expert, visitor } = await twoIn()
  await flows(expert, 'v1')
  await visitor.evaluate(() => window.mesh.audioOnly(true))
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasAudio: true, hasVideo: false })
  const before = await media(visitor, 'a1')
  await expect
    .poll(async () => (await media(visitor, 'a1')).samples - before.samples, { timeout: 10_000 })
    .toBeGreaterThan(48_000)
  expect((await media(visitor, 'a1')).frames - before.frames).toBeLessThan(10)
  await visitor.evaluate(() => window.mesh.audioOnly(false))
  await flows(visitor, 'a1')
  await context.close()
})

test('somebody with neither microphone nor camera sees and hears', async () => {
  const context = await browser.newContext()
  const hub = new Hub(context, site.url)
  const visitor = await hub.enter('v1', { without: ['audio', 'video'] })
  const expert = await hub.enter('a1')
  await flows(visitor, 'a1')
  await expect.poll(async () => (await seen(expert))[0]).toMatchObject({ hasAudio: false, hasVideo: false })
  await context.close()
})

test('three in a room: each connected to each; one who is removed is gone at once', async () => {
  const { context, hub, expert, visitor } = await twoIn()
  const second = await hub.enter('v2')
  await flows(expert, 'v2')
  await flows(second, 'v1')
  expect(await expert.evaluate(() => window.mesh.open())).toBe(2)
  await hub.remove('v2')
  await expect.poll(() => expert.evaluate(() => window.mesh.open())).toBe(1)
  expect((await seen(visitor)).map(({ id }) => id)).toEqual(['a1'])
  await context.close()
})

test('signals lost while a line was down are made up for', async () => {
  const context = await browser.newContext()
  const hub = new Hub(context, site.url)
  const expert = await hub.enter('a1')
  hub.cut('a1')
  const visitor = await hub.enter('v1')
  await expect.poll(() => visitor.evaluate(() => window.mesh.made())).toBe(1)
  hub.heal('a1')
  await flows(expert, 'v1')
  await flows(visitor, 'a1')
  await context.close()
})

test('both press Retry at once: one connection, and media again', async () => {
  const { context, expert, visitor } = await twoIn()
  await flows(expert, 'v1')
  await Promise.all([expert, visitor].map((page) => page.evaluate(() => window.mesh.retry())))
  await flows(expert, 'v1')
  await flows(visitor, 'a1')
  expect(await expert.evaluate(() => window.mesh.open())).toBe(1)
  await context.close()
})

test('relay only without a relay is told as stuck after 15 s, to both', async () => {
  const { context, expert, visitor } = await twoIn({ relayOnly: true })
  await expect.poll(() => events(visitor), { timeout: 25_000 }).toContain('stuck a1')
  await expect.poll(() => events(expert)).toContain('stuck v1')
  expect((await seen(visitor))[0]).toMatchObject({ link: 'stuck', quality: 'lost' })
  await context.close()
})

/** A TURN server behind two ways that can be cut, and the credentials for each. */
async function relay() {
  const coturn = await startCoturn()
  const port = Number(/:(\d+)$/.exec(coturn.stun)![1])
  const lines = [await leakyLine(port), await leakyLine(port)] as const
  const username = `${Math.floor(Date.now() / 1000) + 3600}:test`
  const credential = createHmac('sha1', coturn.secret).update(username).digest('base64')
  const by = (line: { port: number }) => [{ urls: `turn:127.0.0.1:${line.port}?transport=udp`, username, credential }]
  return {
    first: { line: lines[0], iceServers: by(lines[0]) },
    second: { line: lines[1], iceServers: by(lines[1]) },
    async stop() {
      for (const line of lines) line.close()
      await coturn.stop()
    },
  }
}

test('over a relay: a network gone for 10 s, and media back on the same connection', async () => {
  const turn = await relay()
  const { line, iceServers } = turn.first
  try {
    const { context, hub, expert, visitor } = await twoIn({ relayOnly: true, iceServers })
    await flows(expert, 'v1')
    expect(new Set(await visitor.evaluate(() => window.mesh.localCandidates()))).toEqual(new Set(['relay']))
    line.cut = true
    hub.cut('v1')
    const cutAt = Date.now()
    await expect.poll(async () => (await seen(expert))[0]?.link, { timeout: 20_000 }).toBe('reconnecting')
    await expect.poll(() => Date.now() - cutAt, { timeout: 11_000 }).toBeGreaterThanOrEqual(10_000)
    line.cut = false
    await hub.mend('v1')
    await flows(expert, 'v1')
    await flows(visitor, 'a1')
    expect(await visitor.evaluate(() => window.mesh.open())).toBe(1)
    await context.close()
  } finally {
    await turn.stop()
  }
})

test('from one network to another: new credentials, new candidates, the same connection', async () => {
  const turn = await relay()
  try {
    const settings = { relayOnly: true, iceServers: turn.first.iceServers, freshIce: turn.second.iceServers }
    const { context, hub, expert, visitor } = await twoIn(settings, {
      relayOnly: true,
      iceServers: turn.second.iceServers,
    })
    await flows(expert, 'v1')
    turn.first.line.cut = true
    hub.cut('v1')
    await expect.poll(async () => (await seen(visitor))[0]?.link, { timeout: 20_000 }).toBe('reconnecting')
    await hub.mend('v1')
    await flows(expert, 'v1')
    await flows(visitor, 'a1')
    for (const page of [expert, visitor]) expect(await page.evaluate(() => window.mesh.made())).toBe(1)
    await context.close()
  } finally {
    await turn.stop()
  }
})
