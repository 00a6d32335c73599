import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mergedProducts } from './merged.ts'
import { run } from './run.ts'
import { parseMapping } from './sources/mapping.ts'

const mapping = parseMapping(
  `
source: shop
columns: { customer: who, time: at, action: what, product: product, category: category }
actions: { view: [view] }
time: { formats: [iso], zone: UTC }
`,
  'mapping',
)

test('tells the names of each product with their confidence, the least sure first, and finds the others by a search', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'merged-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const csv = join(folder, 'shop.csv')
  const names = [
    'Steel Water Bottle Red',
    'steel water bottle blue',
    'Water Bottle Steel',
    'Copper Kettle',
    'Zed Lamp',
    'zed  lamp',
  ]
  writeFileSync(
    csv,
    ['who,at,what,product,category', ...names.map((name) => `a,2024-01-01T10:00:00Z,view,${name},Kitchen`)].join('\n'),
  )
  await expect(mergedProducts(folder, { search: '', limit: 9, offset: 0 })).rejects.toMatchObject({ code: 'not_found' })
  await run({ sources: [{ mapping, files: [csv] }], folder })
  const { rows, total } = await mergedProducts(folder, { search: '', limit: 9, offset: 0 })
  expect([total, rows.map(({ product }) => product)]).toEqual([2, ['Steel Water Bottle', 'Zed Lamp']])
  expect(rows[0]).toMatchObject({ category: expect.stringContaining('Kitchen'), confidence: 0.93, more: 0 })
  expect(rows[0]!.names).toEqual([
    { written: 'Water Bottle Steel', colour: null, confidence: 0.93 },
    { written: 'Steel Water Bottle Red', colour: 'Red', confidence: expect.any(Number) },
    { written: 'steel water bottle blue', colour: 'Blue', confidence: expect.any(Number) },
  ])
  expect((await mergedProducts(folder, { search: '', limit: 1, offset: 1 })).rows[0]!.product).toBe('Zed Lamp')
  const found = await mergedProducts(folder, { search: 'KETTLE copper', limit: 9, offset: 0 })
  expect(found.rows).toMatchObject([{ product: 'Copper Kettle', names: [{ written: 'Copper Kettle' }] }])
  expect(found.total).toBe(1)
})
