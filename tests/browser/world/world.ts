import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import type { Running } from '../../../src/app/start.ts'
import { embed } from './embed.ts'
import { makeSample, type Sample } from './sample.ts'

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 800 }

/** A zone in which it is midday at an instant: nights hold some SMS back. */
export function middayAt(at: number): string {
  const ahead = 12 - new Date(at).getUTCHours()
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

/** Midday, whatever the hour of the run. */
export const MIDDAY = middayAt(Date.now())

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>

/** One trial of its own for each test, with people in it. */
export class World {
  readonly running: Running
  readonly #browser: Browser
  readonly #clock: { ahead: number }
  readonly #folder: string
  readonly #sample: Sample
  readonly #contexts: BrowserContext[] = []
  readonly #complaints: string[] = []
  readonly #allowed: RegExp[] = []
  readonly #scripts: (() => void)[] = []

  private constructor(given: {
    browser: Browser
    running: Running
    clock: { ahead: number }
    folder: string
    sample: Sample
  }) {
    this.#browser = given.browser
    this.running = given.running
    this.#clock = given.clock
    this.#folder = given.folder
    this.#sample = given.sample
  }

  /** Starts a trial on a copy of the sample, with settings of its own (whole names of variables). */
  static async open(browser: Browser, sample: Sample, settings: Record<string, string> = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'phygital-world-'))
    await sample.copyTo(folder)
    const clock = { ahead: 0 }
    const config = embed.readConfig({
      PHYGITAL_DATA_DIR: folder,
      PHYGITAL_PORT: '0',
      PHYGITAL_LOG_LEVEL: 'error',
      ...settings,
    })
    const options = { config, now: () => Date.now() + clock.ahead, log: embed.createLog('error') }
    return new World({ browser, running: await embed.start(options), clock, folder, sample })
  }

  get url(): string {
    return this.running.url
  }

  get read() {
    return this.running.app.database.read
  }

  /** The server's clock, ms. */
  now(): number {
    return Date.now() + this.#clock.ahead
  }

  /** Moves the server's clock on; jobs follow within a second. */
  advance(ms: number): void {
    this.#clock.ahead += ms
  }

  /** Errors a test provokes on purpose. */
  allow(complaint: RegExp): void {
    this.#allowed.push(complaint)
  }

  /** Runs in every page opened from now on, before its own scripts. */
  inEachPage(script: () => void): void {
    this.#scripts.push(script)
  }

  /** A page whose console errors, page errors and CSP reports fail the test. */
  async page(options: ContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.url,
      viewport: PHONE,
      timezoneId: MIDDAY,
      ...options,
    })
    this.#contexts.push(context)
    for (const script of this.#scripts) await context.addInitScript(script)
    const page = await context.newPage()
    this.watch(page)
    return page
  }

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.#complaints.push(String(error)))
  }

  /** The newest message to a number or address, once there is one (newer than `after` many). */
  async message(to: string | RegExp, after = 0): Promise<string> {
    const found = () =>
      this.messages().filter((message) => (typeof to === 'string' ? message.to === to : to.test(message.to)))
    await expect.poll(() => found().length, { message: `a message to ${to}` }).toBeGreaterThan(after)
    return found().at(-1)!.text
  }

  messages(): readonly { to: string; text: string; channel: string }[] {
    return this.running.screen.recent()
  }

  password(email: string): string {
    return this.running.trial!.passwords[email]!
  }

  /** A staff member's browser, logged in. */
  async staff(email = 'asha@kaveri.example', options: ContextOptions = {}): Promise<Page> {
    return this.page({ viewport: DESK, storageState: this.#sample.logins.get(email)!, ...options })
  }

  /** A staff member who is live for the products (all of the sample by default) and looks at the queue. */
  async liveStaff(email?: string, products = [1, 2, 3], options: ContextOptions = {}): Promise<Page> {
    const page = await this.staff(email, options)
    const answer = await page.request.post('/api/live', { data: { action: 'GO', products } })
    expect(answer.status(), await answer.text()).toBe(200)
    await page.goto('/crm/live')
    await expect(page.getByRole('heading', { name: 'Join live', level: 1 })).toBeVisible()
    return page
  }

  /** Cuts the lines of all visitors, as a network that goes away does. */
  async cutVisitors(): Promise<void> {
    for (const socket of await this.running.io.local.fetchSockets()) {
      if (socket.data.ctx.actor.kind === 'VISITOR') socket.disconnect(true)
    }
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await inTime('closing a browser', context.close())
    await inTime('stopping the server', this.running.stop())
    await rm(this.#folder, { recursive: true, force: true })
    const serious = this.#complaints.filter((text) => !this.#allowed.some((allowed) => allowed.test(text)))
    expect(serious, 'console errors, page errors and CSP reports').toEqual([])
  }
}

const LONG_MS = 30_000

/** Says which step of a test's end hangs, which its time limit alone does not. */
async function inTime(what: string, step: Promise<void>): Promise<void> {
  const done = new AbortController()
  const late = pause(LONG_MS, undefined, { signal: done.signal }).then(
    () => Promise.reject(new Error(`${what} took longer than ${LONG_MS / 1000} s`)),
    () => undefined,
  )
  await Promise.race([step, late]).finally(() => done.abort())
}

/** `settings` are variables of the server; each test has a world of its own, a copy of one sample. */
export const test = base.extend<{ settings: Record<string, string>; world: World }, { sample: Sample }>({
  sample: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what is needed from the pattern
    async ({}, use) => {
      const sample = await makeSample()
      await use(sample)
      await sample.remove()
    },
    { scope: 'worker' },
  ],
  settings: [{}, { option: true }],
  world: async ({ browser, sample, settings }, use) => {
    const world = await World.open(browser, sample, settings)
    await use(world)
    await world.close()
  },
})

export { expect }
