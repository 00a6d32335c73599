import { expect, test } from 'vitest'
import { Bookings } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { newToken } from '../../../platform/keys.ts'
import { forgetVisitor } from '../../registrations/actions.ts'
import { pinOf } from '../reads.ts'
import { cancelBooking } from './cancel.ts'
import { moveForStaff } from './move.ts'
import { checkPin, openInBrowser, sendNewPin } from './pin.ts'

const MINUTE = 60_000

eachDatabase('the PIN of a meeting link', (open) => {
  async function stage(browser?: string) {
    const bookings = await Bookings.open(await open())
    const { booking, visitor } = await bookings.booked(await bookings.slot(), undefined, browser)
    const pin = bookings.pin(booking)
    const wrong = pin === '111111' ? '222222' : '111111'
    const ctx = { ...bookings.visits.system, actor: { kind: 'ANONYMOUS' as const } }
    return { bookings, booking, visitor, pin, wrong, ctx, link: bookings.link(booking), clock: bookings.visits.clock }
  }

  test('right: a session of the customer, and the tries are forgotten', async () => {
    const { ctx, link, pin, wrong, visitor, bookings, booking } = await stage()
    expect(await checkPin(ctx, link, wrong)).toEqual({ wrong: 4 })
    const checked = await checkPin(ctx, link, pin)
    expect(checked).toEqual({ session: { id: expect.any(Number), token: expect.any(String) } })
    const session = bookings.read.selectFrom('visitor_session').select('customer_id')
    const own = session.where('id', '=', (checked as { session: { id: number } }).session.id)
    expect((await own.executeTakeFirstOrThrow()).customer_id).toBe(visitor.id)
    expect(await bookings.row(booking.id)).toMatchObject({ pin_tries: 0, pin_locked_until: null })
  })

  test('a hundred wrong ones at once: five count, then it is locked, for the right one too until the lock ends', async () => {
    const { ctx, link, pin, wrong, clock, bookings, booking } = await stage()
    const checks = await Promise.all(Array.from({ length: 100 }, () => checkPin(ctx, link, wrong)))
    expect(checks.filter((it) => 'wrong' in it)).toHaveLength(4)
    expect(checks.filter((it) => 'locked' in it)).toHaveLength(96)
    expect((await bookings.row(booking.id)).pin_tries).toBe(5)
    expect(await checkPin(ctx, link, pin)).toEqual({ locked: clock.now() + 15 * MINUTE })
    clock.advance(15 * MINUTE)
    expect(await checkPin(ctx, link, pin)).toHaveProperty('session')
  })

  test('ten thousand different ones over eight hours: thirty are looked at, none opens, and its customer still comes in', async () => {
    const browser = newToken()
    const { ctx, link, pin, clock, bookings, booking } = await stage(browser)
    const { read } = bookings
    const others = async () => ({
      booking: { ...(await bookings.row(booking.id)), pin_tries: null, pin_locked_until: null },
      slot: await read.selectFrom('slot').selectAll().execute(),
      demo: await read.selectFrom('demo').selectAll().execute(),
      customer: await read.selectFrom('customer').selectAll().execute(),
      sessions: await read.selectFrom('visitor_session').selectAll().execute(),
      messages: await read.selectFrom('message').select('id').execute(),
    })
    const before = await others()
    const told = await read.selectFrom('event').select('id').execute()
    const guesses = Array.from({ length: 10_001 }, (_, n) => String(n * 97).padStart(6, '0')).filter((it) => it !== pin)
    const seen = { wrong: 0, locked: 0, other: 0 }
    for (let n = 0; n < 10_000; n += 100) {
      const answers = await Promise.all(guesses.slice(n, n + 100).map((guess) => checkPin(ctx, link, guess)))
      for (const it of answers) seen['wrong' in it ? 'wrong' : 'locked' in it ? 'locked' : 'other']++
      clock.advance(5 * MINUTE)
    }
    expect(seen).toEqual({ wrong: 24, locked: 9_976, other: 0 })
    expect((await bookings.row(booking.id)).pin_tries).toBe(30)
    expect(await others()).toEqual(before)
    const events = await read.selectFrom('event').select('action').where('id', '>', told.at(-1)!.id).execute()
    expect(events.map(({ action }) => action)).toEqual(Array(6).fill('booking.locked'))

    expect(await openInBrowser(ctx, await bookings.row(booking.id), browser), 'its own browser').toHaveProperty('token')
    const locked = (await checkPin(ctx, link, pin)) as { locked: number }
    expect(locked.locked - clock.now(), 'the right one waits too').toBeGreaterThan(0)
    clock.advance(locked.locked - clock.now() - 1)
    expect(await checkPin(ctx, link, pin)).toEqual(locked)
    clock.advance(1)
    expect(await checkPin(ctx, link, pin)).toHaveProperty('session')
    expect(await bookings.row(booking.id)).toMatchObject({ pin_tries: 0, pin_locked_until: null })
  }, 60_000)

  test('however many were wrong, no lock is longer than a day, and a new PIN lifts it', async () => {
    const { ctx, link, pin, clock, bookings, booking } = await stage()
    const wrongs = bookings.visits.database.write.updateTable('booking').set({ pin_tries: 9_999 })
    await wrongs.where('id', '=', booking.id).execute()
    const wrong = pin === '111111' ? '222222' : '111111'
    expect(await checkPin(ctx, link, wrong)).toEqual({ locked: clock.now() + 24 * 60 * MINUTE })
    expect(await checkPin(ctx, link, pin)).toHaveProperty('locked')
    expect(await sendNewPin(ctx, link)).toBe(true)
    const now = pinOf(bookings.visits.app.keys, await bookings.row(booking.id))
    expect(await checkPin(ctx, link, now)).toHaveProperty('session')
  })

  test('each further five cost twice the time', async () => {
    const { ctx, link, wrong, clock } = await stage()
    const locks: number[] = []
    for (let n = 0; n < 15; n++) {
      const checked = await checkPin(ctx, link, wrong)
      if (!('locked' in checked)) continue
      locks.push((checked.locked - clock.now()) / MINUTE)
      clock.advance(checked.locked - clock.now())
    }
    expect(locks).toEqual([15, 30, 60])
  })

  test('a new PIN voids the old one and lifts the lock, three times an hour', async () => {
    const { ctx, link, pin, wrong, bookings, booking, clock } = await stage()
    for (let n = 0; n < 5; n++) await checkPin(ctx, link, wrong)
    expect(await sendNewPin(ctx, link)).toBe(true)
    expect(await checkPin(ctx, link, pin)).toHaveProperty('wrong')
    const now = pinOf(bookings.visits.app.keys, await bookings.row(booking.id))
    expect(await checkPin(ctx, link, now)).toHaveProperty('session')
    const more = [await sendNewPin(ctx, link), await sendNewPin(ctx, link), await sendNewPin(ctx, link)]
    expect(more).toEqual([true, true, false])
    expect(await bookings.visits.messages('booking.pin')).toHaveLength(3)
    clock.advance(61 * MINUTE)
    expect(await sendNewPin(ctx, link)).toBe(true)
  })

  test('eight new PINs a day, however they are spread', async () => {
    const { ctx, link, clock } = await stage()
    const sent: boolean[] = []
    for (let n = 0; n < 10; n++) {
      sent.push(await sendNewPin(ctx, link))
      clock.advance(61 * MINUTE)
    }
    expect(sent).toEqual([...Array(8).fill(true), false, false])
    clock.advance(24 * 60 * MINUTE)
    expect(await sendNewPin(ctx, link)).toBe(true)
  })

  test('a token that is nobody’s opens nothing, and a PIN opens its own booking alone', async () => {
    const { ctx, pin, bookings } = await stage()
    expect(await refusal(checkPin(ctx, newToken(), pin))).toBe('not_found')
    expect(await refusal(sendNewPin(ctx, newToken()))).toBe('not_found')
    const { booking: other } = await bookings.booked(await bookings.slot('11:00'))
    if (bookings.pin(other) !== pin) expect(await checkPin(ctx, bookings.link(other), pin)).toEqual({ wrong: 4 })
  })

  test('staff move it at night: the PIN they have opens the link of the e-mail, long before the SMS', async () => {
    const { ctx, link, bookings, booking, clock } = await stage()
    await sendNewPin(ctx, link)
    const pin = bookings.pin(await bookings.row(booking.id))
    clock.advance(11 * 60 * MINUTE)
    const { id } = await moveForStaff(bookings.agent.ctx, booking.id, {
      slotId: await bookings.slot('06:30'),
      reason: 'An appointment',
    })
    const [sms] = await bookings.visits.messages('booking.moved')
    expect(sms!.next_try).toBeGreaterThan(clock.now())
    expect(await checkPin(ctx, bookings.link(await bookings.row(id)), pin)).toHaveProperty('session')
  })

  test('what is called off opens nothing', async () => {
    const { ctx, link, pin, visitor, booking } = await stage()
    await cancelBooking(visitor.ctx, booking.id)
    expect(await checkPin(ctx, link, pin)).toEqual({ over: true })
  })

  test('nor once its time is past', async () => {
    const { ctx, link, pin, booking, clock } = await stage()
    clock.advance(booking.ends_at - clock.now())
    expect(await checkPin(ctx, link, pin)).toEqual({ over: true })
  })

  test('a blocked customer is answered as anyone, and never gets in', async () => {
    const browser = newToken()
    const { ctx, link, pin, visitor, bookings, booking } = await stage(browser)
    const blocked = bookings.visits.database.write.updateTable('customer').set({ blocked_at: 1 })
    await blocked.where('id', '=', visitor.id).execute()
    expect(await checkPin(ctx, link, pin)).toEqual({ wrong: 4 })
    expect(await sendNewPin(ctx, link)).toBe(true)
    expect(await bookings.visits.messages('booking.pin')).toEqual([])
    expect(await openInBrowser(ctx, await bookings.row(booking.id), browser)).toBeUndefined()
  })

  test('the browser that booked is not asked; any other is', async () => {
    const browser = newToken()
    const { ctx, booking, bookings } = await stage(browser)
    expect(await openInBrowser(ctx, booking, browser)).toHaveProperty('token')
    expect(await openInBrowser(ctx, booking, newToken())).toBeUndefined()
    await forgetVisitor(ctx, browser)
    expect(await openInBrowser(ctx, await bookings.row(booking.id), browser), 'Not you?').toBeUndefined()
  })
})
