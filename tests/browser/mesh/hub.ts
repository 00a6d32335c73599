import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'vite'
import type { Member } from '../../../src/web/media/engine.ts'

/** A script, bundled and served in an empty page on a port of its own (localhost counts as secure: cameras work). */
export async function servePage(entry: string): Promise<{ url: string; server: Server; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'phygital-page-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      lib: { entry, formats: ['es'], fileName: () => 'page.js' },
    },
  })
  const script = readFileSync(join(folder, 'page.js'))
  rmSync(folder, { recursive: true })
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title>test</title><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    server,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export interface Settings {
  iceServers?: RTCIceServer[]
  relayOnly?: boolean
  freshIce?: RTCIceServer[]
  without?: ('audio' | 'video')[]
}

/** A room's server in little: who is there, and messages from one to another, which get lost while a line is cut. */
export class Hub {
  readonly #pages = new Map<string, Page>()
  readonly #members: Member[] = []
  readonly #cut = new Set<string>()
  readonly #context: BrowserContext
  readonly #url: string

  constructor(context: BrowserContext, url: string) {
    this.#context = context
    this.#url = url
  }

  async enter(id: string, settings: Settings = {}): Promise<Page> {
    const page = await this.#context.newPage()
    page.on('pageerror', (error) => console.error(`${id}:`, error))
    await page.exposeFunction('hubSend', (to: string, data: string) => this.#pass(id, to, data))
    this.#pages.set(id, page)
    await this.#arrive(id, settings)
    this.#members.push({ id, name: `Name of ${id}`, role: id.startsWith('v') ? 'visitor' : 'expert' })
    await this.#tellAll()
    return page
  }

  /** As F5 does: the same person, a new page; the room never saw them go. */
  async reload(id: string, settings: Settings = {}): Promise<void> {
    await this.#pages.get(id)!.reload()
    await this.#arrive(id, settings)
    await this.#pages.get(id)!.evaluate((members) => window.mesh.members(members), this.#members)
  }

  async remove(id: string): Promise<void> {
    this.#members.splice(
      this.#members.findIndex((member) => member.id === id),
      1,
    )
    await this.#tellAll()
  }

  /** The line between this one and the server is gone: messages both ways are lost. */
  cut(id: string): void {
    this.#cut.add(id)
  }

  /** The line is back, and nobody is told. */
  heal(id: string): void {
    this.#cut.delete(id)
  }

  async mend(id: string): Promise<void> {
    this.#cut.delete(id)
    await this.#pages.get(id)!.evaluate(() => window.mesh.up())
  }

  async #arrive(id: string, settings: Settings): Promise<void> {
    const page = this.#pages.get(id)!
    if (page.url() !== this.#url) await page.goto(this.#url)
    await page.waitForFunction(() => Boolean(window.mesh))
    await page.evaluate((start) => window.mesh.start(start), { self: id, ...settings })
  }

  async #tellAll(): Promise<void> {
    for (const { id } of this.#members)
      await this.#pages.get(id)!.evaluate((members) => window.mesh.members(members), this.#members)
  }

  async #pass(from: string, to: string, data: string): Promise<void> {
    if (this.#cut.has(from) || this.#cut.has(to)) return
    await this.#pages
      .get(to)
      ?.evaluate(([sender, message]) => window.mesh?.deliver(sender!, message!), [from, data])
      // A page in the middle of its reload hears nothing, as on a real line.
      .catch(() => undefined)
  }
}
