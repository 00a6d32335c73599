import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal, Visits } from '../../../../tests/support/visits.ts'
import { endMeeting, enterMeeting, removeVisitor } from '../../meetings/actions.ts'
import { askToJoin, leaveQueue, seeKnocks, setAway } from './ask.ts'
import { admitKnock } from './decide.ts'

const MINUTE = 60_000

eachDatabase('asking to join', (open) => {
  const stage = async () => new Visits(await open())

  test('it is one place, its time noted, and told to the agents of the product', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    visits.clock.advance(MINUTE)
    await askToJoin(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1, waitMs: 0, experts: 1 })
    expect(await visits.timings(visit)).toMatchObject([{ request_at: visits.clock.now(), allow_at: null }])
    const { knocks, total } = await visits.queue(expert)
    expect(total).toBe(1)
    expect(knocks).toMatchObject([{ demoId: visit.id, askedAt: visits.clock.now(), away: false, first: false }])
    expect(visits.app.events.at(-1)).toMatchObject({ action: 'knock.asked', subjectId: visit.id })
  })

  test('50 presses at once, from two browsers, are one place', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.lobby(visitor, product)
    const second = (await visits.session(visitor.id)).ctx
    const presses = Array.from({ length: 50 }, (_, at) => askToJoin(at % 2 ? visit.ctx : second, visit.demo))
    await Promise.all(presses)
    expect(await visits.database.read.selectFrom('knock').select('id').execute()).toHaveLength(1)
    expect(visits.app.events.filter(({ action }) => action === 'knock.asked')).toHaveLength(1)
    visits.clock.advance(MINUTE)
    await askToJoin(visit.ctx, visit.demo)
    expect((await visits.knock(visit)).asked_at).toBe(visits.clock.now() - MINUTE)
  })

  test('nobody asks while no expert takes knocks, or outside the hours', async () => {
    const visits = await stage()
    const product = await visits.product({ liveTimings: { week: { thu: [['12:00', '12:10']] } } })
    const expert = await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    await visits.live(expert, 'PAUSE', [product])
    expect(await refusal(askToJoin(visit.ctx, visit.demo))).toBe('conflict')
    await visits.live(expert, 'RESUME', [product])
    visits.clock.advance(10 * MINUTE)
    expect(await refusal(askToJoin(visit.ctx, visit.demo))).toBe('conflict')
    expect(await visits.database.read.selectFrom('knock').select('id').execute()).toEqual([])
  })

  test('whoever stands in the queue keeps the place while the expert pauses', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await visits.live(expert, 'PAUSE', [product])
    await askToJoin(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1, experts: 0, noExpertsSince: null })
  })

  test('another visitor’s visit is not there, and a settled one has ended', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    const stranger = await visits.visitor()
    const before = await visits.everything()
    expect(await refusal(askToJoin(stranger.ctx, visit.demo))).toBe('not_found')
    expect(await refusal(leaveQueue(stranger.ctx, visit.demo))).toBe('not_found')
    expect(await refusal(askToJoin(visits.system, visit.demo))).toBe('unauthenticated')
    expect(await visits.everything()).toEqual(before)
    await visits.database.write.updateTable('demo').set({ open_key: null }).execute()
    expect(await refusal(askToJoin(visit.ctx, visit.demo))).toBe('gone')
  })

  test('the oldest is first, over all products of an agent; who met before, was removed or was told stands where due', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    const expert = await visits.staffer([product, second])
    await visits.live(expert, 'GO', [product, second])
    const met = await visits.visitor()
    const meeting = await visits.waiting(product, met)
    await endMeeting(expert.ctx, await visits.meet(expert, meeting))
    const removed = await visits.waiting(product)
    const room = await visits.meet(expert, removed)
    await removeVisitor(expert.ctx, room, `v${removed.id}`)
    await endMeeting(expert.ctx, room)
    const told = await visits.visitor()
    await visits.database.write
      .insertInto('live_alert')
      .values({
        ...{ customer_id: told.id, product_id: second, token_hash: 'x', name: '', email: '', source: 'WEBSITE' },
        ...{ asked_at: 1, told_at: visits.clock.now(), held_until: visits.clock.now() + 10 * MINUTE },
      })
      .execute()
    const order = []
    for (const [who, where] of [
      [await visits.visitor(), product],
      [await visits.visitor(), second],
      [undefined, product],
      [told, second],
      [met, product],
    ] as const) {
      visits.clock.advance(1000)
      if (who) order.push(await visits.waiting(where, who))
      else {
        await askToJoin(removed.ctx, removed.demo)
        order.push(removed)
      }
    }
    const [first, other, again, held, back] = order.map(({ id }) => id)
    const { knocks } = await visits.queue(expert)
    expect(knocks.map(({ demoId }) => demoId)).toEqual([held, back, first, other, again])
    expect(knocks.map((knock) => knock.first)).toEqual([true, true, false, false, false])
    expect(back).toBe(meeting.id)
    expect((await Promise.all(order.map((visit) => visits.seen(visit)))).map(({ place }) => place)).toEqual([
      2, 2, 3, 1, 1,
    ])
  })

  test('leaving gives up the place and ends the visit; coming back is the same request, placed last', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    const other = await visits.waiting(product)
    visits.clock.advance(MINUTE)
    await leaveQueue(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'LEFT', reason: 'LEFT', place: null })
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: visits.clock.now() }])
    expect(await visits.demo(visit)).toMatchObject({ status: 'PENDING', left_at: visits.clock.now() })
    await leaveQueue(visit.ctx, visit.demo)
    expect((await visits.waiting(product, visitor)).id).toBe(visit.id)
    expect((await visits.queue(expert)).knocks.map(({ demoId }) => demoId)).toEqual([other.id, visit.id])
    expect(await visits.timings(visit)).toHaveLength(2)
  })

  test('whoever leaves as they are admitted has left: the room closes, nobody is called back', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    const room = await visits.admit(expert, visit)
    await leaveQueue(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'LEFT' })
    expect((await visits.meeting(room)).closed_at).not.toBeNull()
    expect((await visits.queue(expert)).meeting).toBeNull()
  })

  test('away and back are seen by the agent once each, and move nobody', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [visit] = [await visits.waiting(product), await visits.waiting(product)]
    const told = () => visits.app.events.filter(({ action }) => /^knock\.(away|back)$/.test(action)).length
    for (const times of [1, 1]) {
      await setAway(visit.ctx, visit.id, true)
      expect(told()).toBe(times)
    }
    expect((await visits.queue(expert)).knocks).toMatchObject([{ demoId: visit.id, away: true }, { away: false }])
    await setAway(visit.ctx, visit.id, false)
    await setAway(visit.ctx, visit.id, false)
    expect(told()).toBe(2)
    expect((await visits.queue(expert)).knocks).toMatchObject([{ demoId: visit.id, away: false }, {}])
  })

  test('a heartbeat keeps those who wait, and only them', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const [visit, other] = [await visits.waiting(product), await visits.waiting(product)]
    visits.clock.advance(MINUTE)
    await seeKnocks(visits.app, [visit.id], visits.clock.now())
    await seeKnocks(visits.app, [], visits.clock.now())
    expect((await visits.knock(visit)).last_seen).toBe(visits.clock.now())
    expect((await visits.knock(other)).last_seen).toBe(visits.clock.now() - MINUTE)
  })

  test('asking at the moment of the admit never makes a second place', async () => {
    const visits = await stage()
    const product = await visits.product()
    for (let round = 0; round < 10; round++) {
      const expert = await visits.expert(product)
      const visit = await visits.waiting(product)
      const { id } = await visits.knock(visit)
      await Promise.all([
        admitKnock(expert.ctx, id, false),
        ...Array.from({ length: 5 }, () => askToJoin(visit.ctx, visit.demo)),
      ])
      expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED' })
    }
  })

  test('a met visitor in an open meeting needs no knock; a removed one does', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await askToJoin(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room, expert: expert.actor.name })
    await removeVisitor(expert.ctx, room, `v${visit.id}`)
    expect(await visits.seen(visit)).toMatchObject({ state: 'REJECTED', reason: 'REMOVED', room: null })
    expect(await refusal(enterMeeting(visit.ctx, room, 'visitorsession'))).toBe('not_found')
    await askToJoin(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING' })
  })
})
