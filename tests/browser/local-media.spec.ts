import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { servePage } from './mesh/hub.ts'

/** Microphone and camera of one's own, in a real browser with made-up devices. */

let site: Awaited<ReturnType<typeof servePage>>
/** Answers every prompt with yes; the other one asks nobody, so that permissions are the test's to give. */
let willing: Browser
let strict: Browser

test.beforeAll(async () => {
  site = await servePage(join(import.meta.dirname, 'local-media/page.ts'))
  willing = await launchChromium({
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=2'],
  })
  strict = await launchChromium({ args: ['--use-fake-device-for-media-stream'] })
})
test.afterAll(async () => {
  await willing?.close()
  await strict?.close()
  await site?.close()
})

const see = (page: Page) => page.evaluate(() => window.local.see())

async function open(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(site.url)
  await page.waitForFunction(() => Boolean(window.local))
  return page as Page
}

async function started(browser: Browser): Promise<Page> {
  const page = await open(browser)
  await page.evaluate(() => window.local.media.start())
  return page
}

test('both come with one start, and go back with stop', async () => {
  const page = await started(willing)
  expect(await see(page)).toMatchObject({
    phase: 'ready',
    audio: { live: true, on: true },
    video: { live: true },
    problems: { audio: null, video: null },
  })
  await page.evaluate(() => window.local.media.stop())
  expect(await see(page)).toMatchObject({ phase: 'idle', audio: null, video: null, open: 0 })
  await page.evaluate(() => window.local.media.start())
  expect(await see(page)).toMatchObject({ phase: 'ready', audio: { live: true }, video: { live: true }, open: 2 })
})

test('off means off: the camera is given back, the microphone sends nothing; a reload stays so', async () => {
  const page = await started(willing)
  await page.evaluate(() => window.local.media.setCamera(false))
  await page.evaluate(() => window.local.media.setMicrophone(false))
  expect(await see(page)).toMatchObject({ video: null, audio: { live: true, on: false }, open: 1 })
  await page.reload()
  await page.evaluate(() => window.local.media.start())
  expect(await see(page)).toMatchObject({ video: null, audio: { on: false }, muted: true, cameraOff: true })
  await page.evaluate(() => window.local.media.setCamera(true))
  await page.evaluate(() => window.local.media.setMicrophone(true))
  expect(await see(page)).toMatchObject({ video: { live: true }, audio: { on: true } })
})

test('pressed quickly, the last press counts and no camera stays open', async () => {
  const page = await started(willing)
  await page.evaluate(async () => {
    const { media } = window.local
    await Promise.all([media.setCamera(false), media.setCamera(true), media.setCamera(false)])
  })
  expect(await see(page)).toMatchObject({ video: null, open: 1 })
})

test('another camera takes over, and is remembered', async () => {
  const page = await started(willing)
  const { cameras, video } = await see(page)
  expect(cameras).toHaveLength(2)
  const other = cameras.find((id) => id !== video?.device)!
  await page.evaluate((id) => window.local.media.chooseCamera(id), other)
  expect(await see(page)).toMatchObject({ video: { live: true, device: other }, open: 2 })
  await page.reload()
  await page.evaluate(() => window.local.media.start())
  expect(await see(page)).toMatchObject({ video: { device: other }, cameraId: other })
})

test('an unplugged microphone is replaced by what is there', async () => {
  const page = await started(willing)
  await page.evaluate(() => window.local.unplug('audio'))
  await expect.poll(() => see(page)).toMatchObject({ audio: { live: true, on: true }, problems: { audio: null } })
})

test('audio only asks for no camera', async () => {
  const page = await open(willing)
  await page.evaluate(() => window.local.media.start(['audio']))
  expect(await see(page)).toMatchObject({ audio: { live: true }, video: null, cameraOff: true, open: 1 })
})

test('what is allowed in the browser’s settings starts by itself', async () => {
  const page = await open(strict)
  await page.context().grantPermissions([], { origin: site.url })
  await page.evaluate(() => window.local.media.start())
  expect(await see(page)).toMatchObject({ audio: null, video: null, problems: { audio: 'denied', video: 'denied' } })
  await page.context().grantPermissions(['camera', 'microphone'], { origin: site.url })
  await expect.poll(() => see(page)).toMatchObject({ audio: { live: true }, video: { live: true } })
  expect(await see(page)).toMatchObject({ problems: { audio: null, video: null } })
})
