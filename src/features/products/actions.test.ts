import { expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { asSystem } from '../../platform/context.ts'
import { addProduct, changeSlug } from './actions.ts'
import { findProduct, productById } from './reads.ts'

const watch = { name: 'Aurum Watch', zone: 'Asia/Kolkata' }

eachDatabase('products', (open) => {
  async function stage() {
    const app = openProcess(await open(), createClock())
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
})
