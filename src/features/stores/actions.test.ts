import { expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { asSystem } from '../../platform/context.ts'
import { addStore, changeStore } from './actions.ts'
import { listStores, storeById, storesPage } from './reads.ts'

const pune = { name: 'Aurum Pune', city: 'Pune', zone: 'Asia/Kolkata' }

eachDatabase('stores', (open) => {
  test('stores are listed by city and name while active, and found by id always', async () => {
    const app = openProcess(await open(), createClock())
    const [ctx, system] = [anonymous(app), asSystem(app)]
    const { id } = await addStore(system, { ...pune, address: '1 MG Road', latitude: 18.5, longitude: 73.9 })
    await addStore(system, { ...pune, name: 'Aurum Agra', city: 'Agra' })
    expect((await listStores(ctx)).map((store) => store.name)).toEqual(['Aurum Agra', 'Aurum Pune'])
    await app.database.write.updateTable('store').set({ status: 'INACTIVE' }).where('id', '=', id).execute()
    expect((await listStores(ctx)).map((store) => store.name)).toEqual(['Aurum Agra'])
    expect(await storeById(ctx, id)).toEqual({ id, ...pune, address: '1 MG Road', status: 'INACTIVE' })
    expect(await storeById(ctx, id + 9)).toBe(undefined)
  })

  test('names are taken once; only admins and the system may add', async () => {
    const app = openProcess(await open(), createClock())
    const [ctx, system] = [anonymous(app), asSystem(app)]
    await addStore(system, pune)
    await expect(addStore(system, pune)).rejects.toMatchObject({ code: 'conflict' })
    await expect(addStore(ctx, { ...pune, name: 'B' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(addStore(system, { ...pune, name: 'B', zone: 'Mars/Base' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(addStore(system, { ...pune, name: 'B', latitude: 91 })).rejects.toThrow()
    expect(await listStores(ctx)).toHaveLength(1)
  })

  test('a store is changed in what is given, and closed but never deleted', async () => {
    const app = openProcess(await open(), createClock())
    const [ctx, system] = [anonymous(app), asSystem(app)]
    const { id } = await addStore(system, pune, 'the same press')
    expect(await addStore(system, pune, 'the same press')).toEqual({ id })
    await addStore(system, { ...pune, name: 'Aurum Agra', city: 'Agra' })
    await changeStore(system, id, { status: 'INACTIVE', latitude: 18.5, city: 'Pune' })
    expect((await listStores(ctx)).map((store) => store.name)).toEqual(['Aurum Agra'])
    const asked = { search: 'PUNE', status: '', page: 1, size: 50, sort: 'city' as const } as const
    const page = await storesPage(system, asked)
    expect(page).toMatchObject({ total: 1, rows: [{ id, status: 'INACTIVE', latitude: 18.5, longitude: null }] })
    const events = app.database.read.selectFrom('event').select('data').where('action', '=', 'store.changed')
    expect((await events.execute()).map(({ data }) => JSON.parse(data))).toEqual([{ fields: ['latitude', 'status'] }])
    for (const [change, code] of [
      [{ name: 'Aurum Agra' }, 'conflict'],
      [{ latitude: 91 }, 'invalid'],
      [{ zone: 'Mars/Base' }, 'invalid'],
    ] as const) {
      await expect(changeStore(system, id, change)).rejects.toMatchObject({ code, fields: expect.anything() })
    }
    await expect(changeStore(system, id + 9, { city: 'X' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeStore(ctx, id, { city: 'X' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(storesPage(ctx, asked)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
