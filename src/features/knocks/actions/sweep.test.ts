import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { interrupted, Visits } from '../../../../tests/support/visits.ts'
import { keepLive, sweepLive } from '../../live-demos/actions.ts'
import { KNOCKS_STAY_MS } from '../../live-demos/rules.ts'
import { endMeeting, enterMeeting, leaveMeeting, removeVisitor, sweepMeetings } from '../../meetings/actions.ts'
import { seeVisits } from '../../timings/actions.ts'
import { AWAY_MS } from '../../timings/rules.ts'
import { COME_WITHIN_MS } from '../rules.ts'
import { askToJoin, seeKnocks, setAway } from './ask.ts'
import { sweepAdmitted, sweepQueue } from './sweep.ts'

const MINUTE = 60_000

eachDatabase('waits that end', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    return { visits, product, expert }
  }

  test('five minutes away keep the place, a moment more does not', async () => {
    const { visits, product } = await stage()
    const [away, there] = [await visits.waiting(product), await visits.waiting(product)]
    await setAway(away.ctx, away.id, true)
    visits.clock.advance(AWAY_MS)
    await seeKnocks(visits.app, [away.id, there.id], visits.clock.now())
    await sweepQueue(visits.system)
    expect(await visits.seen(away)).toMatchObject({ state: 'WAITING', place: 1 })
    visits.clock.advance(1)
    await sweepQueue(visits.system)
    expect(await visits.seen(away)).toMatchObject({ state: 'LEFT', reason: 'AWAY', place: null })
    expect(await visits.seen(there)).toMatchObject({ state: 'WAITING', place: 1 })
  })

  test('five minutes without a heartbeat count as away', async () => {
    const { visits, product } = await stage()
    const [silent, heard] = [await visits.waiting(product), await visits.waiting(product)]
    visits.clock.advance(AWAY_MS + 1)
    await seeKnocks(visits.app, [heard.id], visits.clock.now())
    await sweepQueue(visits.system)
    expect(await visits.seen(silent)).toMatchObject({ state: 'LEFT', reason: 'AWAY' })
    expect(await visits.seen(heard)).toMatchObject({ state: 'WAITING' })
  })

  test('whoever comes back while the sweep looks keeps the place', async () => {
    const { visits, product } = await stage()
    const [away, silent] = [await visits.waiting(product), await visits.waiting(product)]
    await setAway(away.ctx, away.id, true)
    visits.clock.advance(AWAY_MS + 1)
    const back = async () => {
      await setAway(away.ctx, away.id, false)
      await seeKnocks(visits.app, [silent.id], visits.clock.now())
    }
    await sweepQueue(interrupted(visits.system, back))
    expect(await visits.seen(away)).toMatchObject({ state: 'WAITING', place: 1 })
    expect(await visits.seen(silent)).toMatchObject({ state: 'WAITING', place: 2 })
  })

  test('with the last expert dropped knocks stay for three minutes, and are told since when', async () => {
    const { visits, product } = await stage()
    const visit = await visits.waiting(product)
    const dropped = visits.clock.now()
    visits.clock.advance(MINUTE)
    await sweepLive(visits.system)
    expect(await visits.seen(visit)).toMatchObject({
      state: 'WAITING',
      experts: 0,
      noExpertsSince: dropped,
      waitMs: null,
    })
    visits.clock.advance(KNOCKS_STAY_MS - MINUTE)
    await seeKnocks(visits.app, [visit.id], visits.clock.now())
    await sweepQueue(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING' })
    visits.clock.advance(1)
    await sweepQueue(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'LEFT', reason: 'NO_EXPERT' })
  })

  test('an expert who comes back in time, or while the sweep looks, finds them waiting', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    visits.clock.advance(MINUTE)
    await sweepLive(visits.system)
    visits.clock.advance(KNOCKS_STAY_MS)
    await seeKnocks(visits.app, [visit.id], visits.clock.now())
    await sweepQueue(interrupted(visits.system, () => visits.live(expert, 'GO', [product])))
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', experts: 1 })
    await sweepQueue(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', experts: 1, noExpertsSince: null })
  })

  test('a colleague who is only paused keeps the queue', async () => {
    const { visits, product, expert } = await stage()
    const paused = await visits.expert(product)
    await visits.live(paused, 'PAUSE', [product])
    const visit = await visits.waiting(product)
    await visits.live(expert, 'STOP', [product], 'TELL')
    visits.clock.advance(KNOCKS_STAY_MS + MINUTE)
    await seeKnocks(visits.app, [visit.id], visits.clock.now())
    await keepLive(visits.app, [paused.id], visits.clock.now())
    await sweepLive(visits.system)
    await sweepQueue(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', noExpertsSince: null })
  })

  const sweeps = { sweepAdmitted, sweepMeetings }
  for (const order of [['sweepAdmitted', 'sweepMeetings'] as const, ['sweepMeetings', 'sweepAdmitted'] as const]) {
    test(`admitted and not come in a minute: the place stays, first, and the next is taken (${order.join(', ')})`, async () => {
      const { visits, product, expert } = await stage()
      const [late, next] = [await visits.waiting(product), await visits.waiting(product)]
      await setAway(late.ctx, late.id, true)
      const room = await visits.admit(expert, late)
      visits.clock.advance(COME_WITHIN_MS)
      for (const name of order) await sweeps[name](visits.system)
      expect(await visits.seen(late)).toMatchObject({ state: 'ADMITTED', room })
      visits.clock.advance(1)
      for (const name of order) await sweeps[name](visits.system)
      expect(await visits.seen(late)).toMatchObject({ state: 'WAITING', place: 1, room: null, expert: null })
      expect((await visits.queue(expert)).knocks).toMatchObject([{ demoId: late.id, first: true, away: true }, {}])
      expect((await visits.meeting(room)).closed_at).toBe(visits.clock.now())
      expect((await visits.queue(expert)).meeting).toBeNull()
      await visits.admit(expert, next)
      const colleague = await visits.expert(product)
      await visits.admit(colleague, late)
      expect(await visits.messages('knock.admitted')).toHaveLength(1)
    })
  }

  test('whoever is on the page all the while is not shown as away', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    await visits.admit(expert, visit)
    visits.clock.advance(COME_WITHIN_MS + 1)
    await seeVisits(visits.app, [visit.id], visits.clock.now())
    await sweepAdmitted(visits.system)
    expect((await visits.queue(expert)).knocks).toMatchObject([{ demoId: visit.id, away: false }])
  })

  test('the expert in the room waits no longer than a minute either', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.admit(expert, visit)
    await enterMeeting(expert.ctx, room, 'expertsession')
    visits.clock.advance(COME_WITHIN_MS + 1)
    await sweepAdmitted(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1 })
    expect(await visits.attendances(expert)).toMatchObject([{ leave_at: visits.clock.now() }])
  })

  test('whoever comes at the last moment, while the sweep looks, is in the meeting', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.admit(expert, visit)
    visits.clock.advance(COME_WITHIN_MS + 1)
    await sweepAdmitted(interrupted(visits.system, () => enterMeeting(visit.ctx, room, 'visitorsession')))
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room })
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: null }])
  })

  test('whoever came and left is in an open meeting still, and may come back', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await leaveMeeting(visit.ctx, room)
    visits.clock.advance(COME_WITHIN_MS + 1)
    await sweepAdmitted(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room })
  })

  test('a second knock after a removal has its own minute', async () => {
    const { visits, product, expert } = await stage()
    const colleague = await visits.expert(product)
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await removeVisitor(expert.ctx, room, `v${visit.id}`)
    visits.clock.advance(1000)
    await askToJoin(visit.ctx, visit.demo)
    await visits.admit(colleague, visit)
    visits.clock.advance(COME_WITHIN_MS + 1)
    await sweepAdmitted(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING' })
  })

  test('a met visitor whose meeting was ended is not called back', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    await endMeeting(expert.ctx, await visits.meet(expert, visit))
    visits.clock.advance(COME_WITHIN_MS + 1)
    await sweepAdmitted(visits.system)
    expect(await visits.seen(visit)).toMatchObject({ state: 'CLOSED' })
  })
})
