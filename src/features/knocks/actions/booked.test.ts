import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { interrupted, refusal, Visits } from '../../../../tests/support/visits.ts'
import { transact } from '../../../platform/context.ts'
import { bookFor } from '../../bookings/actions/book.ts'
import { moveForStaff } from '../../bookings/actions/move.ts'
import { settleSlots } from '../../bookings/actions/settle.ts'
import { demoBooking } from '../../bookings/reads/staff.ts'
import { bookingById, closedLink } from '../../bookings/reads.ts'
import { sweepDemos } from '../../demos/actions.ts'
import { closeMeeting, enterMeeting, leaveMeeting, sweepMeetings } from '../../meetings/actions.ts'
import { visitorCardOf } from '../../meetings/reads.ts'
import { askToJoin, joinLiveInstead } from './ask.ts'
import { admitKnock, joinSlot } from './decide.ts'
import { sweepAdmitted, sweepQueue } from './sweep.ts'

const MINUTE = 60_000

eachDatabase('meeting at a booked time', (open) => {
  /** A group slot in an hour, with two who have booked it. */
  async function stage(capacity = 3) {
    const visits = new Visits(await open())
    const product = await visits.product()
    const agent = await visits.staffer([product])
    const slot = await visits.slot(product, [agent], 60, capacity)
    const [one, two] = [await visits.visitor(), await visits.visitor()]
    const first = await visits.booked(one, slot)
    const second = capacity > 1 ? await visits.booked(two, slot) : undefined
    const startsAt = visits.clock.now() + 60 * MINUTE
    /** So many minutes before it begins. */
    const until = (minutes: number) => visits.clock.advance(startsAt - minutes * MINUTE - visits.clock.now())
    return { visits, product, agent, slot, one, two, first, second: second!, until }
  }

  test('the lobby opens ten minutes before, by the server’s clock; the knock is the slot’s, live or not', async () => {
    const { visits, first, until, agent } = await stage()
    until(11)
    expect(await refusal(askToJoin(first.ctx, first.demo))).toBe('conflict')
    expect(await closedLink(first.ctx, first.id)).toBe(first.token)
    until(10)
    expect(await closedLink(first.ctx, first.id)).toBeUndefined()
    await askToJoin(first.ctx, first.demo)
    expect(await visits.seen(first)).toMatchObject({ state: 'WAITING', slot: { expertThere: false } })
    const queue = await visits.queue(agent)
    expect(queue.knocks).toMatchObject([{ demoId: first.id, slot: { startsAt: expect.any(Number) } }])
    expect(queue.meetings).toMatchObject([{ waiting: 1, names: ['Guest 3', 'Guest 4'], room: null }])
    expect(await visits.messages('slot.waiting')).toHaveLength(1)
  })

  test('one meeting for all who booked: each is admitted by their own knock, both sides make it met', async () => {
    const { visits, agent, slot, first, second, until } = await stage()
    until(5)
    const { room } = await joinSlot(agent.ctx, slot, false)
    await enterMeeting(agent.ctx, room, 'expertsession')
    const came = async () => {
      const { group } = await visitorCardOf(agent.ctx, room)
      return group.filter((it) => it.came).map(({ id }) => id)
    }
    const met: number[] = []
    // The second to have booked is the first to come.
    for (const visit of [second, first]) {
      await askToJoin(visit.ctx, visit.demo)
      expect(await visits.admit(agent, visit)).toBe(room)
      expect(await came(), 'admitted is not there').toEqual(met)
      await enterMeeting(visit.ctx, room, `visitor${visit.id}`)
      met.push(visit.id)
      expect(await came()).toEqual(met)
    }
    expect((await visits.demo(first)).status).toBe('COMPLETED')
    expect((await visits.demo(second)).status).toBe('COMPLETED')
    const served = await visits.database.read.selectFrom('demo_user').selectAll().orderBy('demo_id').execute()
    expect(served.map(({ demo_id, user_id }) => [demo_id, user_id])).toEqual([
      [first.id, agent.id],
      [second.id, agent.id],
    ])
    expect((await visitorCardOf(agent.ctx, room, second.id)).demo.id).toBe(second.id)
    expect(await refusal(visitorCardOf(agent.ctx, room, 424242))).toBe('not_found')
    await leaveMeeting(first.ctx, room, `visitor${first.id}`)
    expect((await visits.seen(second)).state).toBe('ADMITTED')
    expect((await visits.meeting(room)).closed_at).toBeNull()
  })

  test('admitted and not come: the place stays, the group’s room too', async () => {
    const { visits, agent, slot, first, second, until } = await stage()
    until(5)
    const { room } = await joinSlot(agent.ctx, slot, false)
    await enterMeeting(agent.ctx, room, 'expertsession')
    await askToJoin(first.ctx, first.demo)
    await visits.admit(agent, first)
    await enterMeeting(first.ctx, room, 'visitorone')
    await askToJoin(second.ctx, second.demo)
    await visits.admit(agent, second)
    visits.clock.advance(61_000)
    await sweepAdmitted(visits.system)
    expect((await visits.meeting(room)).closed_at).toBeNull()
    expect((await visits.seen(second)).state).toBe('WAITING')
    expect((await visits.seen(first)).state).toBe('ADMITTED')
  })

  test('only its agents and admins join; not before the lobby opens, not from another call unasked', async () => {
    const { visits, product, agent, slot, until } = await stage()
    const [colleague, admin] = [await visits.staffer([product]), await visits.staffer([], 'ADMIN')]
    until(11)
    expect(await refusal(joinSlot(agent.ctx, slot, false))).toBe('not_found')
    until(9)
    expect(await refusal(joinSlot(colleague.ctx, slot, false))).toBe('not_found')
    const { room } = await joinSlot(agent.ctx, slot, false)
    expect(await joinSlot(admin.ctx, slot, false)).toEqual({ room })
    const other = await visits.slot(product, [agent], 39)
    await visits.booked(await visits.visitor(), other)
    until(-21)
    await enterMeeting(agent.ctx, room, 'expertsession')
    expect(await refusal(joinSlot(agent.ctx, other, false))).toBe('conflict')
    expect((await joinSlot(agent.ctx, other, true)).room).not.toBe(room)
    expect((await visits.meeting(room)).closed_at).not.toBeNull()
  })

  test('live stops admitting five minutes before a booked meeting; it can be overridden', async () => {
    const { visits, product, agent, until } = await stage()
    until(8)
    await visits.live(agent, 'GO', [product])
    const walkIn = await visits.waiting(product)
    until(5)
    expect(await refusal(visits.admit(agent, walkIn))).toBe('conflict')
    expect(await admitKnock(agent.ctx, (await visits.knock(walkIn)).id, false, true)).toHaveProperty('room')
  })

  test('the live queue and the booked times do not mix: no expert live ends no booked wait, places are counted apart', async () => {
    const { visits, product, agent, first, until } = await stage()
    until(5)
    await askToJoin(first.ctx, first.demo)
    visits.clock.advance(4 * MINUTE)
    await visits.database.write.updateTable('knock').set({ last_seen: visits.clock.now() }).execute()
    await sweepQueue(visits.system)
    expect((await visits.seen(first)).state).toBe('WAITING')
    await visits.live(agent, 'GO', [product])
    const colleague = await visits.expert(product)
    const walkIn = await visits.waiting(product)
    expect(await visits.seen(walkIn)).toMatchObject({ place: 1, slot: null })
    expect((await visits.queue(colleague)).knocks.map(({ demoId }) => demoId)).toEqual([walkIn.id])
  })

  test('who waits in vain goes on in the live queue, first', async () => {
    const { visits, product, first, until } = await stage()
    until(5)
    await askToJoin(first.ctx, first.demo)
    await joinLiveInstead(first.ctx, first.demo)
    expect((await visits.seen(first)).slot, 'the place stays').not.toBeNull()
    const alerts = await visits.database.read.selectFrom('live_alert').select('customer_id').execute()
    expect(alerts, 'nobody is live: the first to be told').toHaveLength(1)
    await visits.expert(product)
    const walkIn = await visits.waiting(product)
    await joinLiveInstead(first.ctx, first.demo)
    expect(await visits.seen(first)).toMatchObject({ state: 'WAITING', place: 1, slot: null })
    expect((await visits.seen(walkIn)).place).toBe(2)
  })

  test('met live before the booked time: the seat is free again', async () => {
    const { visits, product, one, slot, first, second } = await stage()
    const expert = await visits.expert(product)
    const visit = await visits.lobby(one, product)
    expect(visit.id).toBe(first.id)
    await askToJoin(visit.ctx, visit.demo)
    const room = await visits.meet(expert, visit)
    const booking = visits.database.read
      .selectFrom('booking')
      .select(['state', 'reason'])
      .where('id', '=', first.booking)
    expect(await booking.executeTakeFirst()).toEqual({ state: 'CANCELLED', reason: 'MET_LIVE' })
    const { taken } = await visits.database.read
      .selectFrom('slot')
      .select('taken')
      .where('id', '=', slot)
      .executeTakeFirstOrThrow()
    expect(taken).toBe(1)
    // It is over as a live one is: the next visit is another demo.
    await leaveMeeting(visit.ctx, room, 'visitorsession')
    visits.clock.advance(31 * MINUTE)
    await sweepDemos(visits.system)
    expect(await visits.demo(first)).toMatchObject({ status: 'COMPLETED', open_key: null })
    expect((await visits.demo({ id: second.id })).open_key).not.toBeNull()
  })

  test('over without having met: NOT_JOINED with who was missing, told once; the let-down are first when live', async () => {
    const { visits, product, one, first, second, until } = await stage()
    await visits.staffer([], 'ADMIN')
    until(5)
    await askToJoin(first.ctx, first.demo)
    visits.clock.advance(36 * MINUTE)
    await Promise.all([settleSlots(visits.system), settleSlots(visits.system)])
    expect(await visits.demo(first)).toMatchObject({ status: 'NOT_JOINED', missing: 'EXPERT', open_key: null })
    expect(await visits.demo(second)).toMatchObject({ status: 'NOT_JOINED', missing: 'BOTH' })
    expect(await visits.messages('booking.missed.expert')).toHaveLength(2)
    expect(await visits.messages('booking.missed.visitor')).toHaveLength(0)
    expect(await visits.messages('slot.missed')).toHaveLength(2)
    expect((await visits.seen(first)).state).toBe('LEFT')
    await visits.expert(product)
    await visits.waiting(product)
    const again = await visits.waiting(product, one)
    expect((await visits.seen(again)).place).toBe(1)
  })

  test('never settled while the meeting is open, however long it takes', async () => {
    const { visits, agent, slot, first, until } = await stage(1)
    until(5)
    const { room } = await joinSlot(agent.ctx, slot, false)
    await enterMeeting(agent.ctx, room, 'expertsession')
    await askToJoin(first.ctx, first.demo)
    await visits.admit(agent, first)
    await enterMeeting(first.ctx, room, 'visitorsession')
    visits.clock.advance(50 * MINUTE)
    await settleSlots(visits.system)
    expect((await visits.demo(first)).open_key).not.toBeNull()
    await leaveMeeting(agent.ctx, room)
    await leaveMeeting(first.ctx, room)
    visits.clock.advance(2 * MINUTE)
    await sweepMeetings(visits.system)
    await settleSlots(visits.system)
    expect(await visits.demo(first)).toMatchObject({ status: 'COMPLETED', open_key: null })
  })

  test('a meeting that opens while its slot is being settled is settled when it has closed', async () => {
    const { visits, agent, first, until } = await stage(1)
    until(5)
    await askToJoin(first.ctx, first.demo)
    visits.clock.advance(36 * MINUTE)
    let room = ''
    const admit = async () => {
      room = await visits.admit(agent, first)
    }
    await settleSlots(interrupted(visits.system, admit))
    expect((await visits.demo(first)).status).toBe('PENDING')
    await transact(agent.ctx, (work) => closeMeeting(work, room))
    await settleSlots(visits.system)
    expect(await visits.demo(first)).toMatchObject({ status: 'NOT_JOINED', open_key: null })
  })

  test('once held it is not to come: a follow-up can be booked, live admits go on, nobody moves it', async () => {
    const { visits, product, agent, one, slot, first, until } = await stage(1)
    const [later, last] = [await visits.slot(product, [agent], 300), await visits.slot(product, [agent], 400)]
    const other = await visits.slot(product, [agent], 500)
    until(5)
    await askToJoin(first.ctx, first.demo)
    const room = await visits.meet(agent, first)
    await transact(agent.ctx, (work) => closeMeeting(work, room))
    visits.clock.advance(10 * MINUTE)
    expect((await demoBooking(agent.ctx, first.id)).coming).toBeNull()
    expect(await refusal(moveForStaff(agent.ctx, first.booking, { slotId: later, reason: 'Ill' }))).toBe('gone')
    await visits.live(agent, 'GO', [product])
    await visits.admit(agent, await visits.waiting(product))
    const { id } = await bookFor(agent.ctx, first.id, later, '')
    const followUp = await bookingById(visits.database.read, id)
    expect(followUp.demo_id).not.toBe(first.id)
    // The visitor moves the follow-up, not what was held.
    expect(await visits.book(one, last, { move: true })).toEqual({ booked: expect.any(Number) })
    expect(await visits.demo(first)).toMatchObject({ status: 'COMPLETED' })
    expect(await bookingById(visits.database.read, first.booking)).toMatchObject({ slot_id: slot, state: 'BOOKED' })
    expect(await refusal(bookFor(agent.ctx, first.id, other, 'again'))).toBe('conflict')
  })

  test('today’s meetings are those until midnight by the brand’s clocks, and what begins within the hour', async () => {
    // It is noon in Kolkata, where the brand is.
    const { visits, product, agent } = await stage()
    const at = async (minutes: number) => {
      const slot = await visits.slot(product, [agent], minutes)
      await visits.booked(await visits.visitor(), slot)
      return slot
    }
    const shown = async () => (await visits.queue(agent)).meetings.map(({ slotId }) => slotId)
    const [late, tomorrow] = [await at(11 * 60 + 15), await at(12 * 60 + 10)]
    expect(await shown()).toContain(late)
    expect(await shown()).not.toContain(tomorrow)
    visits.clock.advance(11 * 60 * MINUTE + 10 * MINUTE)
    expect(await shown()).toEqual([late, tomorrow])
  })
})
