import { afterEach, expect, test } from 'vitest'
import { decoded, openWeb, type Web } from '../../../../tests/contract/otp-web.ts'
import { Bookings } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import type { Visitor } from '../../../../tests/support/visits.ts'
import { askToJoin } from '../../knocks/actions/ask.ts'
import { admitKnock } from '../../knocks/actions/decide.ts'
import { enterMeeting } from '../../meetings/actions.ts'
import { changeProduct } from '../../products/actions.ts'
import { productById } from '../../products/reads.ts'

const MINUTE = 60_000

eachDatabase('the pages behind a meeting link', (open) => {
  let web: Web
  afterEach(() => web.close())

  /** A booking, and another browser with its link. */
  async function stage() {
    const bookings = await Bookings.open(await open())
    const slot = await bookings.slot()
    const { booking, visitor } = await bookings.booked(slot)
    web = await openWeb(bookings.visits.app)
    const pin = bookings.pin(booking)
    const { slug } = (await productById(bookings.visits.system, bookings.product))!
    const wrong = pin === '111111' ? '222222' : '111111'
    const link = `/m/${bookings.link(booking)}`
    /** A browser in which a visitor is verified. */
    const as = async ({ id }: Visitor) => {
      const browser = web.browser()
      browser.jar.cookies.set('phygital-visitor', (await bookings.visits.session(id)).cookie)
      return browser
    }
    return { as, bookings, slot, booking, visitor, pin, wrong, link, slug, browser: web.browser() }
  }

  test('a wrong PIN leads on, so that a reload costs no try; so do five and New PIN', async () => {
    const { bookings, booking, wrong, link, browser } = await stage()
    const tried = await browser.post(link, { pin: wrong })
    expect(tried).toMatchObject({ status: 303, to: `${link}?tried=1` })
    for (let n = 0; n < 2; n++) expect((await browser.get(tried.to!)).html).toContain('4 tries left')
    expect((await bookings.row(booking.id)).pin_tries).toBe(1)
    expect((await browser.get(link)).html).not.toContain('left')
    expect(await browser.post(link, { pin: wrong, next: 'manage' })).toMatchObject({ to: `${link}/manage?tried=1` })
    expect((await browser.get(`${link}/manage?tried=1`)).html).toContain('3 tries left')
    for (let n = 0; n < 2; n++) await browser.post(link, { pin: wrong })
    const locked = await browser.post(link, { pin: wrong })
    expect(locked).toMatchObject({ status: 303, to: link })
    expect((await browser.get(link)).html).toContain('Too many wrong PINs')
    for (let n = 0; n < 3; n++) expect((await browser.post(`${link}/pin`)).to).toBe(`${link}?sent=1`)
    const refused = await browser.post(`${link}/pin`)
    expect((await browser.get(refused.to!)).html).toContain('Too many new PINs')
  })

  test('a booking that was kept meets, though its product is inactive by then', async () => {
    const { as, bookings, booking, visitor, pin, link, slug, browser } = await stage()
    await changeProduct(bookings.visits.system, bookings.product, { status: 'INACTIVE' })
    bookings.visits.clock.advance(booking.starts_at - 5 * MINUTE - bookings.visits.clock.now())
    await browser.post(link, { pin })
    // There is no other time of it to move to.
    const manage = (await browser.get(`${link}/manage`)).html
    expect([manage.includes('?move=1'), manage.includes('?cancel=1')]).toEqual([false, true])
    const opened = await browser.get(link)
    expect(opened).toMatchObject({ status: 303, to: `/demo/${slug}/lobby` })
    const lobby = await browser.get(opened.to!)
    expect([lobby.status, lobby.html.includes(booking.demo_token)]).toEqual([200, true])
    await askToJoin(visitor.ctx, booking.demo_token)
    const visit = { id: booking.demo_id }
    expect((await bookings.visits.queue(bookings.agent)).knocks).toMatchObject([{ demoId: visit.id }])
    const knock = await bookings.visits.knock(visit)
    const { room } = await admitKnock(bookings.agent.ctx, knock.id, false)
    await enterMeeting(bookings.agent.ctx, room, 'expertsession')
    await enterMeeting(visitor.ctx, room, 'visitorsession')
    expect((await bookings.visits.demo(visit)).status).toBe('COMPLETED')
    // Who has not booked is told that it is gone.
    const other = await as(await bookings.visits.visitor())
    expect((await other.get(opened.to!)).status).toBe(410)
  })

  test('a time that has just gone, and a booking that is there, are addresses of their own', async () => {
    const { as, bookings, slot, visitor, slug } = await stage()
    const free = await bookings.slot('11:00')
    const late = await as(await bookings.visits.visitor())
    const schedule = `/demo/${slug}/schedule`
    const gone = await late.post(schedule, { slot: String(slot), zone: 'Asia/Kolkata' })
    expect(gone).toMatchObject({ status: 303, to: `${schedule}?zone=Asia%2FKolkata&slot=${slot}&found=gone` })
    const page = await late.get(gone.to!)
    expect([page.status, decoded(page.html).includes('That time has just gone')]).toEqual([409, true])
    const own = await as(visitor)
    const has = await own.post(schedule, { slot: String(free) })
    expect(has).toMatchObject({ status: 303, to: `${schedule}?slot=${free}&found=has` })
    const asked = await own.get(has.to!)
    expect([asked.status, decoded(asked.html).includes('You have a booking already')]).toEqual([200, true])
    expect(await own.post(schedule, { slot: String(free), move: '1' })).toMatchObject({ to: `/demo/${slug}/booked` })
  })
})
