import { createHash } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuck } from '../../src/journeys/engine/duckdb.ts'
import { exitCodeOf, RESULT } from '../../src/journeys/journeys.ts'
import { writeFiles } from '../../src/journeys/outputs/files.ts'
import { run } from '../../src/journeys/run.ts'
import { parseMapping } from '../../src/journeys/sources/mapping.ts'
import { TABLES } from '../../src/journeys/tables.ts'
import { trace } from '../../src/journeys/trace.ts'
import { events, filesOf } from './arbitrary.ts'
import { csvOf } from './canonical.ts'
import { made, tablesOf } from './pipeline.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journeys-run-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A few hundred events, the same each time, of one source. */
const list = fc
  .sample(events(400), { seed: 7, numRuns: 3 })
  .flat()
  .map((event) => ({ ...event, source: 'shop' }))
const texts = (seed: number, files: number) =>
  filesOf(list, { seed, twice: 0.3, files }).map((csv) => ({ source: 'shop', csv }))

/** Digests of the tables as files. */
async function bytesOf(format: 'csv' | 'parquet', threads: number): Promise<string[]> {
  const result = await openDuck({ path: join(folder, RESULT), readOnly: true, threads })
  try {
    const paths = await writeFiles({ result, tables: TABLES, folder, format, zone: 'Asia/Kolkata' })
    return paths.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'))
  } finally {
    result.close()
  }
}

test('gives the same bytes whatever the threads, the shards, the files and the order of the rows', async () => {
  const digests: Record<string, string[]>[] = []
  for (const [at, { threads, shards, files }] of [
    { threads: 1, shards: 1, files: 1 },
    { threads: 2, shards: 7, files: 4 },
    { threads: 4, shards: 3, files: 2 },
  ].entries()) {
    await made(texts(at, files), { folder, threads, shards, zone: 'Asia/Kolkata' })
    digests.push({ csv: await bytesOf('csv', threads), parquet: await bytesOf('parquet', threads) })
  }
  expect(digests[1]).toEqual(digests[0])
  expect(digests[2]).toEqual(digests[0])
})

test('adds later files, and files it has had already, as if all had been there from the start', async () => {
  const whole = await made(texts(1, 1))
  const parts = texts(1, 3)
  await made(parts.slice(0, 1), { folder, shards: 3 })
  await made(parts.slice(1), { folder, add: true })
  const { report } = await made(parts.slice(0, 2), { folder, add: true })
  expect(await tablesOf(folder)).toEqual({ ...whole, report: undefined })
  expect(report.tables.purchases).toBe(whole.purchases.length)
})

test('what is added keeps the zone and the window of what is there, as a run over all of it would', async () => {
  const source = (name: string, zone: string, rows: string) => {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, `c,t,a,p\n${rows}`)
    const mapping = parseMapping(
      `source: ${name}\ncolumns: { customer: c, time: t, action: a, product: p }\nactions: { search: [search] }\ntime: { formats: [iso], zone: ${zone} }`,
      'm',
    )
    return { mapping, files: [path] }
  }
  const here = source('here', 'Asia/Kolkata', 'a,2024-01-01T20:00:00Z,search,Tv\n')
  const there = source('there', 'America/New_York', 'b,2024-01-01T22:00:00Z,search,Tv\n')
  const windowMs = 3 * 3_600_000
  await run({ sources: [here, there], folder: join(folder, 'whole'), windowMs })
  await run({ sources: [here], folder: join(folder, 'parts'), windowMs })
  await run({ sources: [there], folder: join(folder, 'parts'), add: true })
  const whole = await tablesOf(join(folder, 'whole'))
  expect(await tablesOf(join(folder, 'parts'))).toEqual(whole)
  expect(whole.searches).toEqual([])
  await run({ sources: [], folder: join(folder, 'parts'), add: true, windowMs: 1000 })
  expect((await tablesOf(join(folder, 'parts'))).searches).toMatchObject([{ searches: ['2024-01-02 01:30: Tv'] }])
})

test('a folder whose name holds the marks of a glob is a folder like any other', async () => {
  const marked = join(folder, 'May [1] *')
  const [events, bad] = [csvOf(list), 'a,never,view,,,,,,,,,,,,,,\n']
  const { report, ...tables } = await made([{ source: 'shop', csv: events + bad }], { folder: marked })
  const { report: whole, ...same } = await made([{ source: 'shop', csv: events + bad }])
  expect([report, tables]).toEqual([whole, same])
  expect(report.tables.rejected).toBe(1)
  const { customer, product } = tables.purchases[0] as { customer: string; product: string }
  expect(await trace(marked, { customer, product })).not.toEqual([])
})

