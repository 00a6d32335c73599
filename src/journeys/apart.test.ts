import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/program.ts'
import { waitFor } from '../../tests/support/wait-for.ts'
import { runApart, streamApart } from './apart.ts'
import { openDuck } from './engine/duckdb.ts'
import type { LookOptions } from './look.ts'
import { RESULT } from './sets.ts'
import { parseMapping } from './sources/mapping.ts'

const folder = temporaryFolder('apart')
afterAll(folder.remove)

const mapping = parseMapping(
  `source: shop
columns: { customer: customer, time: time, action: action, product: product }
actions: { view: [view], purchase: [purchase] }
time: { formats: [iso], zone: UTC }
`,
  'mapping',
)
let made = 0
const put = (name: string, bytes: string | Buffer) => {
  const path = join(folder.path, `${++made}-${name}`)
  writeFileSync(path, bytes)
  return path
}
const place = () => {
  const path = join(folder.path, `result-${++made}`)
  mkdirSync(path)
  return path
}
const small =
  'customer,time,action,product\nAsha,2026-01-01T10:00:00Z,view,Pan\nAsha,2026-01-01T11:00:00Z,purchase,Pan\n'
const large = () => {
  const rows = Array.from({ length: 400_000 }, (_, n) => `c${n % 9999},2026-01-01T10:00:00Z,view,Thing ${n % 500}`)
  return put('large.csv', `customer,time,action,product\n${rows.join('\n')}\n`)
}
const bounds = { memory: 900e6, timeMs: 60_000 }
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const task = (path: string) => ({
  kind: 'run' as const,
  options: { sources: [{ mapping, files: [path] }], folder: place(), memory: 600e6 },
})

test('a run apart answers its report and tells how far it is', async () => {
  const told: string[] = []
  const report = await runApart(task(put('a.csv', small)), { ...bounds, onProgress: ({ phase }) => told.push(phase) })
  expect(report.tables).toMatchObject({ purchases: 1, searches: 0 })
  expect(told).toContain('derive')
})

test('what cannot be read says why, in the words of the run', async () => {
  await expect(runApart(task(put('b.csv', 'PK\u0003\u0004zip')), bounds)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/zip/),
  })
})

test('a run that is stopped has ended within two seconds, killed if it does not listen', async () => {
  const stop = new AbortController()
  let pid = 0
  const onStart = (it: number) => {
    pid = it
    // At once: before it can listen.
    stop.abort()
  }
  const asked = Date.now()
  const running = runApart(task(large()), { ...bounds, signal: stop.signal, onStart })
  await expect(running).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/stopped/) })
  expect(Date.now() - asked).toBeLessThan(2500)
  expect(isAlive(pid)).toBe(false)
})

test('too much memory and too much time end it', async () => {
  const path = large()
  await expect(runApart(task(path), { ...bounds, memory: 60e6 })).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringMatching(/60 MB/),
  })
  await expect(runApart(task(path), { ...bounds, timeMs: 300 })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/longer than/),
  })
})

test('one that dies is told as such', async () => {
  const onStart = (pid: number) => void process.kill(pid, 'SIGSEGV')
  await expect(runApart(task(large()), { ...bounds, onStart })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/SIGSEGV/),
  })
})

test('the first rows of a file, as written, with a mapping to begin with', async () => {
  const look = (path: string, rest: LookOptions = {}) =>
    runApart({ kind: 'look', path, memory: 300e6, ...rest }, bounds)
  const looked = await look(put('look [1].csv', small))
  expect(looked.columns).toEqual(['customer', 'time', 'action', 'product'])
  expect(looked.rows[1]).toEqual(['Asha', '2026-01-01T11:00:00Z', 'purchase', 'Pan'])
  expect(parseMapping(looked.mapping, 'it').columns).toMatchObject({ customer: 'customer', time: 'time' })
  expect(looked.read.columns).toEqual(['customer', 'time', 'action', 'product'])
  expect(looked.read.rows[1]?.[2]).toBe('PURCHASE')
  const asked = looked.questions.find(({ about }) => about === 'application')!
  const path = put('named.csv', small)
  const answered = await look(path, { mapping: looked.mapping, answer: { question: asked, at: 0 } })
  expect(parseMapping(answered.mapping, 'it').constants).toHaveProperty('application')
  const patch = { ...asked, answers: [{ text: 'x', patch: { time: { formats: [] } } }] }
  await expect(look(path, { mapping: looked.mapping, answer: { question: patch, at: 0 } })).rejects.toMatchObject({
    code: 'invalid',
  })
  const by = looked.mapping.replace('- view', '- seen')
  expect((await look(path, { mapping: by })).read.faults).toEqual(['action', null])
  expect((await look(put('a.csv', 'a,b\n1,2\n'))).rows).toEqual([['1', '2']])
  await expect(look(put('bad.parquet', `PAR1${'x'.repeat(500)}PAR1`))).rejects.toMatchObject({ code: 'invalid' })
  await expect(look(put('bomb.csv.gz', gzipSync(Buffer.alloc(300e6))))).rejects.toMatchObject({ code: 'invalid' })
  const wide = Array.from({ length: 100_000 }, (_, n) => `c${n}`).join(',')
  await expect(look(put('wide.csv', `${wide}\n${wide}\n`))).rejects.toMatchObject({ code: expect.any(String) })
}, 60_000)

