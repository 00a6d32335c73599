import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { oracleRun } from '../../../../tests/journeys/oracle-run.ts'
import { launchChromium } from '../../../../tests/support/chromium.ts'
import { addInsights } from '../../insights/add-insights.ts'
import { writeReport } from './write-report.ts'

const COLUMNS = 'day,customer,action,application,product,category,quantity,unit_price,final_price,currency,order_id'
const EVIL = `<script>alert(1)</script> & 'x'`
const LONG = 'Samsung-Galaxy-S24-Ultra-256-GB-Titanium-Black'.repeat(4)

/** 20 products looked at in one place and bought in another, twice by each of three customers; 18 more left in bags. */
function full(): string {
  const rows: string[] = []
  for (let n = 0; n < 20; n++) {
    const product = [`चाय मसाला ${n}`, `${EVIL} ${n}`, `${LONG} ${n}`, `Cup ${n}`][n % 4]
    for (const [at, customer] of ['Asha', 'Ravi', 'मीना'].entries()) {
      const [first, then] = [`App ${n % 13}`, ['Flipkart', 'Amazon', EVIL][at]]
      rows.push(`${1 + at} 10:${10 + n},${customer},view,${first},${product},C ${n % 3},,${100 + n},,INR,`)
      rows.push(
        `${2 + at} 11:${10 + n},${customer},purchase,${then},${product},C ${n % 3},1,90.50,90.50,INR,o${n}${at}`,
      )
      rows.push(
        `${9 + at} 11:${10 + n},${customer},purchase,${then},${product},C ${n % 3},1,90.50,90.50,INR,p${n}${at}`,
      )
      if (n < 18) rows.push(`12 10:${10 + n},${customer},bag,Amazon,${product} L,C 1,2,10,,INR,`)
    }
  }
  return `${rows.join('\n')}\n13 10:00,Asha,view,Amazon,Lamp,,,1,,INR,`
}

async function report(rows: string | undefined, more?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  const duck = await oracleRun(COLUMNS, rows ?? '1 10:00,A,view,A,B,,,,,,')
  onTestFinished(() => {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  })
  if (rows === undefined)
    for (const table of ['purchases', 'searches', 'touches']) await duck.run(`delete from ${table}`)
  if (more) await duck.run(more)
  await addInsights(duck)
  const path = await writeReport({ result: duck, folder, zone: 'Asia/Kolkata' })
  expect(readdirSync(folder)).toEqual(['report.html'])
  return { path, html: readFileSync(path, 'utf8') }
}

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

/** What is wrong with the page, in every size and scheme: axe, width, requests, the console. */
async function faults(path: string): Promise<string[]> {
  const found: string[] = []
  for (const [width, colorScheme] of [
    [360, 'light'],
    [360, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    const where = `${width} ${colorScheme}: `
    page.on('request', (request) => request.url().startsWith('file:') || found.push(`${where}${request.url()}`))
    page.on('console', (message) => found.push(`${where}${message.text()}`))
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => found.push(`${where}dialog`)))
    await page.goto(pathToFileURL(path).href)
    const { violations } = await new AxeBuilder({ page }).analyze()
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${where}${id} ${node.html.slice(0, 120)} ${node.failureSummary}`),
      ),
    )
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) found.push(`${where}${wide} pixels wide`)
    await context.close()
  }
  return found
}

test('a full report stands alone, in every size and scheme, and runs nothing of its rows', async () => {
  const { path, html } = await report(full(), "create table report as select 'rows read' as step, 1203 as count")
  expect(await faults(path)).toEqual([])
  expect(html).not.toMatch(/<script|https?:|undefined|NaN|\[object/)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html.match(/<style>[^<]*/)![0]).not.toContain('&')
  expect(Buffer.byteLength(html)).toBeLessThan(1_000_000)
  for (const words of ['चाय मसाला', 'and 5 more', 'and 3 more', '1,203', '(all others)', '10,860', 'March 13, 2024'])
    expect(html).toContain(words)
}, 60_000)

test('a report of nothing says what would fill it', async () => {
  const { path, html } = await report(undefined)
  expect(await faults(path)).toEqual([])
  for (const words of ['The run has no events.', 'Nothing lies in a bag.', 'There are no customers.'])
    expect(html).toContain(words)
  expect(html).not.toContain('Cleaning')
}, 60_000)
