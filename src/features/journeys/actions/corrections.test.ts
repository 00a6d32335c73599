import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClock, openProcess } from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { temporaryFolder } from '../../../../tests/support/program.ts'
import type { Database } from '../../../database/database.ts'
import { asSystem } from '../../../platform/context.ts'
import { corrections, merged } from '../reads/corrections.ts'
import { tableRows } from '../reads/tables.ts'
import { askedOfRun, runs } from '../reads.ts'
import { sayCorrections, takeBackCorrections } from './corrections.ts'
import { performRuns } from './perform.ts'
import { askRun } from './runs.ts'

const folder = temporaryFolder('corrections')
afterAll(folder.remove)

const mapping = `source: shop
columns: { customer: customer, email: mail, time: time, action: action, product: product }
actions: { view: [view] }
time: { formats: [iso], zone: UTC }
`
const rows = [
  'customer,mail,time,action,product',
  'asha,a@b.example,2026-01-01T10:00:00Z,view,Steel Water Bottle Red',
  'asha,a@b.example,2026-01-01T10:01:00Z,view,steel water bottle blue',
  ',a@b.example,2026-01-01T10:02:00Z,view,Zed Lamp',
  'late,,2026-01-05T09:00:00Z,view,Lamp,',
]

let made = 0
function stage(database: Database) {
  const place = join(folder.path, String(++made))
  mkdirSync(join(place, 'in'), { recursive: true })
  writeFileSync(join(place, 'in', 'shop.csv'), rows.slice(0, 4).join('\n').concat('\n', rows[4]!.slice(0, -1), '\n'))
  writeFileSync(join(place, 'in', 'links.csv'), 'kind,id,customer\nemail,a@b.example,asha\n')
  writeFileSync(join(place, 'in', 'bad.csv'), 'who\nx\n')
  const settings = { PHYGITAL_DATA_DIR: join(place, 'data'), PHYGITAL_JOURNEYS_FOLDERS: join(place, 'in') }
  const clock = createClock()
  const app = openProcess(database, clock, settings)
  const ctx = asSystem(app)
  const file = (path: string) => ({ folder: 0, path })
  const run = async (change: object = {}) => {
    const sources = [{ files: [file('shop.csv')], mapping }]
    const { id } = await askRun(ctx, { key: `the-press-${++made}`, sources, ...change })
    clock.advance(1000)
    await performRuns(ctx, new AbortController().signal)
    clock.advance(1000)
    return (await runs(ctx, { page: 1 })).rows.find((one) => one.id === id)!
  }
  const searched = async () =>
    (await tableRows(ctx, 'searches', { sort: 'product' })).rows.map(
      ({ cells }) => `${cells.customer}: ${cells.product}`,
    )
  return { app, ctx, clock, run, file, searched }
}
const say = (kind: 'NAME' | 'CATEGORY' | 'COLOUR', name: string, says: string) => ({ kind, name, says })

