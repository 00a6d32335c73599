import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { literal, openDuck } from '../../src/journeys/engine/duckdb.ts'
import { RESULT, run } from '../../src/journeys/journeys.ts'
import { TABLES } from '../../src/journeys/tables.ts'
import { mapping } from '../../tools/bench/journeys/mapping.ts'
import { generate } from '../../tools/journeys/generate.ts'
import { type ClickHouse, startClickHouse } from '../support/clickhouse.ts'
import { temporaryFolder } from '../support/program.ts'
import { events, shuffles } from './arbitrary.ts'
import { csvOf, eventsOf } from './canonical.ts'
import { cases } from './cases.ts'
import { oracle } from './oracle.ts'
import { made, textsOf } from './pipeline.ts'

const RUNS = Number(process.env.JOURNEYS_RUNS ?? 5)

let house: ClickHouse
const place = temporaryFolder('journeys-clickhouse')
beforeAll(async () => {
  house = await startClickHouse()
}, 600_000)
afterAll(async () => {
  await house?.stop()
  place.remove()
})

const tables = () =>
  house.session.query('SELECT name FROM system.tables WHERE database = currentDatabase()', 'TSV').trim()

describe('the tables derived in ClickHouse', () => {
  // Cases that ask alike are one run, each case's customers kept to themselves: a run has a price.
  const alike = Object.values(
    Object.groupBy(Object.values(cases).flat(), ({ zone, asOf, window }) => `${zone} ${asOf} ${window}`),
  )
  test.for(alike.map((own) => [own!.length, own!] as const))("are DuckDB's of %i hand-made cases", async ([, own]) => {
    const { zone = 'UTC', asOf, window } = own[0]!
    const options = {
      zone,
      ...(asOf === undefined ? {} : { asOf }),
      ...(window === undefined ? {} : { windowMs: window }),
    }
    const list = own.flatMap((one, at) =>
      eventsOf(one.events).map((event) => ({ ...event, customer: event.customer && `${at} ${event.customer}` })),
    )
    const texts = [{ source: 'shop', csv: csvOf(list) }]
    expect(await made(texts, { ...options, engine: house.url })).toEqual(await made(texts, options))
  })

  test('are those of the oracle, however the rows are shuffled, doubled and split', async () => {
    const zones = fc.constantFrom('Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe')
    await fc.assert(
      fc.asyncProperty(events(), shuffles, fc.constantFrom(1, 2), zones, async (list, shuffle, shards, zone) => {
        const { report: _, ...tables } = await made(textsOf(list, shuffle), { zone, shards, engine: house.url })
        expect(tables).toEqual(oracle(list, { zone }))
      }),
      { numRuns: RUNS },
    )
  }, 600_000)

  test("of 50,000 messy events are DuckDB's, row for row", async () => {
    const file = join(place.path, 'generated.csv')
    await generate({ events: 50_000, seed: 5, out: createWriteStream(file) })
    const of = (engine: string) => ({
      sources: [{ mapping, files: [file] }],
      folder: join(place.path, engine),
      zone: 'America/New_York',
      mostRejected: 1,
    })
    const there = await run({ ...of('there'), shards: 2, engine: house.url })
    const here = await run(of('here'))
    expect(there).toEqual(here)
    const duck = await openDuck()
    for (const name of ['here', 'there'])
      await duck.run(`attach ${literal(join(place.path, name, RESULT))} as ${name} (read_only)`)
    const differ: Record<string, number> = {}
    for (const name of Object.keys(TABLES)) {
      const [{ n }] = (await duck.rows<{ n: number }>(
        `select count(*) as n from ((from here.${name} except all from there.${name}) union all (from there.${name} except all from here.${name}))`,
      )) as [{ n: number }]
      differ[name] = n
    }
    duck.close()
    expect(differ).toEqual(Object.fromEntries(Object.keys(TABLES).map((name) => [name, 0])))
    expect(here.tables.purchases).toBeGreaterThan(1000)
    expect(tables()).toBe('')
  }, 300_000)
})

describe('a run in ClickHouse', () => {
  const list = fc.sample(events(200), { seed: 7, numRuns: 2 }).flat()
  const texts = textsOf(list, { seed: 1, twice: 0, files: 1 })
  const folder = join(place.path, 'run')
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
  })

  test('that is stopped leaves nothing there, and the last result here', async () => {
    await made(texts, { folder })
    const before = readFileSync(join(folder, RESULT))
    const stop = new AbortController()
    const stopping = made(texts, {
      folder,
      engine: house.url,
      shards: 3,
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'derive' && stop.abort(),
    })
    await expect(stopping).rejects.toMatchObject({ code: 'conflict' })
    expect(tables()).toBe('')
    expect(readFileSync(join(folder, RESULT))).toEqual(before)
  })

  test('drops what a killed run in its folder left there, and nothing else', async () => {
    const left = `phygital_run_${'0'.repeat(16)}_`
    const others = `phygital_run_${'1'.repeat(16)}_events`
    for (const name of [`${left}events`, `${left}seen`, others])
      house.session.query(`CREATE TABLE ${name} (c Int8) ENGINE = Log`)
    writeFileSync(join(folder, '.clickhouse'), left)
    await made(texts, { folder, engine: house.url })
    expect(tables()).toBe(others)
    house.session.query(`DROP TABLE ${others}`)
  })

  test('says what to do when it cannot be, before anything is read, and never the password', async () => {
    const old = createServer((_, response) => response.end('["23.3.1.1"]\n')).listen(0, '127.0.0.1')
    await once(old, 'listening')
    const { port } = old.address() as AddressInfo
    const failures = {
      'http://me:right&%25word@here/x': [/no address of an engine/, 'invalid'],
      'clickhouse://me:right&%word@here/x': [/written as %25/, 'invalid'],
      [house.url.replace('%26', '')]: [/User or password is wrong/, 'forbidden'],
      [house.url.replace('target', 'other')]: [/no such database/, 'not_found'],
      [house.url.replace('default', 'reader')]: [/may not create/, 'forbidden'],
      [house.url.replace(/:\d+\//, ':1/')]: [/Nothing answers there/, 'unavailable'],
      [house.url.replace(/:\d+\//, `:${port}/`)]: [/ClickHouse 23.3.1.1; a run needs 24.8/, 'invalid'],
    } as const
    for (const [engine, [message, code]] of Object.entries(failures)) {
      const failed = run({ sources: [{ mapping, files: ['nowhere.csv'] }], folder, engine })
      await expect(failed, engine).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
      await expect(failed).rejects.not.toMatchObject({ message: expect.stringMatching(/right[%&]/) })
    }
    await new Promise((resolve) => old.close(resolve))
  })
})
