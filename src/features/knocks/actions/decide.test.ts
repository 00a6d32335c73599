import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal, Visits } from '../../../../tests/support/visits.ts'
import { enterMeeting } from '../../meetings/actions.ts'
import { templates } from '../jobs.ts'
import { leaveQueue, setAway } from './ask.ts'
import { admitKnock, noteToWaiting, rejectKnock } from './decide.ts'

eachDatabase('admit and reject', (open) => {
  const stage = async () => new Visits(await open())

  test('an admit opens a room for that visitor alone', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [visit, other] = [await visits.waiting(product), await visits.waiting(product)]
    visits.clock.advance(5000)
    const room = await visits.admit(expert, visit)
    expect(room).toMatch(/^[\w-]{22}$/)
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room, expert: expert.actor.name, place: null })
    expect(await visits.seen(other)).toMatchObject({ state: 'WAITING', place: 1, room: null, expert: null })
    expect(await visits.timings(visit)).toMatchObject([{ allow_at: visits.clock.now(), joined_at: null }])
    expect((await visits.queue(expert)).meeting).toMatchObject({ room, since: visits.clock.now() })
    expect(await visits.messages('knock.admitted')).toEqual([])
    expect(await refusal(enterMeeting(other.ctx, room, 'visitorsession'))).toBe('not_found')
  })

  test('of two agents one wins, and the other is told who', async () => {
    const visits = await stage()
    const product = await visits.product()
    const experts = [await visits.expert(product), await visits.expert(product)]
    for (let round = 0; round < 5; round++) {
      const visit = await visits.waiting(product)
      const { id } = await visits.knock(visit)
      const answers = await Promise.allSettled(experts.map(({ ctx }) => admitKnock(ctx, id, true)))
      const won = answers.findIndex(({ status }) => status === 'fulfilled')
      const lost = answers[1 - won] as PromiseRejectedResult
      expect(lost.status).toBe('rejected')
      expect(lost.reason).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(experts[won]!.actor.name),
      })
      const rooms = visits.database.read.selectFrom('meeting').select('id').where('demo_id', '=', visit.id)
      expect(await rooms.execute()).toHaveLength(1)
      expect(await visits.knock(visit)).toMatchObject({ state: 'ADMITTED', decided_by: experts[won]!.id })
    }
  })

  test('the loser’s own call goes on', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [winner, loser] = [await visits.expert(product), await visits.expert(product)]
    const call = await visits.meet(loser, await visits.waiting(product))
    const visit = await visits.waiting(product)
    const { id } = await visits.knock(visit)
    await visits.admit(winner, visit)
    expect(await refusal(admitKnock(loser.ctx, id, true))).toBe('conflict')
    expect((await visits.meeting(call)).closed_at).toBeNull()
  })

  test('an agent in a call is asked; "End call and admit" ends it and takes the next', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [first, second] = [await visits.waiting(product), await visits.waiting(product)]
    const room = await visits.meet(expert, first)
    const { name } = await visits.demo(first)
    await expect(visits.admit(expert, second)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(name),
    })
    expect(await visits.seen(second)).toMatchObject({ state: 'WAITING' })
    const next = await visits.admit(expert, second, true)
    expect(await visits.seen(first)).toMatchObject({
      state: 'CLOSED',
      feedback: expect.stringMatching(/^\/feedback\//),
    })
    expect(await visits.seen(second)).toMatchObject({ state: 'ADMITTED', room: next })
    expect((await visits.meeting(room)).closed_at).toBe(visits.clock.now())
  })

  test('pressed again, "End call and admit" answers the room it has opened', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const met = await visits.meet(expert, await visits.waiting(product))
    const visit = await visits.waiting(product)
    const knock = (await visits.knock(visit)).id
    const rooms = await Promise.all([1, 2, 3].map(() => admitKnock(expert.ctx, knock, true)))
    expect(new Set(rooms.map(({ room }) => room)).size).toBe(1)
    expect((await visits.meeting(rooms[0]!.room)).closed_at).toBeNull()
    expect((await visits.meeting(met)).closed_at).not.toBeNull()
    expect(await admitKnock(expert.ctx, knock, false)).toEqual(rooms[0])
  })

  test('one agent who presses Admit on two visitors at once has one of them', async () => {
    const visits = await stage()
    const product = await visits.product()
    for (let round = 0; round < 5; round++) {
      const expert = await visits.expert(product)
      const ids = []
      for (let n = 0; n < 2; n++) ids.push((await visits.knock(await visits.waiting(product))).id)
      const answers = await Promise.allSettled(ids.map((id) => admitKnock(expert.ctx, id, false)))
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  test('"End call and admit" leaves the place to whoever has not come yet', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [late, other, next] = [
      await visits.waiting(product),
      await visits.waiting(product),
      await visits.waiting(product),
    ]
    await visits.admit(expert, late)
    await visits.admit(expert, next, true)
    expect(await visits.seen(late)).toMatchObject({ state: 'WAITING', place: 1, room: null })
    expect(await visits.seen(other)).toMatchObject({ state: 'WAITING', place: 2 })
  })

  test('admitted while away: one SMS, at any hour, gone after five minutes; none to those who are there', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    visits.clock.advance(12 * 3_600_000)
    await visits.live(expert, 'GO', [product])
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    await setAway(visit.ctx, visit.id, true)
    const room = await visits.admit(expert, visit)
    const [sms] = await visits.messages('knock.admitted')
    const now = visits.clock.now()
    expect(sms).toMatchObject({ channel: 'SMS', recipient: visitor.mobile, state: 'PENDING', next_try: now })
    expect(sms).toMatchObject({ expires_at: now + 300_000, secret: null })
    const stored = { refs: JSON.parse(sms!.refs), secret: null, lang: 'en', channel: 'SMS', createdAt: now } as const
    const render = () => templates['knock.admitted']!.render(visits.system, { ...stored, recipient: visitor.mobile })
    expect((await render())?.text).toContain(`/meet/${room}`)
    await leaveQueue(visit.ctx, visit.demo)
    expect(await render()).toBeNull()
  })

  test('a reject says why, in the agent’s words when there are some, and ends the visit', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [first, second] = [await visits.waiting(product), await visits.waiting(product)]
    visits.clock.advance(1000)
    await rejectKnock(expert.ctx, (await visits.knock(first)).id, 'BUSY', '')
    await rejectKnock(expert.ctx, (await visits.knock(second)).id, 'OTHER', 'Please come at five.')
    expect(await visits.seen(first)).toMatchObject({ state: 'REJECTED', reason: 'BUSY', place: null })
    expect(await visits.seen(second)).toMatchObject({ state: 'REJECTED', reason: 'Please come at five.' })
    expect(await visits.timings(first)).toMatchObject([{ leave_at: visits.clock.now() }])
    expect((await visits.queue(expert)).knocks).toEqual([])
    const said = visits.app.events.filter(({ action }) => action === 'knock.rejected')
    expect(JSON.stringify(said)).not.toContain('five')
  })

  test('what has been decided, or has left, cannot be decided again', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [expert, other] = [await visits.expert(product), await visits.expert(product)]
    const [admitted, rejected, left] = [
      await visits.waiting(product),
      await visits.waiting(product),
      await visits.waiting(product),
    ]
    await visits.admit(expert, admitted)
    await rejectKnock(expert.ctx, (await visits.knock(rejected)).id, 'BUSY', '')
    await leaveQueue(left.ctx, left.demo)
    for (const [visit, words] of [
      [admitted, expert.actor.name],
      [rejected, expert.actor.name],
      [left, 'left'],
    ] as const) {
      const { id } = await visits.knock(visit)
      const before = await visits.everything()
      const conflict = { code: 'conflict', message: expect.stringContaining(words) }
      await expect(admitKnock(other.ctx, id, false)).rejects.toMatchObject(conflict)
      await expect(rejectKnock(other.ctx, id, 'BUSY', '')).rejects.toMatchObject(conflict)
      expect(await visits.everything()).toEqual(before)
    }
  })

  test('agents of other products and visitors decide nothing', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    await visits.expert(product)
    const [stranger, admin] = [await visits.expert(second), await visits.staffer([], 'ADMIN')]
    const visit = await visits.waiting(product)
    const { id } = await visits.knock(visit)
    const before = await visits.everything()
    expect(await refusal(admitKnock(stranger.ctx, id, false))).toBe('not_found')
    expect(await refusal(admitKnock(stranger.ctx, 424242, false))).toBe('not_found')
    expect(await refusal(rejectKnock(stranger.ctx, id, 'BUSY', ''))).toBe('not_found')
    expect(await refusal(noteToWaiting(stranger.ctx, product, 'Hello'))).toBe('forbidden')
    for (const ctx of [visit.ctx, visits.system]) {
      expect(await refusal(admitKnock(ctx, id, false))).toBe('forbidden')
      expect(await refusal(rejectKnock(ctx, id, 'BUSY', ''))).toBe('forbidden')
      expect(await refusal(noteToWaiting(ctx, product, 'Hello'))).toBe('forbidden')
    }
    expect(await visits.everything()).toEqual(before)
    expect((await visits.queue(stranger)).knocks).toEqual([])
    expect((await visits.queue(admin)).knocks).toHaveLength(1)
    expect(await admitKnock(admin.ctx, id, false)).toHaveProperty('room')
  })

  test('a message reaches those who wait for the product now, not those who come later', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    const expert = await visits.expert(product)
    await visits.expert(second)
    const [visit, other] = [await visits.waiting(product), await visits.waiting(second)]
    visits.clock.advance(1000)
    await noteToWaiting(expert.ctx, product, 'Two minutes more')
    visits.clock.advance(1000)
    const later = await visits.waiting(product)
    expect((await visits.seen(visit)).notes).toMatchObject([
      { text: 'Two minutes more', at: visits.clock.now() - 1000 },
    ])
    expect((await visits.seen(other)).notes).toEqual([])
    expect((await visits.seen(later)).notes).toEqual([])
  })
})
