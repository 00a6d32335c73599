import { afterEach, expect, test } from 'vitest'
import { decoded, openWeb, type Web } from '../../../tests/contract/otp-web.ts'
import { Bookings, FRIDAY } from '../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { cancelBooking } from '../bookings/actions/cancel.ts'
import { moveSlotWithAll } from '../bookings/actions/whole-slot.ts'
import { productById } from '../products/reads.ts'

const MINUTE = 60_000

eachDatabase('the pages of an offered seat', (open) => {
  let web: Web
  afterEach(() => web.close())

  /** A seat of two that is held for its waiter, who is verified in a browser. */
  async function stage() {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot('10:00', { capacity: 2 })
    const [one] = [await bookings.booked(slot), await bookings.booked(slot)]
    const waits = await bookings.visits.visitor()
    await bookings.wait(waits)
    await cancelBooking(one.visitor.ctx, one.booking.id)
    web = await openWeb(bookings.visits.app)
    const { slug } = (await productById(bookings.visits.system, bookings.product))!
    const own = web.browser()
    own.jar.cookies.set('phygital-visitor', (await bookings.visits.session(waits.id)).cookie)
    const href = `/w/${(await bookings.waiting(waits)).link}`
    const state = async () => JSON.parse((await web.browser().get(`/api${href}/state`)).html).state
    return { bookings, slot, waits, own, href, state, schedule: `/demo/${slug}/schedule`, clock: bookings.visits.clock }
  }

  test('their own calendar shows the seat as held for them and leads to it', async () => {
    const { slot, own, href, schedule } = await stage()
    const page = decoded((await own.get(`${schedule}?day=${FRIDAY}`)).html)
    expect(page).toContain('16 January: Held for you" aria-current="date" data-mark="Held"')
    expect(page.split(`href="${href}"`)).toHaveLength(3)
    expect(page).not.toMatch(/>Full<|We text you when|You wait for/)
    expect(await own.get(`${schedule}?slot=${slot}`)).toMatchObject({ status: 303, to: href })
  })

  test('a page left open follows: held, then lapsed, without a word of a next one', async () => {
    const { href, state, own, clock } = await stage()
    expect(await state()).toBe('held')
    const page = (await own.get(href)).html
    expect(page).toContain(`data-follow="/api${href}/state" data-state="held"`)
    clock.advance(10 * MINUTE)
    expect(await state()).toBe('lapsed')
    const lapsed = decoded((await own.get(href)).html)
    expect(lapsed).toContain('not held any more')
    expect(lapsed).not.toMatch(/<form[^>]*action="\/w|next/)
  })

  test('No, thanks gives it up, without a session', async () => {
    const { bookings, slot, href, state } = await stage()
    const anyone = web.browser()
    expect((await anyone.get(href)).html).toContain(`action="${href}/decline"`)
    expect(await anyone.post(`${href}/decline`)).toMatchObject({ status: 303, to: href })
    expect((await anyone.get(href)).html).toContain('You have given the seat up')
    expect([await state(), await bookings.taken(slot)]).toEqual(['left', 1])
  })

  test('a time that staff move is offered no longer; its waiter keeps the place', async () => {
    const { bookings, slot, href, own, state } = await stage()
    const admin = await bookings.visits.staffer([], 'ADMIN')
    await moveSlotWithAll(admin.ctx, slot, { day: '2026-01-20', clock: '10:00', reason: 'The expert is away' })
    expect(await state()).toBe('back')
    expect((await own.get(href)).html).toContain('You keep your place')
  })
})
