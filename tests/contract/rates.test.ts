import { expect, test } from 'vitest'
import { asSystem, transact } from '../../src/platform/context.ts'
import { count, take } from '../../src/platform/rates.ts'
import { eachDatabase } from '../support/databases.ts'
import { createClock, createTestApp } from './test-app.ts'

const SPAN = 60_000

eachDatabase('rates', (open) => {
  async function stage() {
    const clock = createClock()
    const app = createTestApp(await open(), clock)
    const use = (key: string, most = 3) => transact(asSystem(app), (work) => take(work, key, most, SPAN))
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

  test('the next span starts anew, on the clock’s own marks', async () => {
    const { use, clock } = await stage()
    for (let i = 0; i < 4; i++) await use('a')
    clock.advance(SPAN - (clock.now() % SPAN) - 1)
    expect(await use('a')).toBe(false)
    clock.advance(1)
    expect(await use('a')).toBe(true)
  })

  test('a clock set back counts on in the older span', async () => {
    const { use, clock } = await stage()
    await use('a', 1)
    clock.jump(SPAN)
    expect(await use('a', 1)).toBe(true)
    clock.jump(-SPAN)
    expect(await use('a', 1)).toBe(false)
  })

  test('fifty at once: exactly so many, and every one counted', async () => {
    const { app, use } = await stage()
    const uses = await Promise.all(Array.from({ length: 50 }, () => use('a', 7)))
    expect(uses.filter(Boolean)).toHaveLength(7)
    expect(await transact(asSystem(app), (work) => count(work, 'a', SPAN))).toBe(51)
  })

  test('a transaction that fails does not count', async () => {
    const { app, use } = await stage()
    const failing = transact(asSystem(app), async (work) => {
      await take(work, 'a', 1, SPAN)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await use('a', 1)).toBe(true)
  })
})
