import { gzipSync } from 'node:zlib'
import type { Browser, Response } from 'playwright-core'

export interface Weight {
  /** The document as sent, uncompressed, bytes. */
  html: number
  /** All scripts fetched until no more come, each gzipped, bytes. */
  script: number
}

const LEVEL = 9
const QUIET_MS = 1500

/** Opens a page in a fresh profile and weighs what it fetched. Throws when it is not a 200 or runs into an error. */
export async function weigh(browser: Browser, url: string, cookie: string): Promise<Weight> {
  const context = await browser.newContext({ extraHTTPHeaders: { cookie, 'x-forwarded-for': '198.18.200.1' } })
  try {
    const page = await context.newPage()
    const scripts: Promise<Buffer>[] = []
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('response', (response: Response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body())
    })
    const response = await page.goto(url, { waitUntil: 'load' })
    if (response?.status() !== 200) throw new Error(`${url} answered ${response?.status()}`)
    const html = (await response.body()).length
    // Not Playwright's network idle: a page with a socket never is.
    for (let seen = -1; seen < scripts.length; ) {
      seen = scripts.length
      await page.waitForTimeout(QUIET_MS)
    }
    const bodies = await Promise.all(scripts)
    if (faults.length) throw new Error(`${url}: ${faults.join('; ')}`)
    return { html, script: bodies.reduce((sum, body) => sum + gzipSync(body, { level: LEVEL }).length, 0) }
  } finally {
    await context.close()
  }
}
