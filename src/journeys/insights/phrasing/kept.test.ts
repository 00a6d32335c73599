import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDuck } from '../../engine/duckdb.ts'
import { writeSentences } from '../../outputs/sentences.ts'
import { run } from '../../run.ts'
import { RESULT } from '../../sets.ts'
import { parseMapping } from '../../sources/mapping.ts'
import { keepPhrases, sentencesOf } from './kept.ts'

const mapping = parseMapping(
  `
source: shop
columns: { customer: who, time: at, action: what, product: product, application: where, unit_price: price }
constants: { currency: INR }
actions: { view: [view], bag: [bag], purchase: [buy] }
time: { formats: [iso], zone: Asia/Kolkata }
`,
  'mapping',
)
const rows = ['Asha', 'Ravi'].flatMap((who) => [
  `${who},2024-01-01T10:00:00Z,view,Tea,Amazon,90`,
  `${who},2024-01-01T11:00:00Z,buy,Tea,Flipkart,80`,
  `${who},2024-01-02T10:00:00Z,bag,Cup,Amazon,900`,
])
const BAG = 'eft in the bag: Cup, last seen at Amazon for INR 900.'

/** A result, and a model that says "Still" before whatever it is given. */
async function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  const csv = join(folder, 'shop.csv')
  writeFileSync(
    csv,
    ['who,at,what,product,where,price', ...rows, 'Zoe,2024-01-09T10:00:00Z,view,Tea,Amazon,1'].join('\n'),
  )
  const out = join(folder, 'out')
  await run({ sources: [{ mapping, files: [csv] }], folder: out })
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    asked.push(text)
    const { sentence } = JSON.parse(JSON.parse(text).messages[1].content) as { sentence: string }
    const content = JSON.stringify({ sentence: `Still ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}` })
    const answer = {
      choices: [{ message: { role: 'assistant', content } }],
      usage: { prompt_tokens: 9, completion_tokens: 9 },
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const duck = await openDuck({ path: join(out, RESULT), readOnly: true })
  onTestFinished(() => {
    duck.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const setup = { url, model: 'm', priceIn: 1, priceOut: 1, cap: 1, folder: join(folder, 'account'), customers: 1 }
  const said = async (customer: string | null) => (await sentencesOf(duck, out, customer)).map(({ text }) => text)
  return { out, asked, setup, said, duck }
}

test('what a model phrased of the whole and of who bought most is shown everywhere, and changes no table', async () => {
  const { out, asked, setup, said, duck } = await stage()
  const before = readFileSync(join(out, RESULT))
  expect(await said('Asha')).toContain(`L${BAG}`)
  expect(await keepPhrases(out, setup)).toBeGreaterThan(1)
  expect(readFileSync(join(out, RESULT)).equals(before)).toBe(true)
  for (const text of await said(null)) expect(text).toMatch(/^Still /)
  expect(await said('Asha')).toContain(`Still l${BAG}`)
  expect(await sentencesOf(duck, out, 'Asha')).toContainEqual({ rule: 'bag', text: `Still l${BAG}`, made: `L${BAG}` })
  expect(asked.join()).not.toContain('Cup')

  await writeSentences({ result: duck, folder: out, zone: 'Asia/Kolkata' })
  const written = JSON.parse(readFileSync(join(out, 'sentences.json'), 'utf8')) as {
    customer: string
    sentences: object[]
  }[]
  expect(written.map(({ customer }) => customer)).toEqual([null, 'Asha', 'Ravi'])
  for (const { customer, sentences } of written) expect(sentences).toEqual(await sentencesOf(duck, out, customer))

  expect(await keepPhrases(out, undefined)).toBe(0)
  expect(await said('Asha')).toContain(`L${BAG}`)
  expect(readdirSync(out)).not.toContain('phrases.json')
})

test('a model that is away, a cap and a broken file leave what the rules say', async () => {
  const { out, asked, setup, said } = await stage()
  const rules = await said(null)
  expect(await keepPhrases(out, { ...setup, url: 'http://127.0.0.1:1/v1' })).toBe(0)
  expect(await keepPhrases(out, { ...setup, cap: 0 })).toBe(0)
  expect(asked).toEqual([])
  writeFileSync(join(out, 'phrases.json'), '{"half')
  expect(await said(null)).toEqual(rules)
  mkdirSync(setup.folder, { recursive: true })
  writeFileSync(join(setup.folder, '.running'), '1')
  await expect(keepPhrases(out, setup)).rejects.toThrow('Another run is at work')
  expect(await said(null)).toEqual(rules)
})
