import { expect, test } from 'vitest'
import { Bookings, FRIDAY } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { transact } from '../../../platform/context.ts'
import { askToJoin } from '../../knocks/actions/ask.ts'
import { joinSlot } from '../../knocks/actions/decide.ts'
import { closeMeeting } from '../../meetings/actions.ts'
import { makeAllSlots } from '../../slots/actions/make.ts'
import { addRule, changeRule } from '../../slots/actions/rules.ts'
import { addTimeOff } from '../../slots/actions/slots.ts'
import { ruleInput } from '../../slots/schema.ts'
import { demoBooking, listBookings } from '../reads/staff.ts'
import { ownLinkState } from '../reads.ts'
import { OPENS_MS } from '../rules.ts'
import { bookingQuery } from '../schema/staff.ts'
import { moveForStaff } from './move.ts'
import { cancelSlot, handSlot, moveSlotWithAll } from './whole-slot.ts'

const reason = 'The expert is away'

eachDatabase('a slot with all who booked it', (open) => {
  async function stage() {
    const here = await Bookings.open(await open())
    const admin = await here.visits.staffer([], 'ADMIN')
    const slotRow = (id: number) =>
      here.read.selectFrom('slot').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { here, admin, slotRow }
  }

  test('is moved: everybody is told why, once, with the next number of the calendar entry', async () => {
    const { here, admin, slotRow } = await stage()
    const id = await here.slot('10:00', { capacity: 2 })
    const [one, two] = [await here.booked(id), await here.booked(id)]
    const { startsAt } = await moveSlotWithAll(admin.ctx, id, { day: FRIDAY, clock: '16:00', reason })
    expect(new Date(startsAt).toISOString()).toBe(`${FRIDAY}T10:30:00.000Z`)
    expect(await slotRow(id)).toMatchObject({ starts_at: startsAt, taken: 2, status: 'OPEN' })
    for (const { booking, visitor } of [one, two]) {
      expect(await here.row(booking.id)).toMatchObject({ state: 'BOOKED', sequence: 1, reason, starts_at: startsAt })
      // A page left open follows to the new time.
      const state = await ownLinkState(visitor.ctx, here.link(booking))
      expect(state).toEqual({ state: 'EARLY', opensAt: startsAt - OPENS_MS })
    }
    expect(await here.visits.messages('booking.moved')).toHaveLength(2)
    expect(await here.visits.messages('booking.moved.email')).toHaveLength(2)
    const soon = await here.visits.messages('booking.reminder.soon')
    expect(soon.filter(({ refs }) => JSON.parse(refs).at === startsAt)).toHaveLength(2)
  })

  test('cannot be moved to the past, to its own time or into another slot of its agent, and nothing changes', async () => {
    const { here, admin } = await stage()
    const id = await here.slot('10:00')
    await here.slot('16:00')
    await here.booked(id)
    const before = await here.visits.everything()
    const to = (day: string, clock: string) => refusal(moveSlotWithAll(admin.ctx, id, { day, clock, reason }))
    expect(await to('2026-01-14', '10:00')).toBe('invalid')
    expect(await to(FRIDAY, '10:00')).toBe('invalid')
    expect(await to(FRIDAY, '16:15')).toBe('conflict')
    const byAgent = moveSlotWithAll(here.agent.ctx, id, { day: FRIDAY, clock: '18:00', reason })
    expect(await refusal(byAgent)).toBe('forbidden')
    expect(await refusal(cancelSlot(here.agent.ctx, id, { reason, keepDay: false }))).toBe('forbidden')
    expect(await refusal(moveSlotWithAll(admin.ctx, 987654, { day: FRIDAY, clock: '18:00', reason }))).toBe('not_found')
    expect(await here.visits.everything()).toEqual(before)
  })

  test('that its rule left where it was goes on as the rule’s at the new time, or the rule has the day again', async () => {
    const { here, admin, slotRow } = await stage()
    const rule = (clock: string) =>
      ruleInput.parse({
        ...{ productId: here.product, clock, lengthMin: 30, days: 'DAILY', firstDate: FRIDAY, lastDate: '2026-01-17' },
        ...{ capacity: 2, users: [here.agent.id] },
      })
    const { id: ruleId } = await addRule(admin.ctx, rule('10:00'))
    const slots = await here.read.selectFrom('slot').select('id').orderBy('day').execute()
    const [friday, saturday] = slots.map(({ id }) => id) as [number, number]
    const { booking } = await here.booked(friday)
    await here.booked(saturday)
    const { kept } = await changeRule(admin.ctx, ruleId, rule('15:00'))
    expect(kept.map(({ id }) => id)).toEqual([friday, saturday])
    await moveSlotWithAll(admin.ctx, friday, { day: FRIDAY, clock: '15:00', reason })
    expect(await slotRow(friday)).toMatchObject({ rule_id: ruleId, capacity: 2, taken: 1 })
    await cancelSlot(admin.ctx, saturday, { reason, keepDay: true })
    expect(await slotRow(saturday)).toMatchObject({ rule_id: null, status: 'CLOSED', taken: 0 })
    const again = here.read.selectFrom('slot').select(['starts_at', 'status', 'taken']).where('day', '=', '2026-01-17')
    const offered = await again.where('rule_id', '=', ruleId).executeTakeFirstOrThrow()
    expect(offered).toEqual({ starts_at: Date.parse('2026-01-17T15:00:00+05:30'), status: 'OPEN', taken: 0 })
    expect((await changeRule(admin.ctx, ruleId, rule('15:00'))).kept).toEqual([])
    expect((await here.row(booking.id)).state).toBe('BOOKED')
  })

  test('is cancelled: bookings end, seats are offered to nobody, the day stays closed', async () => {
    const { here, admin, slotRow } = await stage()
    const id = await here.slot('10:00')
    const { booking } = await here.booked(id)
    await here.wait(await here.visits.visitor())
    expect(await cancelSlot(admin.ctx, id, { reason, keepDay: false })).toEqual({ cancelled: 1 })
    expect(await here.row(booking.id)).toMatchObject({ state: 'CANCELLED', reason, sequence: 1 })
    expect(await slotRow(id)).toMatchObject({ status: 'CLOSED', taken: 0 })
    expect(await here.visits.messages('waitlist.offer')).toHaveLength(0)
    expect(await here.visits.messages('booking.cancelled')).toHaveLength(1)
    expect((await here.visits.messages('booking.agent')).at(-1)).toMatchObject({
      refs: expect.stringContaining('cancelled'),
    })
    expect(await refusal(cancelSlot(admin.ctx, id, { reason, keepDay: false }))).toBe('conflict')
  })

  test('goes to another agent, who is told of its customers and reminded', async () => {
    const { here, admin } = await stage()
    const other = await here.visits.staffer([here.product])
    const stranger = await here.visits.staffer([])
    const id = await here.slot('10:00')
    await here.booked(id)
    expect(await refusal(handSlot(admin.ctx, id, [stranger.id]))).toBe('invalid')
    await handSlot(admin.ctx, id, [other.id])
    const told = (await here.visits.messages('booking.agent')).map(({ recipient }) => recipient)
    const mail = await here.read.selectFrom('user').select('email').where('id', '=', other.id).executeTakeFirstOrThrow()
    expect(told).toContain(mail.email)
    const reminded = await here.visits.messages('slot.reminder')
    expect(reminded.map(({ recipient }) => recipient)).toContain(mail.email)
    const own = here.read.selectFrom('user').select('email').where('id', '=', here.agent.id)
    const left = (await here.visits.messages('booking.agent')).filter(({ refs }) => JSON.parse(refs).news === 'left')
    expect(left.map(({ recipient }) => recipient)).toEqual([(await own.executeTakeFirstOrThrow()).email])
  })

  test('of a rule that goes to another agent stays theirs when the rule’s slots are made again', async () => {
    const { here, admin } = await stage()
    const other = await here.visits.staffer([here.product])
    const given = { productId: here.product, clock: '15:00', lengthMin: 30, days: 'DAILY', firstDate: FRIDAY }
    const { id: ruleId } = await addRule(admin.ctx, ruleInput.parse({ ...given, capacity: 2, users: [here.agent.id] }))
    const slots = here.read.selectFrom('slot').select('id').where('rule_id', '=', ruleId).orderBy('day')
    const { id } = await slots.executeTakeFirstOrThrow()
    await here.booked(id)
    await handSlot(admin.ctx, id, [other.id])
    await makeAllSlots(here.visits.system)
    const agents = await here.read.selectFrom('slot_user').select('user_id').where('slot_id', '=', id).execute()
    expect(agents).toEqual([{ user_id: other.id }])
    expect(await here.visits.messages('slot.deserted')).toEqual([])
  })

  test('is neither moved nor handed into a time off', async () => {
    const { here, admin } = await stage()
    const other = await here.visits.staffer([here.product])
    const id = await here.slot('10:00', { day: '2026-01-17' })
    await here.booked(id)
    const startsAt = Date.parse(`${FRIDAY}T00:00:00+05:30`)
    const off = { startsAt, note: '' }
    await addTimeOff(admin.ctx, { ...off, userId: here.agent.id, endsAt: startsAt + 24 * 3_600_000 })
    await addTimeOff(admin.ctx, { ...off, userId: other.id, endsAt: startsAt + 48 * 3_600_000 })
    expect(await refusal(moveSlotWithAll(admin.ctx, id, { day: FRIDAY, clock: '11:00', reason }))).toBe('conflict')
    expect(await refusal(handSlot(admin.ctx, id, [other.id]))).toBe('conflict')
  })

  test('staff see the bookings of their products only; a move for a customer carries its reason', async () => {
    const { here, admin } = await stage()
    const stranger = await here.visits.staffer([await here.visits.product()])
    const [id, later] = [await here.slot('10:00'), await here.slot('12:00')]
    const { booking, visitor } = await here.booked(id)
    const all = bookingQuery.parse({})
    expect((await listBookings(here.agent.ctx, all)).rows).toMatchObject([{ id: booking.id, link: 'EARLY' }])
    expect((await listBookings(stranger.ctx, all)).total).toBe(0)
    expect((await listBookings(admin.ctx, { ...all, search: visitor.name })).total).toBe(1)
    expect((await listBookings(admin.ctx, { ...all, search: 'nobody' })).total).toBe(0)
    expect(await refusal(demoBooking(stranger.ctx, booking.demo_id))).toBe('not_found')
    expect(await refusal(moveForStaff(stranger.ctx, booking.id, { slotId: later, reason }))).toBe('not_found')
    await moveForStaff(here.agent.ctx, booking.id, { slotId: later, reason })
    const { booking: now, coming } = await demoBooking(here.agent.ctx, booking.demo_id)
    expect(now).toMatchObject({ slotId: later, state: 'BOOKED', reason })
    expect(coming).toMatchObject({ demoId: booking.demo_id })
  })

  test('whose meeting was opened early is neither moved nor cancelled', async () => {
    const { here, admin } = await stage()
    const id = await here.slot('10:00')
    const { booking } = await here.booked(id)
    here.visits.clock.advance(booking.starts_at - 5 * 60_000 - here.visits.clock.now())
    const { room } = await joinSlot(here.agent.ctx, id, false)
    const before = await here.visits.everything()
    expect(await refusal(moveSlotWithAll(admin.ctx, id, { day: FRIDAY, clock: '16:00', reason }))).toBe('conflict')
    expect(await refusal(cancelSlot(admin.ctx, id, { reason, keepDay: false }))).toBe('conflict')
    expect(await here.visits.everything()).toEqual(before)
    await transact(here.visits.system, (work) => closeMeeting(work, room))
    await moveSlotWithAll(admin.ctx, id, { day: FRIDAY, clock: '16:00', reason })
  })

  test('is moved while somebody waits in its lobby: they wait there no longer', async () => {
    const { here, admin } = await stage()
    const id = await here.slot('10:00')
    const { visitor, booking } = await here.booked(id)
    here.visits.clock.advance(booking.starts_at - 60_000 - here.visits.clock.now())
    await askToJoin(visitor.ctx, booking.demo_token)
    await moveSlotWithAll(admin.ctx, id, { day: FRIDAY, clock: '16:00', reason })
    expect((await here.visits.queue(here.agent)).knocks).toEqual([])
    expect((await here.visits.knock({ id: booking.demo_id })).reason).toBe('MOVED')
  })
})
