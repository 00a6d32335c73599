import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { Visits } from '../../../tests/support/visits.ts'
import { endMeeting } from '../meetings/actions.ts'
import { productById } from '../products/reads.ts'
import { liveState, standings } from './reads.ts'
import { USUAL_CALL_MS } from './rules.ts'

const MINUTE = 60_000

eachDatabase('how a product stands', (open) => {
  const stage = async () => new Visits(await open())
  const stateOf = async (visits: Visits, id: number) =>
    liveState(visits.system, (await productById(visits.system, id))!)

  test('experts, who of them is free, who waits, and for how long', async () => {
    const visits = await stage()
    const product = await visits.product()
    expect(await stateOf(visits, product)).toEqual({ experts: 0, open: true, waitMs: null, opensAt: null })
    const expert = await visits.expert(product)
    expect(await stateOf(visits, product)).toMatchObject({ experts: 1, waitMs: 0 })
    await visits.meet(expert, await visits.waiting(product))
    expect(await stateOf(visits, product)).toMatchObject({ experts: 1, waitMs: USUAL_CALL_MS / 2 })
    const [first, second] = [await visits.waiting(product), await visits.waiting(product)]
    expect(await stateOf(visits, product)).toMatchObject({ waitMs: USUAL_CALL_MS * 2.5 })
    expect(await visits.seen(first)).toMatchObject({ place: 1, waitMs: USUAL_CALL_MS / 2 })
    expect(await visits.seen(second)).toMatchObject({ place: 2, waitMs: USUAL_CALL_MS * 1.5 })
    await visits.expert(product)
    expect(await visits.seen(first)).toMatchObject({ waitMs: 0, experts: 2 })
  })

  test('once there are five, the last calls say how long one lasts', async () => {
    const visits = await stage()
    const [product, other] = [await visits.product(), await visits.product()]
    const expert = await visits.expert(product)
    for (const minutes of [2, 4, 6, 8, 10]) {
      const before = (await standings(visits.database.read, [product], visits.clock.now())).get(product)!
      expect(before.callMs).toBe(USUAL_CALL_MS)
      const visit = await visits.waiting(product)
      const room = await visits.meet(expert, visit)
      visits.clock.advance(minutes * MINUTE)
      await endMeeting(expert.ctx, room)
    }
    const now = await standings(visits.database.read, [product, other], visits.clock.now())
    expect(now.get(product)).toMatchObject({ callMs: 6 * MINUTE, experts: 1, free: 1, noneSince: null })
    expect(now.get(other)).toMatchObject({ callMs: USUAL_CALL_MS, experts: 0, free: 0, waiting: 0 })
  })

  test('outside its hours a product says when it opens', async () => {
    const visits = await stage()
    // The tests' clock stands at noon in India on a Thursday.
    const product = await visits.product({ liveTimings: { week: { thu: [['13:00', '14:00']] } } })
    await visits.expert(product)
    const hour = 60 * MINUTE
    expect(await stateOf(visits, product)).toEqual({
      experts: 1,
      open: false,
      waitMs: null,
      opensAt: visits.clock.now() + hour,
    })
    visits.clock.advance(hour)
    expect(await stateOf(visits, product)).toMatchObject({ open: true, waitMs: 0, opensAt: null })
  })
})