test('a table is written in the pace of who reads it; who leaves ends it', async () => {
  // More than the pipe between the two holds, so that the child waits for its reader.
  const bought = Array.from({ length: 5000 }, (_, n) => `c${n},2026-01-01T11:00:00Z,purchase,${'Big pan '.repeat(9)}`)
  const ran = task(put('rows.csv', `${small}${bought.join('\n')}\n`))
  await runApart(ran, bounds)
  const csv = {
    ...{ kind: 'csv' as const, folder: ran.options.folder, table: 'purchases' as const, asked: {}, zone: 'UTC' },
    columns: ['customer', 'product', 'events'],
  }
  const all: Buffer[] = []
  for await (const piece of streamApart(csv, bounds)) all.push(piece)
  const lines = Buffer.concat(all).toString().split('\n')
  expect([lines.length, ...lines.slice(0, 2)]).toEqual([5003, 'customer,product,events', 'Asha,Pan,2'])

  let pid = 0
  const onStart = (it: number) => {
    pid = it
  }
  for await (const _ of streamApart(csv, { ...bounds, onStart })) break
  await waitFor('the process to end', async () => !isAlive(pid))
  const read = async () => {
    for await (const _ of streamApart({ ...csv, folder: place() }, bounds));
  }
  await expect(read()).rejects.toMatchObject({ code: 'not_found' })
}, 60_000)

test('two tables larger than the memory are sorted at once, each in a folder of its own', async () => {
  const path = place()
  const duck = await openDuck({ path: join(path, RESULT) })
  await duck.run(
    "create table touches as select md5(i::varchar) || repeat('x', 90) as customer, i as viewed from range(700000) r(i)",
  )
  duck.close()
  mkdirSync(join(path, 'reading', `4194305-1-${hostname()}`), { recursive: true })
  const csv = {
    kind: 'csv' as const,
    folder: path,
    table: 'touches' as const,
    columns: ['customer', 'viewed'],
    zone: 'UTC',
  }
  const lengthOf = async (sort: string) => {
    let length = 0
    for await (const piece of streamApart({ ...csv, asked: { sort } }, bounds)) length += piece.length
    return length
  }
  const [a, b] = await Promise.all(['customer', '-customer'].map(lengthOf))
  expect(a).toBeGreaterThan(80e6)
  expect(b).toBe(a)
  // Nor does what a killed one left there stay.
  expect(readdirSync(join(path, 'reading')).filter((name) => name.startsWith('4194305'))).toEqual([])
}, 60_000)

test('a trace tells the events of one journey and no other', async () => {
  const rows = [
    'Asha,2026-01-02T10:00:00Z,view,Pan',
    'Ashapurna,2026-01-02T11:00:00Z,purchase,Pan',
    'Asha,2026-01-02T11:00:00Z,purchase,Pan',
    'Ravi,2026-01-02T11:00:00Z,view,Pan',
  ]
  const ran = task(put('twice.csv', `${small}${rows.join('\n')}\n`))
  await runApart(ran, bounds)
  const subject = { customer: 'Asha', product: 'Pan', isTerm: false, journey: 2 }
  const traced = { kind: 'trace' as const, folder: ran.options.folder, memory: 300e6 }
  const events = await runApart({ ...traced, subject }, bounds)
  expect(events.map(({ time, action, line }) => [time, action, line])).toEqual([
    ['2026-01-02T10:00:00.000Z', 'VIEW', 4],
    ['2026-01-02T11:00:00.000Z', 'PURCHASE', 6],
  ])
  const none = runApart({ ...traced, subject: { ...subject, journey: 3 } }, bounds)
  await expect(none).rejects.toMatchObject({ code: 'not_found' })
}, 60_000)
