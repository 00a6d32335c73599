import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { generate } from './generate.ts'

/** What is written for a seed, taken slowly: one chunk at a time. */
async function written(events: number, seed: number) {
  const chunks: Buffer[] = []
  const out = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      chunks.push(Buffer.from(chunk))
      setImmediate(done)
    },
  })
  const generated = await generate({ events, seed, out })
  return { generated, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
}

test('the same rows for the same seed, as many as asked for, whatever the number', async () => {
  const [first, again, other] = await Promise.all([written(20_000, 1), written(20_000, 1), written(20_000, 2)])
  expect(again).toEqual(first)
  expect(other.text).not.toBe(first.text)
  for (const events of [0, 1, 7, 20_000]) {
    const { generated, text } = await written(events, 1)
    expect(generated.rows).toBe(events)
    expect(text.trimEnd().split('\n').length).toBe(events + 1)
    expect(text.endsWith('\n')).toBe(true)
  }
})

test('the mess is as stated', async () => {
  const { generated, text } = await written(200_000, 3)
  const lines = text.trimEnd().split('\n').slice(1)
  const share = (count: number) => count / lines.length
  expect(share(generated.duplicates)).toBeCloseTo(0.01, 2)
  expect(share(generated.late)).toBeCloseTo(0.01, 2)
  expect(share(generated.nobody)).toBeCloseTo(0.01, 2)
  expect(share(generated.unreadable)).toBeCloseTo(0.005, 3)
  expect(share(lines.length - new Set(lines).size)).toBeCloseTo(0.01, 2)

  const of = (pattern: RegExp) => share(lines.filter((line) => pattern.test(line)).length)
  expect(of(/^,/)).toBeCloseTo(0.01, 2)
  expect(of(/^[^,]*,\d{4}-\d\d-\d\dT[\d:]{8}\+05:30,/)).toBeCloseTo(0.8, 1)
  expect(of(/^[^,]*,\d{4}-\d\d-\d\d [\d:]{8},/)).toBeCloseTo(0.12, 1)
  expect(of(/^[^,]*,\d\d\/\d\d\/\d{4} [\d:]{8},/)).toBeCloseTo(0.08, 1)
  expect(of(/,search,[^,]*,,/)).toBeCloseTo(0.1, 1)
  expect(of(/"(Rs\. |₹)?(\d{1,2},)*\d{1,3}(,\d{3})?(\.\d\d)?"/)).toBeGreaterThan(0.1)
  expect(of(/"₹\d/)).toBeGreaterThan(0.005)

  const products = new Set(lines.map((line) => line.split(',')[4]))
  expect(products.size).toBeGreaterThan(20_000)
  expect(products.size).toBeLessThan(80_001)
  const rows = Map.groupBy(lines, (line) => line.split(',')[0]!)
  rows.delete('')
  expect(rows.size).toBeGreaterThan(3_000)
  expect(Math.max(...[...rows.values()].map((own) => own.length))).toBeGreaterThan(1_000)
})
