import { expect, test } from 'vitest'
import { Bookings, FRIDAY } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { newToken } from '../../../platform/keys.ts'
import { cancelBooking } from '../../bookings/actions/cancel.ts'
import { bookOffer } from '../../bookings/actions/offer.ts'
import { changeProduct } from '../../products/actions.ts'
import { addTimeOff, changeSlot } from '../../slots/actions/slots.ts'
import { daysWaitedFor, openOffer, seatsHeld } from '../reads.ts'
import { askForShownDay, declineOffer, leaveShownDay, sweepWaitlist } from './wait.ts'

const MINUTE = 60_000

eachDatabase('the waitlist', (open) => {
  /** A full day with two who wait. */
  async function stage() {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot()
    const { visitor: holder, booking } = await bookings.booked(slot)
    const [first, second] = [await bookings.visits.visitor(), await bookings.visits.visitor()]
    await bookings.wait(first)
    bookings.visits.clock.advance(1)
    await bookings.wait(second)
    const { visits } = bookings
    const ctx = { ...visits.system, actor: { kind: 'ANONYMOUS' as const } }
    const free = () => cancelBooking(holder.ctx, booking.id)
    return { bookings, slot, booking, first, second, ctx, visits, free, clock: visits.clock }
  }

  test('asking twice is asking once; a day with a free time is not waited for', async () => {
    const { bookings, first, visits } = await stage()
    await bookings.wait(first)
    expect(await visits.database.read.selectFrom('waitlist').select('id').execute()).toHaveLength(2)
    expect([...(await daysWaitedFor(first.ctx, bookings.product))]).toEqual([FRIDAY])
    await bookings.slot('11:00')
    expect(await refusal(bookings.wait(await visits.visitor()))).toBe('conflict')
    expect(await refusal(bookings.wait(first, '2026-01-20'))).toBe('conflict')
  })

  test('a freed seat is held for the first for ten minutes, then for the next', async () => {
    const { bookings, slot, first, second, visits, clock, free } = await stage()
    await free()
    expect(await bookings.taken(slot)).toBe(1)
    expect(await bookings.waiting(first)).toMatchObject({ state: 'OFFERED', slot_id: slot })
    expect((await bookings.waiting(second)).state).toBe('WAITING')
    expect(await bookings.book(await visits.visitor(), slot)).toEqual({ gone: true })
    clock.advance(9 * MINUTE)
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(second)).state).toBe('WAITING')
    clock.advance(MINUTE)
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(first)).state).toBe('LAPSED')
    expect((await bookings.waiting(second)).state).toBe('OFFERED')
    expect(await visits.messages('waitlist.offer')).toHaveLength(2)
    clock.advance(10 * MINUTE)
    await sweepWaitlist(visits.system)
    expect(await bookings.taken(slot)).toBe(0)
  })

  test('an offer is taken once, however often it is pressed; not after it has lapsed', async () => {
    const { bookings, slot, first, second, ctx, visits, clock, free } = await stage()
    await free()
    const { link, id } = await bookings.waiting(first)
    const browser = newToken()
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => bookOffer(ctx, link, browser)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await bookings.taken(slot)).toBe(1)
    expect((await bookings.waiting(first)).state).toBe('TAKEN')
    expect(await openOffer(visits.system, id)).toBeUndefined()
    const booking = await bookings.row(taken.find(Boolean)!.result)
    expect(booking).toMatchObject({ customer_id: first.id, slot_id: slot })
    await cancelBooking(first.ctx, booking.id)
    const other = await bookings.waiting(second)
    clock.advance(10 * MINUTE)
    expect(await bookOffer(ctx, other.link, browser)).toBeUndefined()
    expect(await refusal(bookOffer(ctx, newToken(), browser))).toBe('not_found')
  })

  test('who leaves the line is not offered a seat, and gives an offered one on', async () => {
    const { bookings, first, second, visits, free } = await stage()
    const states = async () => {
      const rows = await visits.database.read.selectFrom('waitlist').select(['customer_id', 'state']).execute()
      return new Map(rows.map(({ customer_id, state }) => [customer_id, state]))
    }
    await free()
    expect(await states()).toEqual(
      new Map([
        [first.id, 'OFFERED'],
        [second.id, 'WAITING'],
      ]),
    )
    await leaveShownDay(first.ctx, bookings.product, FRIDAY, 'Asia/Kolkata')
    expect(await states()).toEqual(
      new Map([
        [first.id, 'LEFT'],
        [second.id, 'OFFERED'],
      ]),
    )
    expect([...(await daysWaitedFor(first.ctx, bookings.product))]).toEqual([])
    await leaveShownDay(second.ctx, bookings.product, '2026-01-20', 'Asia/Kolkata')
    expect((await states()).get(second.id)).toBe('OFFERED')
  })

  test('a booking of another day moves to the seat that is taken', async () => {
    const { bookings, slot, first, ctx, free } = await stage()
    const later = await bookings.slot('10:00', { day: '2026-01-20' })
    const { booking } = await bookings.booked(later, first)
    await free()
    const taken = await bookOffer(ctx, (await bookings.waiting(first)).link, newToken())
    expect(await bookings.row(taken!.result)).toMatchObject({ slot_id: slot, demo_id: booking.demo_id, sequence: 1 })
    expect([await bookings.taken(slot), await bookings.taken(later)]).toEqual([1, 0])
  })

  test('who has a seat of the slot by now gives the offered one on', async () => {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot('10:00', { capacity: 2 })
    const [one, two] = [await bookings.booked(slot), await bookings.booked(slot)]
    const [first, second] = [await bookings.visits.visitor(), await bookings.visits.visitor()]
    await bookings.wait(first)
    bookings.visits.clock.advance(1)
    await bookings.wait(second)
    await cancelBooking(one.visitor.ctx, one.booking.id)
    await bookOffer(bookings.visits.system, (await bookings.waiting(first)).link, newToken())
    await bookings.wait(first)
    await cancelBooking(two.visitor.ctx, two.booking.id)
    expect((await bookings.waiting(second)).state).toBe('OFFERED')
    bookings.visits.clock.advance(10 * MINUTE)
    await sweepWaitlist(bookings.visits.system)
    const again = await bookings.waiting(first)
    expect(again.state).toBe('OFFERED')
    const kept = await bookOffer(bookings.visits.system, again.link, newToken())
    expect(await bookings.row(kept!.result)).toMatchObject({ customer_id: first.id, sequence: 0, state: 'BOOKED' })
    expect(await bookings.taken(slot)).toBe(1)
  })

  test('a blocked customer’s offer is not lost to the next', async () => {
    const { bookings, first, second, ctx, visits, clock, free } = await stage()
    await free()
    const { link } = await bookings.waiting(first)
    await visits.database.write.updateTable('customer').set({ blocked_at: 1 }).where('id', '=', first.id).execute()
    expect(await bookOffer(ctx, link, newToken())).toBeUndefined()
    expect((await bookings.waiting(first)).state).toBe('OFFERED')
    clock.advance(10 * MINUTE)
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(second)).state).toBe('OFFERED')
  })

  test('who sleeps keeps the turn: the seat goes to who is awake', async () => {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot()
    const { visitor: holder, booking } = await bookings.booked(slot)
    const [asleep, awake] = [await bookings.visits.visitor(), await bookings.visits.visitor()]
    await bookings.wait(asleep, FRIDAY, 'America/New_York')
    bookings.visits.clock.advance(1)
    await bookings.wait(awake)
    await cancelBooking(holder.ctx, booking.id)
    expect((await bookings.waiting(asleep)).state).toBe('WAITING')
    expect((await bookings.waiting(awake)).state).toBe('OFFERED')
  })

  test('no, thanks: the seat goes on at once, once; to everybody when nobody is next', async () => {
    const { bookings, slot, first, second, ctx, visits, free } = await stage()
    await free()
    const [own] = await seatsHeld(first.ctx, bookings.product)
    const { link, offer_ends } = await bookings.waiting(first)
    expect(own).toMatchObject({ slotId: slot, href: `/w/${link}`, until: offer_ends })
    expect(await seatsHeld(second.ctx, bookings.product)).toEqual([])
    await declineOffer(ctx, link)
    await declineOffer(ctx, link)
    expect((await bookings.waiting(first)).state).toBe('LEFT')
    expect(await seatsHeld(first.ctx, bookings.product)).toEqual([])
    expect((await bookings.waiting(second)).state).toBe('OFFERED')
    expect(await bookings.taken(slot)).toBe(1)
    expect(await bookOffer(ctx, link, newToken())).toBeUndefined()
    await declineOffer(ctx, (await bookings.waiting(second)).link)
    expect(await bookings.taken(slot)).toBe(0)
    expect(await bookings.book(await visits.visitor(), slot)).toHaveProperty('booked')
    expect(await refusal(declineOffer(ctx, newToken()))).toBe('not_found')
  })

  test('a seat freed at night is kept for the first of the line until their ten minutes in the morning', async () => {
    const { bookings, slot, first, second, visits, clock, free } = await stage()
    // 23:00 in Kolkata.
    clock.advance(11 * 60 * MINUTE)
    await free()
    const offer = await bookings.waiting(first)
    expect(offer).toMatchObject({ state: 'OFFERED', offer_ends: Date.parse(`${FRIDAY}T08:10:00+05:30`) })
    expect(await bookings.book(await visits.visitor(), slot)).toEqual({ gone: true })
    const [sms] = await visits.messages('waitlist.offer')
    expect(sms).toMatchObject({ state: 'PENDING', next_try: Date.parse(`${FRIDAY}T08:00:00+05:30`) })
    clock.advance(9 * 60 * MINUTE + 5 * MINUTE)
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(first)).state).toBe('OFFERED')
    clock.advance(5 * MINUTE)
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(first)).state).toBe('LAPSED')
    expect((await bookings.waiting(second)).state).toBe('OFFERED')
  })

  test('a seat freed at night that begins before anybody wakes is everybody’s', async () => {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot('08:10')
    const { visitor: holder, booking } = await bookings.booked(slot)
    const waits = await bookings.visits.visitor()
    await bookings.wait(waits)
    bookings.visits.clock.advance(11 * 60 * MINUTE)
    await cancelBooking(holder.ctx, booking.id)
    expect((await bookings.waiting(waits)).state).toBe('WAITING')
    expect(await bookings.book(await bookings.visits.visitor(), slot)).toHaveProperty('booked')
  })

  test('an offered seat that has lost its expert by the morning is not booked: the first waits on', async () => {
    const { bookings, slot, first, ctx, visits, clock, free } = await stage()
    clock.advance(11 * 60 * MINUTE)
    await free()
    const { link } = await bookings.waiting(first)
    const [startsAt, endsAt] = [Date.parse(`${FRIDAY}T00:00:00+05:30`), Date.parse(`${FRIDAY}T23:00:00+05:30`)]
    await addTimeOff(visits.system, { userId: bookings.agent.id, startsAt, endsAt, note: '' })
    clock.advance(9 * 60 * MINUTE + MINUTE)
    expect(await bookOffer(ctx, link)).toBeUndefined()
    expect(await bookings.waiting(first)).toMatchObject({ state: 'WAITING', slot_id: null })
    expect(await bookings.taken(slot)).toBe(0)
  })

  test('an offer ends when its time can be booked no more', async () => {
    const bookings = await Bookings.open(await open(), { noticeMin: 0 })
    const slot = await bookings.slot('08:05')
    const { visitor: holder, booking } = await bookings.booked(slot)
    const waits = await bookings.visits.visitor()
    await bookings.wait(waits)
    bookings.visits.clock.advance(11 * 60 * MINUTE)
    await cancelBooking(holder.ctx, booking.id)
    expect((await bookings.waiting(waits)).offer_ends).toBe(Date.parse(`${FRIDAY}T08:05:00+05:30`))
  })

  test('a seat of an inactive product is offered to nobody; a slot with no more than an offer can be closed', async () => {
    const { bookings, slot, first, second, visits, free } = await stage()
    await changeProduct(visits.system, bookings.product, { status: 'INACTIVE' })
    await free()
    expect([(await bookings.waiting(first)).state, await bookings.taken(slot)]).toEqual(['WAITING', 0])
    await changeProduct(visits.system, bookings.product, { status: 'ACTIVE' })
    await sweepWaitlist(visits.system)
    expect((await bookings.waiting(first)).state).toBe('OFFERED')
    await changeSlot(visits.system, slot, { status: 'CLOSED' })
    expect([(await bookings.waiting(first)).state, await bookings.taken(slot)]).toEqual(['WAITING', 0])
    expect((await bookings.waiting(second)).state).toBe('WAITING')
  })

  test('a day of another zone waits for the product’s days of its full times', async () => {
    const bookings = await Bookings.open(await open())
    const [early, late] = [await bookings.slot('08:00'), await bookings.slot('20:00')]
    for (const slot of [early, late]) await bookings.booked(slot)
    const visitor = await bookings.visits.visitor()
    const wish = { productId: bookings.product, source: 'WEBSITE' as const, storeId: null, zone: 'America/New_York' }
    // 08:00 on Friday in Kolkata is Thursday evening in New York.
    await askForShownDay(visitor.ctx, { ...wish, day: '2026-01-15' }, wish.zone)
    expect([...(await daysWaitedFor(visitor.ctx, bookings.product))]).toEqual([FRIDAY])
    expect(await refusal(askForShownDay(visitor.ctx, { ...wish, day: '2026-01-17' }, wish.zone))).toBe('conflict')
  })
})
