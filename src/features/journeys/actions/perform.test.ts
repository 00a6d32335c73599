import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClock, openProcess } from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { temporaryFolder } from '../../../../tests/support/program.ts'
import { waitFor } from '../../../../tests/support/wait-for.ts'
import type { Database } from '../../../database/database.ts'
import { asSystem } from '../../../platform/context.ts'
import { resultFolder } from '../reads/files.ts'
import { customerRows, insights, resultAbout, tableRows } from '../reads/tables.ts'
import { firstRows, runById, runs } from '../reads.ts'
import { tableCsv } from './export-table.ts'
import { performRuns } from './perform.ts'
import { askRun, cancelRun } from './runs.ts'
import { traceRow } from './trace-row.ts'

const folder = temporaryFolder('runs')
afterAll(folder.remove)
const never = new AbortController().signal

const mapping = `source: shop
columns: { customer: customer, time: time, action: action, product: product, application: app, unit_price: price }
actions: { view: [view], bag: [bag], purchase: [purchase] }
time: { formats: [iso], zone: UTC }
`
const rows = [
  'customer,time,action,product,app,price',
  'asha@mail.example,2026-01-01T10:00:00Z,view,Pan,Amazon,900',
  'asha@mail.example,2026-01-01T11:00:00Z,purchase,Pan,Flipkart,850',
  '"=cmd|x",2026-01-01T09:00:00Z,bag,Kettle,Amazon,1200',
  'ravi,2026-01-02T09:00:00Z,view,Kettle,Amazon,1300',
  // The latest event: the searches are as of it.
  'late,2026-01-05T09:00:00Z,view,Lamp,Amazon,1',
]

let made = 0
function stage(database: Database, csv: string, more: Record<string, string> = {}) {
  const place = join(folder.path, String(++made))
  mkdirSync(join(place, 'in'), { recursive: true })
  writeFileSync(join(place, 'in', 'shop.csv'), csv)
  const settings = { PHYGITAL_DATA_DIR: join(place, 'data'), PHYGITAL_JOURNEYS_FOLDERS: join(place, 'in'), ...more }
  const app = openProcess(database, createClock(), settings)
  const ctx = asSystem(app)
  const ask = (change: object = {}) =>
    askRun(ctx, {
      key: `the-press-${++made}`,
      sources: [{ files: [{ folder: 0, path: 'shop.csv' }], mapping }],
      ...change,
    })
  const actions = async () => {
    const events = await app.database.read.selectFrom('event').select('action').orderBy('id').execute()
    return events.map(({ action }) => action.replace('journey.', ''))
  }
  return { app, ctx, ask, actions, place }
}
const large = () =>
  [
    rows[0],
    ...Array.from({ length: 300_000 }, (_, n) => `c${n},2026-01-01T10:00:00Z,view,Thing ${n % 50},Amazon,5`),
  ].join('\n')

