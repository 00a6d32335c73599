import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { openWeb } from '../../../tests/contract/otp-web.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { temporaryFolder } from '../../../tests/support/program.ts'
import { waitFor } from '../../../tests/support/wait-for.ts'
import { asSystem, transact } from '../../platform/context.ts'
import { storageOf } from '../../platform/storage/storage.ts'
import { changeSettings, setLogo, setSetting } from './actions.ts'
import { frameOf, readBrand, readHolidays, readSettings } from './reads.ts'

const folder = temporaryFolder('brand')
afterAll(folder.remove)

const aurum = { name: 'Aurum', colour: '#a0522d', zone: 'Europe/London', country: 'GB', countries: ['GB', 'IN'] }

eachDatabase('settings of the brand', (open, place) => {
  async function stage() {
    const database = await open()
    const app = openProcess(database, createClock(), { PHYGITAL_DATA_DIR: folder.path })
    return { database, app, ctx: anonymous(app), system: asSystem(app) }
  }

  test('what is missing has its usual value', async () => {
    const { ctx } = await stage()
    expect(await readBrand(ctx)).toMatchObject({
      name: 'Phygital',
      zone: 'Asia/Kolkata',
      country: 'IN',
      countries: ['IN'],
      supportPhone: null,
      quiet: { from: '21:00', to: '08:00' },
      documents: { terms: { version: '1', since: null, body: '' } },
    })
  })

  test('a change is seen at once here, and within a second in another process', async () => {
    const { app, database, ctx, system } = await stage()
    const other = anonymous(openProcess(place.engine === 'mysql' ? await open() : { ...database }, createClock()))
    expect((await readBrand(ctx)).name).toBe('Phygital')
    expect((await readBrand(other)).name).toBe('Phygital')
    await setSetting(system, 'brand', aurum)
    expect(await readBrand(ctx)).toMatchObject(aurum)
    await waitFor('the other process', async () => (await readBrand(other)).name === 'Aurum', 2000)
    await setSetting(system, 'quiet', { from: '22:00', to: '07:00' })
    expect((await readBrand(ctx)).quiet).toEqual({ from: '22:00', to: '07:00' })
    const events = await app.database.read.selectFrom('event').select(['action', 'data']).execute()
    expect(events.map(({ action, data }) => [action, JSON.parse(data)])).toEqual([
      ['setting.changed', { key: 'brand' }],
      ['setting.changed', { key: 'quiet' }],
    ])
  })

  test('what a transaction wrote and took back is not kept', async () => {
    const { ctx, system } = await stage()
    const undone = transact(system, async () => {
      await setSetting(system, 'brand', aurum)
      expect((await readBrand(system)).name).toBe('Aurum')
      throw new Error('taken back')
    })
    await expect(undone).rejects.toThrow('taken back')
    expect((await readBrand(ctx)).name).toBe('Phygital')
  })

  test('the same moment’s changes of one setting all end well', async () => {
    const { ctx, system } = await stage()
    await Promise.all(['A', 'B', 'C', 'D'].map((name) => setSetting(system, 'brand', { ...aurum, name })))
    expect(['A', 'B', 'C', 'D']).toContain((await readBrand(ctx)).name)
  })

  test('only admins and the system may; what makes no sense is refused by field', async () => {
    const { ctx, system } = await stage()
    const agent = { ...ctx, actor: { kind: 'USER' as const, id: 1, role: 'AGENT' as const, name: 'V' } }
    for (const asker of [ctx, agent]) {
      await expect(setSetting(asker, 'brand', aurum)).rejects.toMatchObject({ code: 'forbidden' })
    }
    await setSetting({ ...ctx, actor: { ...agent.actor, role: 'ADMIN' } }, 'brand', aurum)
    for (const [field, value] of [
      ['colour', 'red'],
      ['zone', 'Mars/Base'],
      ['zone', '+05:30'],
      ['logoUrl', 'https://elsewhere.example/logo.svg'],
      ['logoUrl', '//elsewhere.example/logo.svg'],
      ['countries', ['IN']],
    ] as const) {
      const refused = setSetting(system, 'brand', { ...aurum, [field]: value })
      await expect(refused, `${field} ${value}`).rejects.toMatchObject({ code: 'invalid' })
    }
    expect(await readBrand(ctx)).toMatchObject(aurum)
  })

  test('holidays come back in order; a day that is none, or named twice, is refused', async () => {
    const { ctx, system } = await stage()
    expect(await readHolidays(ctx)).toEqual([])
    const [diwali, republic] = [
      { day: '2026-11-08', name: 'Diwali' },
      { day: '2026-01-26', name: 'Republic Day' },
    ]
    await setSetting(system, 'holidays', [diwali, republic])
    expect(await readHolidays(ctx)).toEqual([republic, diwali])
    for (const wrong of [
      [{ ...diwali, day: '2026-02-30' }],
      [diwali, { ...diwali, name: 'Again' }],
      [{ day: diwali.day }],
    ]) {
      await expect(setSetting(system, 'holidays', wrong)).rejects.toMatchObject({ code: 'invalid' })
    }
    expect(await readHolidays(ctx)).toEqual([republic, diwali])
  })

  test('only what is given changes, and what became another is told', async () => {
    const { app, ctx, system } = await stage()
    await setSetting(system, 'brand', aurum)
    const saved = await changeSettings(system, {
      ...{
        brand: { name: 'Aurum Gold', zone: aurum.zone, supportPhone: '+44 20 7946 0000' },
        quiet: { from: '22:00' },
      },
      ...{ sms: { sender: 'AURUM' }, documents: { terms: { body: 'Be kind.' } } },
    })
    expect(saved.changed).toEqual(['brand.name', 'brand.supportPhone', 'documents.terms', 'quiet.from', 'sms.sender'])
    expect(await readSettings(system)).toEqual(saved.settings)
    expect(await readBrand(ctx)).toMatchObject({
      ...{ name: 'Aurum Gold', colour: aurum.colour, supportPhone: '+44 20 7946 0000' },
      ...{ quiet: { from: '22:00', to: '08:00' }, documents: { terms: { body: 'Be kind.', since: app.now() } } },
    })
    expect((await changeSettings(system, { brand: { name: 'Aurum Gold' } })).changed).toEqual([])
    const events = await app.database.read.selectFrom('event').select('data').orderBy('id').execute()
    expect(JSON.parse(events[1]!.data)).toEqual({ key: 'brand', fields: ['name', 'supportPhone'] })
    expect(events).toHaveLength(5)
  })

  test('two admins at once: neither loses what the other did', async () => {
    const { system } = await stage()
    await setSetting(system, 'brand', aurum)
    await Promise.all([
      changeSettings(system, { brand: { name: 'Mine' } }),
      changeSettings(system, { brand: { colour: '#112233' } }),
      changeSettings(system, { brand: { supportPhone: '12345' } }),
    ])
    expect((await readSettings(system)).brand).toMatchObject({ name: 'Mine', colour: '#112233', supportPhone: '12345' })
  })

  test('a changed text needs a version of its own; nonsense is refused by field and nothing is changed', async () => {
    const { ctx, system } = await stage()
    await changeSettings(system, { documents: { terms: { body: 'One.' } } })
    const before = await readSettings(system)
    for (const [change, field] of [
      [{ documents: { terms: { body: 'Two.' } } }, 'documents.terms.version'],
      [{ brand: { name: 'X' }, quiet: { from: '25:00' } }, 'quiet.from'],
      [{ brand: { name: 'X', colour: 'red' } }, 'brand.colour'],
      [{ brand: { name: 'X', country: 'GB' } }, 'brand.country'],
      [{ brand: { countries: [] } }, 'brand.countries'],
      [{ brand: { logoUrl: '/other.png' } }, 'brand.logoUrl'],
      [{ holidays: [{ day: '2026-02-30', name: 'No' }] }, 'holidays.0.day'],
    ] as const) {
      const refused = changeSettings(system, change as never)
      await expect(refused, field).rejects.toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } })
    }
    expect(await readSettings(system)).toEqual(before)
    await changeSettings(system, { documents: { terms: { body: 'Two.', version: '2' } } })
    const agent = { ...ctx, actor: { kind: 'USER' as const, id: 1, role: 'AGENT' as const, name: 'V' } }
    await expect(changeSettings(agent, { brand: { name: 'X' } })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(readSettings(agent)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setLogo(agent, Buffer.from('x'))).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('a logo is kept, served for good and gone when taken away; what is no picture changes nothing', async () => {
    const { app, system } = await stage()
    const svg = setLogo(system, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
    await expect(svg).rejects.toMatchObject({ code: 'invalid', fields: { picture: expect.stringContaining('JPEG') } })
    const file = await sharp({ create: { width: 900, height: 90, channels: 4, background: '#0000' } })
      .png()
      .toBuffer()
    const { settings, changed } = await setLogo(system, file)
    expect(changed).toEqual(['brand.logoUrl'])
    const web = await openWeb(app)
    const answer = await web.browser().get(settings.brand.logoUrl!)
    expect(answer.headers).toMatchObject({
      ...{ 'content-type': 'image/webp', 'cache-control': 'public, max-age=31536000, immutable' },
      ...{ 'x-content-type-options': 'nosniff' },
    })
    expect(answer.headers['set-cookie']).toBe(undefined)
    const kept = await storageOf(app.config).get(settings.brand.logoUrl!.replace('/media/', ''))
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'webp', width: 640, hasAlpha: true })
    await changeSettings(system, { brand: { logoUrl: null } })
    expect((await readSettings(system)).brand.logoUrl).toBe(null)
    await web.close()
  })

  test('a setting that cannot be read does not take the pages down', async () => {
    const { ctx, database } = await stage()
    await database.write.insertInto('setting').values({ key: 'brand', value: '{"name":' }).execute()
    await database.write.insertInto('setting').values({ key: 'documents', value: '{"terms":7}' }).execute()
    expect(await readBrand(ctx)).toMatchObject({ name: 'Phygital', documents: { terms: { version: '1' } } })
  })

  test('a page is told the brand, the product and the zone nearest to the visitor', async () => {
    const { app, ctx, system } = await stage()
    await setSetting(system, 'brand', { ...aurum, supportPhone: '+44 20 7946 0000' })
    const product = { name: 'Watch', banner: '/w.jpg', zone: 'Asia/Kolkata' }
    expect(await frameOf(ctx, { product, zone: 'Asia/Dubai' })).toEqual({
      brand: { name: 'Aurum', logoUrl: null, supportPhone: '+44 20 7946 0000', supportEmail: null },
      product: { name: 'Watch', bannerUrl: '/w.jpg' },
      lang: 'en-GB',
      zone: 'Asia/Dubai',
      now: app.now(),
      trial: true,
    })
    expect((await frameOf(ctx, { product, zone: '' })).zone).toBe('Asia/Kolkata')
    expect(await frameOf(ctx)).toMatchObject({ product: null, zone: 'Europe/London' })
    expect((await frameOf(ctx, { product: { name: 'Ring', bannerUrl: null } })).product).toEqual({
      name: 'Ring',
      bannerUrl: null,
    })
  })

  test('terms and privacy are shown to anyone as the brand wrote them, as text', async () => {
    const { app, system } = await stage()
    const since = Date.UTC(2026, 0, 1)
    const terms = { version: '2.1', since, body: '# Use\n\nBe <kind>.' }
    await setSetting(system, 'documents', { terms })
    const web = await openWeb(app)
    const shown = await web.browser().get('/terms')
    expect(shown.status).toBe(200)
    for (const text of ['<h2>Use</h2>', 'Be &lt;kind&gt;.', 'Version 2.1']) expect(shown.html).toContain(text)
    expect(shown.headers['set-cookie'], 'no cookie for a reader').toBe(undefined)
    expect((await web.browser().get('/privacy')).html).toContain('has not been written yet')
    await web.close()
  })
})
