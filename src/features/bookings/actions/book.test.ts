import { expect, test } from 'vitest'
import { Bookings, FRIDAY } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { askToJoin } from '../../knocks/actions/ask.ts'
import { changeSlot } from '../../slots/actions/slots.ts'
import { checkFewToday } from '../reads.ts'
import { cancelBooking, cancelForStaff } from './cancel.ts'
import { moveBooking } from './move.ts'
import { settleSlots } from './settle.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

eachDatabase('bookings', (open) => {
  test('twenty visitors at the last seat: one has it, nobody else has anything', async () => {
    const stage = await Bookings.open(await open())
    const slot = await stage.slot()
    const visitors = await Promise.all(Array.from({ length: 20 }, () => stage.visits.visitor()))
    const answers = await Promise.all(visitors.map((visitor) => stage.book(visitor, slot)))
    expect(answers.filter((answer) => 'booked' in answer)).toHaveLength(1)
    expect(answers.filter((answer) => 'gone' in answer)).toHaveLength(19)
    expect(await stage.taken(slot)).toBe(1)
    expect(await stage.read.selectFrom('demo').select('id').execute()).toHaveLength(1)
    expect(await stage.visits.messages('booking.made')).toHaveLength(1)
  })

  test('a press that comes five times books once; two windows book once', async () => {
    const stage = await Bookings.open(await open())
    const [first, second] = [await stage.slot('10:00', { capacity: 5 }), await stage.slot('11:00', { capacity: 5 })]
    const visitor = await stage.visits.visitor()
    const pressed = await Promise.all(Array.from({ length: 5 }, () => stage.book(visitor, first, { key: 'a press' })))
    expect(new Set(pressed.map((answer) => JSON.stringify(answer))).size).toBe(1)
    const other = await stage.visits.visitor()
    const windows = await Promise.all([
      stage.book(other, first, { key: 'one window' }),
      stage.book(other, second, { key: 'another window' }),
    ])
    expect(windows.map((answer) => Object.keys(answer)[0]).toSorted()).toEqual(['booked', 'has'])
    expect((await stage.taken(first)) + (await stage.taken(second))).toBe(2)
    expect(await stage.visits.messages('booking.made')).toHaveLength(2)
  })

  test('what cannot be booked: past, too soon, closed, of another product, of an inactive one', async () => {
    const stage = await Bookings.open(await open(), { noticeMin: 60 })
    const visitor = await stage.visits.visitor()
    const [soon, closed, slot] = [
      await stage.slot('12:30', { day: '2026-01-15' }),
      await stage.slot('10:00'),
      await stage.slot('11:00'),
    ]
    await changeSlot(stage.visits.system, closed, { status: 'CLOSED' })
    const other = await stage.visits.product()
    const before = await stage.visits.everything()
    expect(await stage.book(visitor, soon)).toEqual({ gone: true })
    expect(await stage.book(visitor, closed)).toEqual({ gone: true })
    expect(await refusal(stage.book(visitor, 987_654))).toBe('not_found')
    const foreign = new Proxy(stage, { get: (it, name) => (name === 'product' ? other : Reflect.get(it, name)) })
    expect(await refusal(foreign.book(visitor, slot))).toBe('not_found')
    const status = (it: 'ACTIVE' | 'INACTIVE') =>
      stage.visits.database.write.updateTable('product').set({ status: it }).where('id', '=', stage.product).execute()
    await status('INACTIVE')
    expect(await refusal(stage.book(visitor, slot))).toBe('gone')
    await status('ACTIVE')
    stage.visits.clock.advance(DAY)
    expect(await stage.book(visitor, slot)).toEqual({ gone: true })
    expect(await stage.visits.everything()).toEqual(before)
  })

  test('a second booking of a product is offered as a move, and moves the first', async () => {
    const stage = await Bookings.open(await open())
    const [first, second] = [await stage.slot('10:00'), await stage.slot('11:00')]
    const { visitor, booking } = await stage.booked(first)
    expect(await stage.book(visitor, first)).toEqual({ booked: booking.id })
    expect(await stage.book(visitor, second)).toEqual({ has: booking.id })
    const moved = await stage.book(visitor, second, { move: true })
    expect(moved).toEqual({ booked: expect.any(Number) })
    const after = await stage.row((moved as { booked: number }).booked)
    expect(after).toMatchObject({ slot_id: second, demo_id: booking.demo_id, sequence: 1, state: 'BOOKED' })
    expect(await stage.row(booking.id)).toMatchObject({ state: 'MOVED', moved_to: after.id, open_key: null })
    expect([await stage.taken(first), await stage.taken(second)]).toEqual([0, 1])
    expect(stage.link(after)).not.toBe(stage.link(booking))
  })

  test('a move that fails leaves the booking as it was; twenty at the last seat move one', async () => {
    const stage = await Bookings.open(await open())
    const [home, last] = [await stage.slot('10:00', { capacity: 20 }), await stage.slot('11:00')]
    const booked = await Promise.all(Array.from({ length: 10 }, () => stage.booked(home)))
    const moves = await Promise.all(
      booked.map(({ visitor, booking }) => moveBooking(visitor.ctx, booking.id, last, `move ${booking.id}`)),
    )
    expect(moves.filter(Boolean)).toHaveLength(1)
    expect([await stage.taken(home), await stage.taken(last)]).toEqual([9, 1])
    const open_ = await stage.read.selectFrom('booking').select('id').where('open_key', 'is not', null).execute()
    expect(open_).toHaveLength(10)
    expect(await stage.visits.messages('booking.moved')).toHaveLength(1)
  })

  test('moves there and back at once end in one place each', async () => {
    const stage = await Bookings.open(await open())
    const [a, b] = [await stage.slot('10:00', { capacity: 2 }), await stage.slot('11:00', { capacity: 2 })]
    const [one, two] = [await stage.booked(a), await stage.booked(b)]
    const results = await Promise.all([
      moveBooking(one.visitor.ctx, one.booking.id, b, '1'),
      moveBooking(two.visitor.ctx, two.booking.id, a, '2'),
    ])
    expect(results.every(Boolean)).toBe(true)
    expect([await stage.taken(a), await stage.taken(b)]).toEqual([1, 1])
  })

  test('a cancelled booking frees its seat once, and its time can be booked again', async () => {
    const stage = await Bookings.open(await open())
    const slot = await stage.slot()
    const { visitor, booking } = await stage.booked(slot)
    await Promise.all([1, 2, 3].map(() => cancelBooking(visitor.ctx, booking.id)))
    expect(await stage.taken(slot)).toBe(0)
    expect(await stage.row(booking.id)).toMatchObject({ state: 'CANCELLED', sequence: 1, status: 'CANCELLED' })
    expect(await stage.visits.messages('booking.cancelled')).toHaveLength(1)
    expect(await refusal(moveBooking(visitor.ctx, booking.id, slot, ''))).toBe('gone')
    expect(await stage.book(visitor, slot)).toEqual({ booked: expect.any(Number) })
  })

  test('what is over, or was moved, is neither moved nor cancelled', async () => {
    const stage = await Bookings.open(await open())
    const [first, second] = [await stage.slot('10:00'), await stage.slot('11:00', { day: '2026-01-20' })]
    const { visitor, booking } = await stage.booked(first)
    const moved = await moveBooking(visitor.ctx, booking.id, second, 'k')
    expect(await moveBooking(visitor.ctx, booking.id, second, 'k')).toEqual(moved)
    expect(await refusal(cancelBooking(visitor.ctx, booking.id))).toBe('gone')
    stage.visits.clock.advance(6 * DAY)
    expect(await refusal(cancelBooking(visitor.ctx, moved!.id))).toBe('gone')
    expect(await refusal(moveBooking(visitor.ctx, moved!.id, first, ''))).toBe('gone')
    expect(await stage.taken(second)).toBe(1)
  })

  test('twenty bookings and moves a day are enough', async () => {
    const bookings = await Bookings.open(await open())
    const slots = [await bookings.slot('10:00'), await bookings.slot('11:00')]
    const visitor = await bookings.visits.visitor()
    for (let n = 0; n < 20; n++) {
      await checkFewToday(visitor.ctx)
      bookings.visits.clock.advance(1)
      await bookings.book(visitor, slots[n % 2]!, { move: true, key: `${n}` })
    }
    expect(await refusal(checkFewToday(visitor.ctx))).toBe('too_many')
    bookings.visits.clock.advance(DAY)
    await checkFewToday(visitor.ctx)
  })

  test('who was blocked meanwhile does not book', async () => {
    const bookings = await Bookings.open(await open())
    const visitor = await bookings.visits.visitor()
    const { database } = bookings.visits
    await database.write.updateTable('customer').set({ blocked_at: 1 }).where('id', '=', visitor.id).execute()
    expect(await refusal(bookings.book(visitor, await bookings.slot()))).toBe('unauthenticated')
  })

  test('a waiting visit of today ends for a booking of the same product', async () => {
    const stage = await Bookings.open(await open())
    const slot = await stage.slot('10:00', { day: FRIDAY })
    await stage.visits.expert(stage.product)
    const visitor = await stage.visits.visitor()
    const visit = await stage.visits.waiting(stage.product, visitor)
    const { booking } = await stage.booked(slot, visitor)
    expect(await stage.visits.demo(visit)).toMatchObject({ open_key: null, status: 'NOT_JOINED' })
    expect(booking.demo_id).not.toBe(visit.id)
    expect((await stage.visits.knock(visit)).state).toBe('LEFT')
  })

  test('what has been settled is not cancelled by staff either', async () => {
    const stage = await Bookings.open(await open())
    const slot = await stage.slot()
    const { booking } = await stage.booked(slot)
    stage.visits.clock.advance(2 * DAY)
    await settleSlots(stage.visits.system)
    expect(await refusal(cancelForStaff(stage.agent.ctx, booking.id, 'Ill'))).toBe('gone')
  })

  test('who waits in the lobby of a time that is moved waits no longer', async () => {
    const stage = await Bookings.open(await open())
    const [first, second] = [await stage.slot('10:00'), await stage.slot('12:00')]
    const { visitor, booking } = await stage.booked(first)
    stage.visits.clock.advance(booking.starts_at - MINUTE - stage.visits.clock.now())
    await askToJoin(visitor.ctx, booking.demo_token)
    expect((await stage.visits.queue(stage.agent)).knocks).toHaveLength(1)
    await moveBooking(visitor.ctx, booking.id, second, 'k')
    expect((await stage.visits.queue(stage.agent)).knocks).toEqual([])
    const seen = await stage.visits.seen({ id: booking.demo_id })
    expect(seen).toMatchObject({ state: 'LEFT', reason: 'MOVED', slot: null })
  })

  test('a booking of a day one waits for ends the waiting, also by a move', async () => {
    const stage = await Bookings.open(await open())
    await stage.booked(await stage.slot('10:00'))
    const [one, two] = [await stage.visits.visitor(), await stage.visits.visitor()]
    await stage.booked(await stage.slot('10:00', { day: '2026-01-17' }), two)
    await stage.wait(one)
    await stage.wait(two)
    await stage.booked(await stage.slot('12:00'), one)
    expect((await stage.waiting(one)).state).toBe('LEFT')
    expect((await stage.waiting(two)).state).toBe('WAITING')
    await stage.book(two, await stage.slot('13:00'), { move: true })
    expect((await stage.waiting(two)).state).toBe('LEFT')
  })
})
