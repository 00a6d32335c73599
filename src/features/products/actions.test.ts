import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { temporaryFolder } from '../../../tests/support/program.ts'
import { Visits } from '../../../tests/support/visits.ts'
import { asSystem } from '../../platform/context.ts'
import { storageOf } from '../../platform/storage/storage.ts'
import { addProduct, changeProduct, changeSlug, setBanner } from './actions.ts'
import { findProduct, listProducts, productById, productDetails, productLink } from './reads.ts'

const folder = temporaryFolder('banners')
afterAll(folder.remove)

const origin = 'https://meet.example'
const watch = { name: 'Aurum Watch', zone: 'Asia/Kolkata' }

eachDatabase('products', (open) => {
  async function stage() {
    const app = openProcess(await open(), createClock(), { PHYGITAL_DATA_DIR: folder.path })
    return { ctx: anonymous(app), system: asSystem(app), app }
  }
  const slugAt = async (ctx: Parameters<typeof findProduct>[0], slug: string) => {
    const found = await findProduct(ctx, slug)
    return found && ('product' in found ? found.product.name : { movedTo: found.movedTo })
  }

  test('a product is found by the slug made of its name, and by its id', async () => {
    const { ctx, system, app } = await stage()
    const liveTimings = { week: { mon: [['09:00', '18:00']] }, exceptions: { '2026-12-25': [] } }
    const details = { banner: '/b.jpg', description: 'A watch', buyLink: 'https://shop.example/w' }
    const booking = { noticeMin: 30, bufferMin: 5, horizonDays: 90 }
    const { id, slug } = await addProduct(system, { ...watch, ...details, ...booking, liveTimings } as never)
    const product = { id, slug, status: 'ACTIVE', ...watch, ...details, ...booking, liveTimings }
    expect(slug).toBe('aurum-watch')
    expect(await findProduct(ctx, 'aurum-watch')).toEqual({ product })
    expect(await productById(ctx, id)).toEqual(product)
    expect(await findProduct(ctx, 'Aurum-Watch')).toBe(undefined)
    expect(await productById(ctx, id + 1)).toBe(undefined)
    const events = await app.database.read.selectFrom('event').select(['action', 'subject_id']).execute()
    expect(events).toEqual([{ action: 'product.added', subject_id: id }])
  })

  test('names and slugs are one product’s; a made slug is numbered', async () => {
    const { system } = await stage()
    await addProduct(system, watch)
    await expect(addProduct(system, watch)).rejects.toMatchObject({
      code: 'conflict',
      fields: { name: expect.any(String) },
    })
    expect((await addProduct(system, { ...watch, name: 'Aurum  watch!' })).slug).toBe('aurum-watch-2')
    const given = addProduct(system, { ...watch, name: 'Third', slug: 'aurum-watch' })
    await expect(given).rejects.toMatchObject({ code: 'conflict', fields: { slug: expect.any(String) } })
    expect((await addProduct(system, { ...watch, name: 'सोना' })).slug).toBe('product')
  })

  test('an old slug leads to the product for good, and no other product gets it', async () => {
    const { ctx, system } = await stage()
    const { id } = await addProduct(system, watch)
    await changeSlug(system, id, 'gold-watch')
    await changeSlug(system, id, 'golden-watch')
    expect(await slugAt(ctx, 'golden-watch')).toBe('Aurum Watch')
    for (const old of ['aurum-watch', 'gold-watch']) expect(await slugAt(ctx, old)).toEqual({ movedTo: 'golden-watch' })
    const other = await addProduct(system, { ...watch, name: 'Gold watch' })
    expect(other.slug).toBe('gold-watch-2')
    await expect(changeSlug(system, other.id, 'aurum-watch')).rejects.toMatchObject({ code: 'conflict' })
    await expect(addProduct(system, { ...watch, name: 'X', slug: 'gold-watch' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await slugAt(ctx, 'gold-watch-2'), 'as it was').toBe('Gold watch')
    await changeSlug(system, id, 'aurum-watch')
    expect(await slugAt(ctx, 'aurum-watch')).toBe('Aurum Watch')
    expect(await slugAt(ctx, 'golden-watch')).toEqual({ movedTo: 'aurum-watch' })
  })

  test('only admins and the system may; what makes no sense is refused', async () => {
    const { ctx, system } = await stage()
    const agent = { ...ctx, actor: { kind: 'USER' as const, id: 1, role: 'AGENT' as const, name: 'V' } }
    await expect(addProduct(ctx, watch)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(addProduct(agent, watch)).rejects.toMatchObject({ code: 'forbidden' })
    const { id } = await addProduct({ ...agent, actor: { ...agent.actor, role: 'ADMIN' } }, watch)
    await expect(changeSlug(agent, id, 'other')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(changeSlug(system, id, 'Not a slug')).rejects.toMatchObject({ code: 'invalid' })
    await expect(changeSlug(system, id + 9, 'other')).rejects.toThrow()
    await expect(addProduct(system, { ...watch, name: 'B', zone: 'Mars/Base' })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(addProduct(system, { ...watch, name: 'B', buyLink: 'javascript:alert(1)' })).rejects.toThrow()
    await expect(addProduct(system, { ...watch, name: 'B', banner: '//elsewhere/b.jpg' })).rejects.toThrow()
  })

  test('only what became another is written and told', async () => {
    const { ctx, system, app } = await stage()
    const { id } = await addProduct(system, watch)
    const liveTimings = { week: { mon: [['09:00', '18:00']] }, exceptions: { '2026-12-25': [] } } as never
    await changeProduct(system, id, { name: watch.name, description: ' Gold ', liveTimings, zone: 'Europe/London' })
    await changeProduct(system, id, { description: 'Gold', liveTimings })
    expect(await productById(ctx, id)).toMatchObject({ description: 'Gold', liveTimings, zone: 'Europe/London' })
    const told = app.database.read.selectFrom('event').select('data').where('action', '=', 'product.changed')
    const fields = (await told.execute()).map(({ data }) => JSON.parse(data).fields)
    expect(fields).toEqual([['description', 'zone', 'liveTimings']])
    await addProduct(system, { ...watch, name: 'Ring' })
    for (const [change, code] of [
      [{ name: 'Ring' }, 'conflict'],
      [{ name: ' ' }, 'invalid'],
      [{ zone: 'Mars/Base' }, 'invalid'],
      [{ zone: '+05:30' }, 'invalid'],
      [{ buyLink: 'javascript:alert(1)' }, 'invalid'],
      [{ noticeMin: -1 }, 'invalid'],
      [{ horizonDays: 400 }, 'invalid'],
      [{ liveTimings: { week: { mon: [['18:00', '09:00']] } } }, 'invalid'],
      [{ slug: 'other' }, 'invalid'],
      [{ banner: '/elsewhere.jpg' }, 'invalid'],
    ] as const) {
      const refused = changeProduct(system, id, change as never)
      await expect(refused, JSON.stringify(change)).rejects.toMatchObject({ code, fields: expect.anything() })
    }
    await expect(changeProduct(system, id + 9, { name: 'X' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeProduct(ctx, id, { name: 'X' })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await productById(ctx, id))?.name).toBe(watch.name)
  })

  test('a product made inactive has nobody live, and who waits is told', async () => {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await changeProduct(visits.system, product, { status: 'INACTIVE' })
    expect((await visits.queue(expert)).rows).toEqual([])
    expect(await visits.knock(visit)).toMatchObject({ state: 'LEFT', reason: 'CLOSED' })
    expect(
      await visits.database.read.selectFrom('live_demo').select('id').where('ended_at', 'is', null).execute(),
    ).toEqual([])
  })

  test('a banner is decoded and made anew; what is no picture changes nothing', async () => {
    const { ctx, system } = await stage()
    const { id } = await addProduct(system, watch)
    const photo = await sharp({ create: { width: 4000, height: 2000, channels: 3, background: '#a03050' } })
      .withExif({ IFD0: { Copyright: 'the-camera-owner' } })
      .jpeg()
      .toBuffer()
    const { banner } = await setBanner(system, id, photo)
    expect((await productById(ctx, id))?.banner).toBe(banner)
    const kept = await storageOf(system.config).get(banner.replace('/media/', ''))
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'webp', width: 1760, height: 880 })
    expect(kept?.includes('the-camera-owner')).toBe(false)
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    )
    for (const file of [
      svg,
      Buffer.from('GIF89a'),
      Buffer.alloc(0),
      Buffer.from('%PDF-1.7'),
      photo.subarray(0, 4000),
    ]) {
      const refused = setBanner(system, id, file)
      await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: { picture: expect.any(String) } })
    }
    await expect(setBanner(ctx, id, photo)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setBanner(system, id + 9, photo)).rejects.toMatchObject({ code: 'not_found' })
    expect((await productById(ctx, id))?.banner).toBe(banner)
    await changeProduct(system, id, { banner: null })
    expect((await productById(ctx, id))?.banner).toBe(null)
  })

  test('admins list products with who serves them, and see all of one with its links', async () => {
    const visits = new Visits(await open())
    const { system } = visits
    const product = await visits.product({ name: 'Zeta', zone: 'UTC', description: 'Last' })
    await visits.product({ name: 'सोने की घड़ी', slug: 'gold' })
    const store = await visits.store('Pune 100%')
    await visits.expert(product)
    await visits.staffer([product])
    const all = await listProducts(system, { search: '', status: '', page: 1, size: 50, sort: 'name' })
    expect(all).toMatchObject({ total: 2, page: 1 })
    expect(all.rows.find(({ id }) => id === product)).toMatchObject({ agents: 2, live: 1, open: true, slug: 'zeta' })
    expect(
      (await listProducts(system, { search: 'घड़ी', status: 'ACTIVE', page: 1, size: 50, sort: 'name' })).rows,
    ).toMatchObject([{ slug: 'gold' }])
    expect(
      (await listProducts(system, { search: 'zeta', status: 'INACTIVE', page: 1, size: 50, sort: 'name' })).total,
    ).toBe(0)
    await changeSlug(system, product, 'last')
    expect(await productDetails(system, product, origin)).toMatchObject({
      oldSlugs: ['zeta'],
      links: [
        { storeId: null, url: 'https://meet.example/demo/last' },
        {
          storeId: store,
          name: 'Pune 100%, Pune',
          url: expect.stringMatching(/\/demo\/last\?source=store&store=\d+$/),
        },
      ],
    })
    expect((await productLink(system, product, { store, kiosk: '1', origin })).url).toMatch(/store=\d+&kiosk=1$/)
    await expect(productLink(system, product, { store: store + 9, origin })).rejects.toMatchObject({
      code: 'not_found',
    })
    const agent = (await visits.staffer([product])).ctx
    for (const asked of [
      listProducts(agent, { search: '', status: '', page: 1, size: 50, sort: 'name' }),
      productDetails(agent, product, origin),
      productLink(agent, product, { origin }),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})
