import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/program.ts'
import { openResult } from './result.ts'
import { run } from './run.ts'
import { parseMapping } from './sources/mapping.ts'

const folder = temporaryFolder('result')
afterAll(folder.remove)

const mapping = parseMapping(
  'source: s\ncolumns: { customer: c, time: t, action: a, product: p }\nactions: { view: [view] }\ntime: { formats: [epoch_s], zone: UTC }',
  'm',
)

test('of a customer with more rows than are shown the latest are, in order, and that there are more is told', async () => {
  const path = join(folder.path, 'in.csv')
  const rows = Array.from({ length: 2100 }, (_, n) => `busy,${1_700_000_000 + n},view,Thing number ${n}\n`)
  writeFileSync(path, `c,t,a,p\n${rows.join('')}calm,1700000000,view,Thing\ncalm,1800000000,view,Thing\n`)
  await run({ sources: [{ mapping, files: [path] }], folder: folder.path, minConfidence: 2 })
  const result = await openResult(folder.path)
  const [busy, calm] = (await result.page('customers', { sort: 'customer' })).rows
  const { touches, searches, cut } = await result.customer(String(busy!.ref))
  expect([touches.length, searches.length, cut]).toEqual([2000, 2000, true])
  expect([touches[0]!.product, touches.at(-1)!.product]).toEqual(['Thing number 100', 'Thing number 2099'])
  expect(await result.customer(String(calm!.ref))).toMatchObject({ cut: false, touches: [{ viewed: 2 }] })
  result.close()
})
