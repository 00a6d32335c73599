import { expect, test } from 'vitest'
import { addWatch, anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { openDatabase } from '../../database/database.ts'
import { countFootfall } from './actions.ts'

const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1'

eachDatabase('footfall', (open, place) => {
  async function stage() {
    const database = await open()
    const app = openProcess(database, createClock())
    const product = { id: await addWatch(app), zone: 'Asia/Kolkata' }
    const view = { product, browser: 'one browser', method: 'GET', headers: { 'user-agent': agent } }
    const rows = () => database.read.selectFrom('footfall').selectAll().execute()
    return { app, database, view, rows }
  }

  test('a visitor counts once, also when pages open at once and in two processes', async () => {
    const { app, database, view, rows } = await stage()
    const other = anonymous(openProcess(place.engine === 'mysql' ? await open() : { ...database }, createClock()))
    await Promise.all([anonymous(app), other, anonymous(app), other].map((ctx) => countFootfall(ctx, view)))
    await countFootfall(anonymous(app), view)
    expect(await rows()).toHaveLength(1)
    await countFootfall(anonymous(app), { ...view, browser: 'another' })
    expect(await rows()).toHaveLength(2)
    expect(app.lines, 'a visitor seen before is nothing to log').toEqual([])
  })

  test.each([
    ['a HEAD', { method: 'HEAD' }],
    ['a crawler', { headers: { 'user-agent': 'Googlebot/2.1' } }],
    ['a link preview', { headers: { 'user-agent': 'WhatsApp/2.23.20.0' } }],
    ['no user agent', { headers: {} }],
    ['a prefetch', { headers: { 'user-agent': agent, 'sec-purpose': 'prefetch' } }],
    ['an older prefetch', { headers: { 'user-agent': agent, purpose: 'prefetch' } }],
    ['Firefox fetching ahead', { headers: { 'user-agent': agent, 'x-moz': 'prefetch' } }],
    ['a preview in Safari', { headers: { 'user-agent': agent, 'x-purpose': 'preview' } }],
  ])('%s does not count', async (_, change) => {
    const { app, view, rows } = await stage()
    await countFootfall(anonymous(app), { ...view, ...change })
    expect(await rows()).toEqual([])
  })

  test('a database that does not answer fails nothing; it is logged', async () => {
    const { app, view } = await stage()
    const closed = openDatabase(place.url())
    await closed.write.selectFrom('footfall').selectAll().execute()
    await closed.close()
    await countFootfall({ ...anonymous(app), database: closed }, view)
    expect(app.lines).toMatchObject([{ msg: 'footfall not counted' }])
  })
})
