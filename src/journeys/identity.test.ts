import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuck } from './engine/duckdb.ts'
import { type Identifiers, identifiersOf, proposeLinks, readLinks } from './identity.ts'
import { run } from './run.ts'
import { batchesOf, RESULT } from './sets.ts'
import { parseMapping } from './sources/mapping.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journeys-identity-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mapping = parseMapping(
  `
source: shops
columns: { customer: id, email: mail, phone: phone, device: device, time: at, action: what, product: product, application: where }
actions: { view: [view], purchase: [buy] }
time: { formats: [iso], zone: UTC }
country: IN
`,
  'mapping',
)
const CSV = `id,mail,phone,device,at,what,product,where
K7,Asha@Shop.example,,,2024-01-01T10:00:00Z,view,Kaveri Zorn,Amazon
K2,,098765 43210,,2024-01-01T11:00:00Z,view,Kaveri Zorn,Flipkart
,asha@shop.example,+91 98765 43210,,2024-01-01T12:00:00Z,buy,Kaveri Zorn,Brand site
K9,,,tablet,2024-01-01T13:00:00Z,view,Nila Varq,Amazon
`

/** Runs over the file; answers the rows of purchases. */
async function purchases(links?: Awaited<ReturnType<typeof readLinks>>) {
  const file = join(folder, 'events.csv')
  writeFileSync(file, CSV)
  const out = join(folder, 'out')
  await run({ sources: [{ mapping, files: [file] }], folder: out, minConfidence: 2, ...(links ? { links } : {}) })
  const duck = await openDuck({ path: join(out, RESULT), readOnly: true })
  try {
    return await duck.rows('select customer, applications_checked, application_used from purchases')
  } finally {
    duck.close()
  }
}

test('identifiers of one row, and those that share one, are proposed as one customer', async () => {
  const file = join(folder, 'events.csv')
  writeFileSync(file, CSV)
  const duck = await openDuck()
  const [batch] = await batchesOf(duck, [{ mapping, files: [file] }])
  const rows = await identifiersOf(duck, batch!.files, mapping, batch!.dialect)
  expect(proposeLinks(rows).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    { kind: 'phone', id: '+919876543210', customer: 'K2' },
    { kind: 'customer', id: 'K7', customer: 'K2' },
    { kind: 'email', id: 'asha@shop.example', customer: 'K2' },
    { kind: 'device', id: 'tablet', customer: 'K9' },
  ])
  duck.close()
})

test('what more than three customers share links nobody', () => {
  const rows = ['A', 'B', 'C', 'D'].map(
    (key): Identifiers => [
      ['customer', key],
      ['device', 'kiosk'],
    ],
  )
  expect(proposeLinks(rows)).toEqual([])
  expect(proposeLinks(rows.slice(0, 3))).toHaveLength(3)
})

test('a link table makes one customer of several, and taken away they are several again', async () => {
  const links = join(folder, 'links.csv')
  writeFileSync(links, 'kind,id,customer\ncustomer,K7,K2\nemail,asha@shop.example,K2\n')
  const duck = await openDuck()
  const read = await readLinks(duck, links)
  duck.close()
  expect(await purchases()).toEqual([])
  expect(await purchases(read)).toEqual([
    { customer: 'K2', applications_checked: ['Amazon', 'Flipkart'], application_used: 'Brand site' },
  ])
  expect(await purchases()).toEqual([])
})

test('a link table that says two things of one identifier is refused', async () => {
  const duck = await openDuck()
  const links = join(folder, 'links.csv')
  writeFileSync(links, 'kind,id,customer\nemail,a@b.example,K1\nemail,a@b.example,K2\n')
  await expect(readLinks(duck, links)).rejects.toThrow('email a@b.example is linked to K1 and to K2')
  writeFileSync(links, 'kind,id,customer\nface,x,K1\n')
  await expect(readLinks(duck, links)).rejects.toThrow('kind is one of customer, email, phone, device')
  writeFileSync(links, 'who,is\nx,y\n')
  await expect(readLinks(duck, links)).rejects.toThrow('no link table')
  duck.close()
})