eachDatabase('corrections of journeys', (open) => {
  test('what was merged is told; a name of its own, a merge, a category and a colour are there after the next run', async () => {
    const { ctx, clock, run, searched } = stage(await open())
    await run()
    expect(await merged(ctx, { search: '', page: 1 })).toMatchObject({
      total: 1,
      rows: [{ product: 'Steel Water Bottle', names: [{ colour: 'Red' }, { colour: 'Blue' }] }],
    })
    expect(await corrections(ctx)).toEqual({ rows: [], waiting: 0 })
    await sayCorrections(ctx, {
      said: [
        say('NAME', 'steel water bottle blue', 'Steel Water Bottle Blue'),
        say('NAME', 'Zed Lamp', 'Lamp'),
        say('CATEGORY', 'Steel Water Bottle', 'Kitchen > Bottles'),
        say('COLOUR', 'Steel Water Bottle Red', 'Crimson'),
      ],
    })
    const waits = await corrections(ctx)
    expect(waits).toMatchObject({ waiting: 4, rows: [{ used: false }, {}, {}, {}] })
    clock.advance(1000)
    expect(await run({ sources: [], add: true })).toMatchObject({ state: 'DONE', files: [] })
    expect(await searched()).toEqual(['asha: Steel Water Bottle', 'asha: Steel Water Bottle Blue'])
    const { rows: shown } = await tableRows(ctx, 'searches', { search: 'bottle', sort: 'product' })
    expect(shown[0]!.cells).toMatchObject({ category: 'Kitchen', sub_category: 'Bottles', colour: 'Crimson' })
    const used = await corrections(ctx)
    expect(used).toMatchObject({ waiting: 0, rows: [{ used: true }, {}, {}, {}] })

    await takeBackCorrections(ctx, [used.rows.find(({ name }) => name.endsWith('blue'))!.id])
    await expect(takeBackCorrections(ctx, [999])).rejects.toMatchObject({ code: 'not_found' })
    expect(await corrections(ctx)).toMatchObject({ waiting: 1, rows: [{}, {}, {}] })
    await run({ sources: [], add: true })
    expect(await searched()).toEqual(['asha: Steel Water Bottle'])

    const names = ['Steel Water Bottle', 'Steel Water Bottle Red', 'steel water bottle blue']
    await sayCorrections(ctx, { said: names.map((name) => say('NAME', name, 'Iron Flask')) })
    await run({ sources: [], add: true })
    expect(await searched()).toEqual(['asha: Iron Flask'])
  })

  test('what is said later wins: a name follows the one it was said to be, and turns round', async () => {
    const { app, ctx } = stage(await open())
    const said = async () => (await corrections(ctx)).rows.map(({ name, says }) => `${name} is ${says}`).sort()
    await sayCorrections(ctx, { said: [say('NAME', 'A', 'B')] })
    await sayCorrections(ctx, { said: [say('NAME', 'B', 'C')] })
    expect(await said()).toEqual(['A is C', 'B is C'])
    await sayCorrections(ctx, { said: [say('NAME', 'D', 'a')] })
    expect(await said()).toEqual(['A is C', 'B is C', 'D is C'])
    await sayCorrections(ctx, { said: [say('NAME', 'C', 'A')] })
    expect(await said()).toEqual(['A is A', 'B is A', 'C is A', 'D is A'])
    await expect(sayCorrections(ctx, { said: [say('NAME', 'x', ' ')] })).rejects.toMatchObject({ code: 'invalid' })
    const events = await app.database.read.selectFrom('event').select('action').execute()
    expect(events.filter(({ action }) => action === 'journey.corrected')).toHaveLength(4)
  })

  test('those taken back are in nobody’s way, however many there are', async () => {
    const { app, ctx } = stage(await open())
    const row = { kind: 'NAME' as const, says: null, changed_by: null, changed_at: 1 }
    for (let from = 0; from < 20_000; from += 1000) {
      const rows = Array.from({ length: 1000 }, (_, n) => ({ ...row, name: `n${from + n}`, name_key: `${from + n}` }))
      await app.database.write.insertInto('journey_correction').values(rows).execute()
    }
    await sayCorrections(ctx, { said: [say('NAME', 'A', 'B')] })
    await app.database.write.updateTable('journey_correction').set({ says: 'B' }).execute()
    await expect(sayCorrections(ctx, { said: [say('NAME', 'C', 'B')] })).rejects.toThrow(/Take back/)
  })

  test('customers are merged by a chosen file or by proposed links, told with the run, and are several again without', async () => {
    const { ctx, run, file, searched } = stage(await open())
    const by = await run({ links: file('links.csv') })
    expect(by).toMatchObject({ state: 'DONE', links: 'links.csv' })
    expect(await searched()).toContain('asha: Zed Lamp')
    await run()
    expect(await searched()).not.toContain('asha: Zed Lamp')
    const proposed = await run({ links: 'PROPOSED' })
    expect(proposed.report?.cleaning).toMatchObject({ 'identifiers linked to customers': 1 })
    expect(await searched()).toContain('asha: Zed Lamp')
    expect(await askedOfRun(ctx, by.id)).toMatchObject({
      links: { name: 'links.csv', ref: file('links.csv') },
      sources: [{ files: [{ name: 'shop.csv' }], mapping }],
    })
    expect(await run({ links: file('bad.csv') })).toMatchObject({
      state: 'FAILED',
      fault: expect.stringMatching(/^bad\.csv is no link table/),
    })
    await expect(run({ sources: [] })).rejects.toMatchObject({ code: 'invalid' })
  }, 60_000)
})
