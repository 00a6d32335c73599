import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseCorrections } from './cleaning/corrections.ts'
import { openDuck } from './engine/duckdb.ts'
import { proposedCsv } from './links.ts'
import { run } from './run.ts'
import type { RunOptions } from './run-options.ts'
import { RESULT } from './sets.ts'
import { parseMapping } from './sources/mapping.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journeys-links-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mapping = parseMapping(
  `
source: shops
columns: { customer: id, email: mail, time: at, action: what, product: product, application: where }
actions: { view: [view], purchase: [buy] }
time: { formats: [iso], zone: Asia/Kolkata }
`,
  'mapping',
)
const HEAD = 'id,mail,at,what,product,where'
const first = `${HEAD}
K2,asha@shop.example,2024-01-01T10:00:00Z,view,Kaveri Zorn,Amazon
`
const second = `${HEAD}
,asha@shop.example,2024-01-01T12:00:00Z,buy,Kaveri Zorn,Brand site
`

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const out = () => join(folder, 'out')
/** Runs; answers the customers and products bought, and the run's zone. */
async function bought(files: string[], options: Partial<RunOptions> = {}) {
  const sources = files.length > 0 ? [{ mapping, files }] : []
  const report = await run({ sources, folder: out(), minConfidence: 2, ...options })
  const duck = await openDuck({ path: join(out(), RESULT), readOnly: true })
  try {
    const rows = await duck.rows<Record<string, string>>('select customer, product, zone, days from purchases, run')
    return { rows: rows.map((row) => Object.values(row).join()), cleaning: report.cleaning }
  } finally {
    duck.close()
  }
}

test('proposed links merge, are counted, and are gone with the next run without', async () => {
  const files = [file('a.csv', first), file('b.csv', second)]
  expect(await proposedCsv([{ mapping, files }])).toBe('kind,id,customer\nemail,asha@shop.example,K2')
  const merged = await bought(files, { links: 'proposed' })
  expect(merged.rows).toEqual(['K2,Kaveri Zorn,Asia/Kolkata,1'])
  expect(merged.cleaning).toMatchObject({ 'identifiers linked to customers': 1 })
  expect((await bought(files)).rows).toEqual([])
})

test('what is added is read with the links of what is there, and with no others', async () => {
  const links = file('links.csv', 'kind,id,customer\nemail,asha@shop.example,K2\n')
  await bought([file('a.csv', first)], { links: { file: links } })
  expect((await bought([file('b.csv', second)], { add: true })).rows).toEqual(['K2,Kaveri Zorn,Asia/Kolkata,1'])
  const others = file('others.csv', 'kind,id,customer\nemail,asha@shop.example,K9\n')
  await expect(bought([file('b.csv', second)], { add: true, links: { file: others } })).rejects.toThrow('other links')
})

test('without files the result is made anew of what was read, in its zone and with other corrections', async () => {
  await expect(bought([], { add: true })).rejects.toThrow('no result to make anew')
  const [a, b] = [file('a.csv', first), file('b.csv', second)]
  await bought([a, b], { links: 'proposed', windowMs: 1000 })
  rmSync(a)
  const corrections = parseCorrections('products:\n  kaveri zorn: Kaveri Zorn 2\n')
  const anew = await bought([], { add: true, corrections })
  expect(anew.rows).toEqual(['K2,Kaveri Zorn 2,Asia/Kolkata,1'])
  expect((await bought([], { add: true })).rows).toEqual(['K2,Kaveri Zorn,Asia/Kolkata,1'])
})
