import { expect, test } from 'vitest'
import { asSystem, transact } from '../../src/platform/context.ts'
import { budgetOf, giveBack, take } from '../../src/platform/rates.ts'
import { eachDatabase } from '../support/databases.ts'
import { createClock, createTestApp } from './test-app.ts'

const SPAN = 60_000

eachDatabase('rates', (open) => {
  async function stage() {
    const clock = createClock()
    const app = createTestApp(await open(), clock)
    const use = (key: string, most = 3) => transact(asSystem(app), (work) => take(work, { key, most, span: SPAN }))
    return { app, clock, use }
  }

  test('so many per span, each key for itself', async () => {
    const { use } = await stage()
    const uses = []
    for (let i = 0; i < 5; i++) uses.push(await use('a'))
    expect(uses).toEqual([true, true, true, false, false])
    expect(await use('b')).toBe(true)
    expect(await use('A')).toBe(true)
  })

  test('never more in any span, wherever it begins', async () => {
    const { use, clock } = await stage()
    clock.advance(SPAN - (clock.now() % SPAN) - 1000)
    expect([await use('a'), await use('a'), await use('a')]).toEqual([true, true, true])
    clock.advance(2000)
    expect(await use('a')).toBe(false)
    clock.advance(SPAN - 2001)
    expect(await use('a')).toBe(false)
  })

  test('each use comes free by itself, to the millisecond; a refused one costs nothing', async () => {
    const { app, use, clock } = await stage()
    const free = async () =>
      (await budgetOf(app.database.read, { key: 'a', most: 3, span: SPAN }, clock.now())).freeAt - clock.now()
    await use('a')
    clock.advance(10_000)
    await use('a')
    await use('a')
    for (let i = 0; i < 5; i++) expect(await use('a')).toBe(false)
    expect(await free()).toBe(SPAN - 10_000)
    clock.advance(SPAN - 10_001)
    expect(await use('a')).toBe(false)
    clock.advance(1)
    expect([await use('a'), await use('a')]).toEqual([true, false])
  })

  test('many uses are kept in grains: each comes free a sixtieth of the span late at most, never early', async () => {
    const { app, use, clock } = await stage()
    clock.advance(SPAN - (clock.now() % SPAN) + 10)
    for (let i = 0; i < 100; i++) expect(await use('a', 100)).toBe(true)
    clock.advance(SPAN - 1)
    expect(await use('a', 100)).toBe(false)
    const { freeAt } = await budgetOf(app.database.read, { key: 'a', most: 100, span: SPAN }, clock.now())
    expect(freeAt - clock.now()).toBeLessThanOrEqual(SPAN / 60)
    clock.advance(freeAt - clock.now())
    expect(await use('a', 100)).toBe(true)
    expect((await app.database.read.selectFrom('rate').selectAll().execute()).length).toBeLessThan(5)
  })

  test('a use given back is free at once', async () => {
    const { app, use, clock } = await stage()
    await use('a', 1)
    const at = clock.now()
    clock.advance(SPAN / 2)
    await transact(asSystem(app), (work) => giveBack(work, { key: 'a', most: 1, span: SPAN }, at))
    expect([await use('a', 1), await use('a', 1)]).toEqual([true, false])
  })

  test('a clock set back counts what was used later', async () => {
    const { use, clock } = await stage()
    await use('a', 1)
    clock.jump(2 * SPAN)
    expect(await use('a', 1)).toBe(true)
    clock.jump(-2 * SPAN)
    expect(await use('a', 1)).toBe(false)
  })

  test('fifty at once: exactly so many', async () => {
    const { use } = await stage()
    const uses = await Promise.all(Array.from({ length: 50 }, () => use('a', 7)))
    expect(uses.filter(Boolean)).toHaveLength(7)
  })

  test('at once on two sides of a mark: one', async () => {
    const { app, clock } = await stage()
    const early = asSystem({ ...app, now: () => clock.now() - (clock.now() % 1000) - 1 })
    for (let i = 0; i < 10; i++) {
      const both = [early, asSystem(app)].map((ctx) =>
        transact(ctx, (work) => take(work, { key: `a${i}`, most: 1, span: SPAN })),
      )
      expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
    }
  })

  test('a transaction that fails does not count', async () => {
    const { app, use } = await stage()
    const failing = transact(asSystem(app), async (work) => {
      await take(work, { key: 'a', most: 1, span: SPAN })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await use('a', 1)).toBe(true)
  })
})