eachDatabase('runs of journeys', (open) => {
  test('a run makes the tables, which are read, searched, filtered and exported', async () => {
    const { ctx, ask, actions } = stage(await open(), `${rows.join('\n')}\n`)
    expect(await resultAbout(ctx)).toEqual({ result: null })
    await expect(tableRows(ctx, 'purchases', {})).rejects.toMatchObject({ code: 'not_found' })
    const { id } = await ask()
    await performRuns(ctx, never)
    expect(await runById(ctx, id)).toMatchObject({
      state: 'DONE',
      files: ['shop.csv'],
      fault: null,
      report: { rows: 5 },
    })
    expect(await actions()).toEqual(['run_asked', 'run_started', 'run_done'])
    const { result } = await resultAbout(ctx)
    expect(result?.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ...[
        ['purchases', 1],
        ['searches', 2],
        ['searches_by_customer', 2],
      ],
      ...[
        ['touches', 5],
        ['unassigned', 0],
        ['rejected', 0],
      ],
      ...[
        ['customers', 4],
        ['looked_bought', 2],
        ['price_gaps', 0],
        ['time_to_purchase', 2],
        ['bags', 1],
        ['repeats', 0],
        ['segments', 2],
      ],
    ])
    expect(result?.tables[1]?.choices).toMatchObject({ last_application: ['Amazon'] })

    // Who left before the first piece, three times: more than are written at once.
    for (let at = 0; at < 3; at++) {
      const left = await tableCsv(ctx, 'searches', { columns: '' })
      left.destroy()
      await once(left, 'close')
    }
    const searches = await tableRows(ctx, 'searches', { sort: 'product', left_in_bag: 'yes' })
    expect(searches).toMatchObject({ total: 1, rows: [{ cells: { customer: '=cmd|x', left_in_bag: true } }] })
    expect((await tableRows(ctx, 'searches', { search: 'KETT rav' })).total).toBe(1)
    expect((await tableRows(ctx, 'searches', { last_application: 'no' })).total).toBe(0)
    expect((await tableRows(ctx, 'searches', { search: "'; drop table x" })).total).toBe(0)
    expect((await tableRows(ctx, 'searches', { last_seen: '2026-01-02..2026-01-02' })).total).toBe(1)
    expect((await tableRows(ctx, 'searches', { page: '2', size: '1' })).rows).toHaveLength(1)
    expect(await tableRows(ctx, 'searches', { page: '9', search: 'kettle' })).toMatchObject({ total: 2, rows: [] })
    const both = await tableRows(ctx, 'searches', { sort: '-customer' })
    expect(both.rows.map(({ cells }) => cells.customer)).toEqual(['ravi', '=cmd|x'])
    await expect(tableRows(ctx, 'searches', { sort: 'rowid' })).rejects.toMatchObject({ code: 'invalid' })

    const [bought] = (await tableRows(ctx, 'purchases', { applications_checked: 'Amazon' })).rows
    const asha = await customerRows(ctx, bought!.ref!)
    expect(asha).toMatchObject({ customer: 'asha@mail.example', purchases: [{ product: 'Pan' }], searches: [] })
    expect(asha.touches.map(({ application }) => application)).toEqual(['Amazon', 'Flipkart'])
    await expect(customerRows(ctx, 'abc')).rejects.toMatchObject({ code: 'not_found' })

    expect(asha.of).toMatchObject({ segment: 'gone', orders: 1, spent_by_currency: ['? 850.0000'] })
    expect((await customerRows(ctx, searches.rows[0]!.ref!)).said).toEqual([
      'Left in the bag: Kettle, last seen at Amazon for 1,200.',
    ])
    const { insights: told } = await insights(ctx)
    expect(told?.figures.slice(0, 2)).toEqual([
      ['Customers', '4'],
      ['Purchases', '1'],
    ])
    expect(told?.sections.map(({ id }) => id)).toContain('price_gaps')
    expect((await tableRows(ctx, 'customers', { segment: 'gone' })).rows.map(({ ref }) => ref)).toEqual([bought!.ref])

    const asked = { table: 'purchases' as const, row: bought!.id - 1, ref: bought!.ref! }
    const traced = await traceRow(ctx, asked)
    expect(traced.events.map(({ action, file, timeWritten }) => [action, file, timeWritten])).toEqual([
      ['VIEW', 'shop.csv', '2026-01-01T10:00:00Z'],
      ['PURCHASE', 'shop.csv', '2026-01-01T11:00:00Z'],
    ])
    expect(traced.events[1]!.cells).toContainEqual({ name: 'final_price', written: null, cleaned: '850.0000' })
    expect(traced.events[1]!.cells).toContainEqual({ name: 'unit_price', written: '850', cleaned: '850.0000' })
    expect((await actions()).at(-1)).toBe('traced')
    await expect(traceRow(ctx, { ...asked, ref: searches.rows[0]!.ref! })).rejects.toMatchObject({ code: 'not_found' })

    // Whoever leaves before the first byte is in nobody's way later.
    for (let left = 0; left < 3; left++)
      await once((await tableCsv(ctx, 'searches', { columns: '' })).destroy(), 'close')
    let csv = ''
    for await (const piece of await tableCsv(ctx, 'searches', { columns: 'product,customer', ...{ sort: 'customer' } }))
      csv += piece
    expect(csv).toBe("product,customer\nKettle,'=cmd|x\nKettle,ravi\n")

    await ask({ add: true })
    await performRuns(ctx, never)
    expect((await tableRows(ctx, 'purchases', {})).total).toBe(1)
  }, 60_000)

  test('what fails says why without paths, and the next run goes on', async () => {
    const { ctx, ask, place } = stage(await open(), `${rows[0]}\nasha,never,view,Pan,Amazon,1\n`)
    await expect(
      ask({ sources: [{ files: [{ folder: 0, path: 'shop.csv' }], mapping: 'source: x' }] }),
    ).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'sources.0.mapping': expect.any(String) },
    })
    const asking = `${mapping}unanswered: ["zone: in which time zone is that?"]\n`
    await expect(
      ask({ sources: [{ files: [{ folder: 0, path: 'shop.csv' }], mapping: asking }] }),
    ).rejects.toMatchObject({
      fields: { 'sources.0.mapping': expect.stringContaining('open questions. zone: in which') },
    })
    await ask()
    await ask({
      sources: [
        { files: [{ folder: 0, path: 'shop.csv' }], mapping: mapping.replace('product: product', 'product: thing') },
      ],
    })
    await performRuns(ctx, never)
    const [second, first] = (await runs(ctx, { page: 1 })).rows
    expect(first).toMatchObject({ state: 'FAILED', fault: expect.stringMatching(/1 of 1 rows cannot be read/) })
    expect(second).toMatchObject({ state: 'FAILED', fault: expect.stringMatching(/shop\.csv has no column «thing»/) })
    expect(`${first!.fault}${second!.fault}`).not.toContain(place)
    const looked = await firstRows(ctx, { file: { folder: 0, path: 'shop.csv' }, mapping })
    expect(looked.rows).toEqual([['asha', 'never', 'view', 'Pan', 'Amazon', '1']])
  })

  test('where a model is configured the sentences of what was made are phrased; without its answer the run is done all the same', async () => {
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const { sentence } = JSON.parse(JSON.parse(text).messages[1].content) as { sentence: string }
      const content = JSON.stringify({ sentence: `Still ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}` })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    for (const [url, phrased] of [
      [`http://127.0.0.1:${port}/v1`, /"Most often left.*":"Still most often left/],
      ['http://127.0.0.1:1/v1', /^\{\}$/],
    ] as const) {
      const { ctx, ask } = stage(await open(), `${rows.join('\n')}\n`, {
        ...{ PHYGITAL_LLM_URL: url, PHYGITAL_LLM_MODEL: 'm', PHYGITAL_LLM_CUSTOMERS: '0' },
      })
      const { id } = await ask()
      await performRuns(ctx, never)
      expect(await runById(ctx, id)).toMatchObject({ state: 'DONE' })
      expect(readFileSync(join(resultFolder(ctx.config), 'phrases.json'), 'utf8')).toMatch(phrased)
    }
    server.close()
  })

  test('a run that waits or is under way is cancelled; one that was interrupted says so', async () => {
    const { app, ctx, ask, actions } = stage(await open(), large())
    const [running, waiting] = [await ask(), await ask()]
    await cancelRun(ctx, waiting.id)
    const doing = performRuns(ctx, never)
    await waitFor('the run to start', async () => (await runById(ctx, running.id)).state === 'RUNNING')
    const asked = Date.now()
    await cancelRun(ctx, running.id)
    await doing
    expect(Date.now() - asked).toBeLessThan(4000)
    expect((await runs(ctx, { page: 1 })).rows.map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED'])
    await expect(cancelRun(ctx, running.id)).rejects.toMatchObject({ code: 'conflict' })
    await expect(cancelRun(ctx, 999)).rejects.toMatchObject({ code: 'not_found' })

    const left = await ask()
    const set = { state: 'RUNNING' as const, running_key: 'RUNNING' }
    await app.database.write.updateTable('journey_run').set(set).where('id', '=', left.id).execute()
    await performRuns(ctx, never)
    expect(await runById(ctx, left.id)).toMatchObject({
      state: 'FAILED',
      fault: expect.stringMatching(/was interrupted/),
    })
    expect((await actions()).at(-1)).toBe('run_failed')

    const stopped = await ask()
    const stop = new AbortController()
    const ending = performRuns(ctx, stop.signal)
    await waitFor('the run to start', async () => (await runById(ctx, stopped.id)).state === 'RUNNING')
    stop.abort()
    await ending
    expect(await runById(ctx, stopped.id)).toMatchObject({
      state: 'FAILED',
      fault: expect.stringMatching(/was interrupted/),
    })
  }, 60_000)
})
