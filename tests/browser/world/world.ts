import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import type { Running } from '../../../src/app/start.ts'

interface Embedded {
  start(options: object): Promise<Running>
  openApp(options: object): Promise<{ app: Running['app']; trial: Running['trial'] }>
  prepareSample(opened: object): Promise<void>
  readConfig(environment: Record<string, string>): object
  createLog(level: string): object
}

// The built server, in this process: its clock is ours.
const embed = (await import('../../../dist/server/embed.js' as string)) as Embedded

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 800 }

/** One trial of its own for each test, with people in it. */
export class World {
  readonly running: Running
  readonly #browser: Browser
  readonly #clock: { ahead: number }
  readonly #folder: string
  readonly #contexts: BrowserContext[] = []
  readonly #complaints: string[] = []
  readonly #allowed: RegExp[] = []

  private constructor(browser: Browser, running: Running, clock: { ahead: number }, folder: string) {
    this.#browser = browser
    this.running = running
    this.#clock = clock
    this.#folder = folder
  }

  static async open(browser: Browser, settings: Record<string, string> = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'phygital-world-'))
    const clock = { ahead: 0 }
    const now = () => Date.now() + clock.ahead
    const config = embed.readConfig({
      PHYGITAL_DATA_DIR: folder,
      PHYGITAL_PORT: '0',
      PHYGITAL_LOG_LEVEL: 'error',
      ...settings,
    })
    const options = { config, now, log: embed.createLog('error') }
    const opened = await embed.openApp(options)
    await embed.prepareSample(opened)
    await opened.app.database.close()
    return new World(browser, await embed.start(options), clock, folder)
  }

  get url(): string {
    return this.running.url
  }

  /** Moves the server's clock on; jobs follow within a second. */
  advance(ms: number): void {
    this.#clock.ahead += ms
  }

  /** Errors a test provokes on purpose. */
  allow(complaint: RegExp): void {
    this.#allowed.push(complaint)
  }

  /** A page whose console errors, page errors and CSP reports fail the test. */
  async page(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.url, viewport: PHONE, ...options })
    this.#contexts.push(context)
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
      this.running.screen.recent().filter((it) => (typeof to === 'string' ? it.to === to : to.test(it.to)))
    await expect.poll(() => found().length, { message: `a message to ${to}` }).toBeGreaterThan(after)
    return found().at(-1)!.text
  }

  messages(): readonly { to: string; text: string; channel: string }[] {
    return this.running.screen.recent()
  }

  /** A staff member, logged in through the form. */
  async staff(email = 'asha@kaveri.example'): Promise<Page> {
    const page = await this.page({ viewport: DESK })
    await page.goto('/crm')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(this.running.trial!.passwords[email]!)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    return page
  }

  /** A staff member who is live for the products (all of the sample by default) and looks at the queue. */
  async liveStaff(email?: string, products = [1, 2, 3]): Promise<Page> {
    const page = await this.staff(email)
    const answer = await page.request.post('/api/live', { data: { action: 'GO', products } })
    expect(answer.status()).toBe(200)
    await page.goto('/crm/live')
    return page
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close()
    await this.running.stop()
    await rm(this.#folder, { recursive: true, force: true })
    const serious = this.#complaints.filter((text) => !this.#allowed.some((allowed) => allowed.test(text)))
    expect(serious, 'console errors, page errors and CSP reports').toEqual([])
  }
}

export const test = base.extend<{ world: World }>({
  world: async ({ browser }, use) => {
    const world = await World.open(browser)
    await use(world)
    await world.close()
  },
})

export { expect }