test('takes a share of the customers, whole', async () => {
  const many = list.flatMap((event) =>
    [1, 2, 3, 4, 5, 6].map((n) => ({ ...event, customer: event.customer && `${event.customer}${n}` })),
  )
  const csv = [{ source: 'shop', csv: csvOf(many) }]
  const whole = await made(csv)
  const part = await made(csv, { sample: 0.4 })
  const customers = new Set(part.touches.map(({ customer }) => customer))
  expect(customers.size).toBeGreaterThan(0)
  expect(customers.size).toBeLessThan(new Set(whole.touches.map(({ customer }) => customer)).size)
  expect(part.touches).toEqual(whole.touches.filter(({ customer }) => customers.has(customer)))
})

test('a sample counts the rows of its own customers alone, those left out by the mapping among them', async () => {
  const path = join(folder, 'in.csv')
  const rows = (n: number) => `C${n},2023-01-01,view,Tv\nC${n},2023-01-02,login,\nC${n},2023-01-03,login,\n`
  writeFileSync(path, `c,t,a,p\n${Array.from({ length: 100 }, (_, n) => rows(n)).join('')}`)
  const mapping = parseMapping(
    'source: s\ncolumns: { customer: c, time: t, action: a, product: p }\nactions: { view: [view], ignore: [login] }\ntime: { formats: [iso], zone: UTC }',
    'm',
  )
  const { cleaning } = await run({ sources: [{ mapping, files: [path] }], folder, sample: 0.3 })
  const read = cleaning['rows read']!
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(300)
  expect([cleaning['rows left out by the mapping'], cleaning['exact duplicates']]).toEqual([(read * 2) / 3, 0])
})

const mapping = parseMapping(
  'source: s\ncolumns: { time: timestamp, action: action, product: product }\nactions: { others: ignore }\ntime: { formats: [iso], zone: UTC }',
  'm',
)

test('a file touched while it is looked at again: what was read of it stays', async () => {
  const path = join(folder, 'touched.csv')
  writeFileSync(path, csvOf(list))
  const sources = [{ mapping, files: [path] }]
  await run({ sources, folder })
  let at = 0
  const touching = setInterval(() => utimesSync(path, ++at, at), 1)
  const again = run({ sources, folder, add: true }).finally(() => clearInterval(touching))
  await expect(again).rejects.toMatchObject({ code: 'conflict' })
  await run({ sources, folder, add: true })
})

test('a file that is written to while it is read, a folder that is a file: told, the last result as it was', async () => {
  await made(texts(1, 1), { folder })
  const before = await tablesOf(folder)
  const path = join(folder, 'grows.csv')
  writeFileSync(path, csvOf(list))
  const growing = setInterval(() => appendFileSync(path, '\n'), 1)
  const reading = run({ sources: [{ mapping, files: [path] }], folder }).finally(() => clearInterval(growing))
  await expect(reading).rejects.toMatchObject({
    code: 'conflict',
    message: `${path} was written to while it was read. Run again when it is whole.`,
  })
  await expect(run({ sources: [{ mapping, files: [path] }], folder: path })).rejects.toMatchObject({
    code: 'invalid',
    message: `${path} is a file where a folder is needed: name another folder.`,
  })
  expect(await tablesOf(folder)).toEqual(before)
})

test('a run that fails leaves the last result as it was, and readers of it undisturbed', async () => {
  await made(texts(1, 1), { folder })
  const before = await tablesOf(folder)
  const reader = await openDuck({ path: join(folder, RESULT), readOnly: true })
  const bad = [{ source: 'shop', csv: `${csvOf(list).split('\n')[0]}\n${'a,=never,view,,,,,,,,,,,,,,\n'.repeat(20)}` }]
  await expect(made(bad, { folder, mostRejected: 0.05 })).rejects.toThrow(
    /20 of 20 rows cannot be read.*timestamp: not a time/,
  )
  expect(readFileSync(join(folder, 'rejected.csv'), 'utf8').split('\n')[1]).toMatch(/,'=never$/)
  expect(await tablesOf(folder)).toEqual(before)
  await made(texts(2, 2), { folder })
  const [{ n }] = (await reader.rows<{ n: number }>('select count(*) as n from purchases')) as [{ n: number }]
  expect(n).toBe(before.purchases.length)
  reader.close()
})

test('stops when it is told to, and goes on from what it has read', async () => {
  const stop = new AbortController()
  const stopped = made(texts(3, 3), {
    folder,
    signal: stop.signal,
    onProgress: ({ phase }) => phase === 'read' && stop.abort(),
  })
  await expect(stopped.catch(exitCodeOf)).resolves.toBe(130)
  const staged = readdirSync(join(folder, 'staged'))
  expect(staged.length).toBeGreaterThan(0)
  await made(texts(3, 3), { folder })
  expect(readdirSync(join(folder, 'staged'))).toEqual(expect.arrayContaining(staged))
  expect(await tablesOf(folder)).toEqual({ ...(await made(texts(3, 1))), report: undefined })
})

test('one run at a time has a folder; one that died is not in the way', async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '.running'), String(process.ppid))
  await expect(made(texts(1, 1), { folder })).rejects.toThrow('Another run is at work')
  writeFileSync(join(folder, '.running'), '999999999')
  await made(texts(1, 1), { folder })
  expect(readdirSync(folder)).not.toContain('.running')
})
