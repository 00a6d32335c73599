import { expect, test } from 'vitest'
import { createCarrier } from '../../../../tests/contract/outbox-stage.ts'
import { Bookings } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { featureTemplates } from '../../../app/features.ts'
import type { Email, Sms } from '../../../platform/messages/providers/provider.ts'
import { createWorker } from '../../../platform/messages/worker.ts'
import { askToJoin } from '../../knocks/actions/ask.ts'
import { addTimeOff, changeSlot } from '../../slots/actions/slots.ts'
import { cancelBooking } from '../actions/cancel.ts'
import { moveBooking, moveForStaff } from '../actions/move.ts'
import { sendNewPin } from '../actions/pin.ts'
import { settleSlots } from '../actions/settle.ts'
import { pinOf } from '../reads.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

eachDatabase('what is told of bookings', (open) => {
  /** A process that sends, and what has arrived since the last look; `restart` begins with another process. */
  async function stage() {
    const bookings = await Bookings.open(await open())
    const { visits } = bookings
    const { clock } = visits
    const carrier = createCarrier()
    const process = () =>
      createWorker(visits.app, {
        ...{ templates: featureTemplates, sms: carrier, email: carrier },
        ...{ monotonic: clock.monotonic, random: () => 0 },
      })
    let worker = process()
    let seen = 0
    const sent = async (): Promise<(Sms & Partial<Email>)[]> => {
      await worker.runDue()
      const more = carrier.handed.slice(seen) as (Sms & Partial<Email>)[]
      seen = carrier.handed.length
      return more
    }
    const restart = () => {
      worker = process()
    }
    const to = async (address: string) => (await sent()).filter((it) => it.to === address)
    return { bookings, visits, clock, sent, to, restart }
  }

  test('booked: the link and the PIN by SMS, the link and the calendar file by e-mail, the agent too', async () => {
    const { bookings, sent } = await stage()
    const { booking, visitor } = await bookings.booked(await bookings.slot())
    const told = await sent()
    const [sms] = told.filter(({ to }) => to === visitor.mobile)
    expect(sms!.text).toContain(`/m/${bookings.link(booking)}`)
    expect(sms!.text).toContain(`PIN ${bookings.pin(booking)}`)
    expect(sms!.text).toContain('Fri, 16 Jan, 10:00 am')
    expect(sms!.text).not.toMatch(/[^\x20-\x7e]/)
    const [mail] = told.filter(({ to }) => to === visitor.email)
    expect(JSON.stringify(mail)).not.toContain(bookings.pin(booking))
    expect(mail!.attachments).toEqual([
      expect.objectContaining({ filename: 'demo.ics', contentType: expect.stringContaining('method=REQUEST') }),
    ])
    const agent = told.filter(({ to }) => to.endsWith('@staff.example'))
    expect(agent.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Booked: /)])
    expect(told).toHaveLength(3)
  })

  test('reminders each once, over restarts and clocks that jump by two hours', async () => {
    const { bookings, clock, to, sent, restart } = await stage()
    const { visitor } = await bookings.booked(await bookings.slot('12:30', { day: '2026-01-17' }))
    await sent()
    const texts: string[] = []
    // Two and a half days, a quarter of an hour at a time.
    for (let n = 0; n < 240; n++) {
      clock.advance(15 * MINUTE)
      if (n === 10 || n === 94) clock.jump(2 * HOUR)
      if (n === 60 || n === 100 || n === 190) clock.jump(-2 * HOUR)
      if (n % 7 === 0) restart()
      for (const { text, subject } of await to(visitor.mobile)) texts.push(subject ?? text)
    }
    const mails = bookings.read.selectFrom('message').select('state').where('template', '=', 'booking.reminder.day')
    expect(await mails.execute()).toEqual([{ state: 'SENT' }])
    expect(texts.filter((text) => text.includes('is at 12:30 pm'))).toHaveLength(1)
    expect(texts.filter((text) => text.includes('meets you at 12:30 pm'))).toHaveLength(1)
    expect(texts).toHaveLength(2)
  })

  test('a reminder in the hour before the clocks change comes once, with the time on the wall', async () => {
    const { bookings, clock, sent, to } = await stage()
    const { write } = bookings.visits.database
    const product = write.updateTable('product').set({ zone: 'America/New_York' }).where('id', '=', bookings.product)
    await product.execute()
    clock.jump(Date.UTC(2026, 2, 7, 17) - clock.now())
    const visitor = await bookings.visits.visitor({ zone: 'America/New_York' })
    // 02:30 does not exist that night: it is 03:30.
    const slot = await bookings.slot('02:30', { day: '2026-03-08' })
    await bookings.visits.book(visitor, slot, { zone: 'America/New_York' })
    await sent()
    const hours: string[] = []
    for (let n = 0; n < 100; n++) {
      clock.advance(10 * MINUTE)
      for (const { text } of await to(visitor.mobile))
        hours.push(`${new Date(clock.now()).toISOString().slice(11, 16)} ${text.match(/at (\S+ \w+)/)?.[1]}`)
    }
    expect(hours).toEqual(['06:30 3:30 am', '07:20 3:30 am'])
  })

  test('none for a booking made after their time, moved away or cancelled', async () => {
    const { bookings, clock, sent, to } = await stage()
    const { visitor } = await bookings.booked(await bookings.slot('12:40', { day: '2026-01-15' }))
    const other = await bookings.booked(await bookings.slot('14:00', { day: '2026-01-15' }))
    const third = await bookings.booked(await bookings.slot('15:00', { day: '2026-01-15' }))
    const later = await bookings.slot('10:00', { day: '2026-01-20' })
    await sent()
    await moveBooking(other.visitor.ctx, other.booking.id, later, 'k')
    await cancelBooking(third.visitor.ctx, third.booking.id)
    await sent()
    const told: string[] = []
    for (let n = 0; n < 40; n++) {
      clock.advance(5 * MINUTE)
      for (const it of await sent()) if (it.to.startsWith('+')) told.push(`${it.to} ${it.text}`)
    }
    expect(told).toEqual([expect.stringMatching(/meets you at 12:40 pm/)])
    expect(told[0]).toContain(visitor.mobile)
    expect(await to(other.visitor.mobile)).toEqual([])
  })

  test('what is no longer true is not said: a time moved before its SMS left, an old PIN', async () => {
    const { bookings, sent } = await stage()
    const [first, second] = [await bookings.slot('10:00'), await bookings.slot('11:00')]
    const { visitor, booking } = await bookings.booked(first)
    const moved = await moveBooking(visitor.ctx, booking.id, second, 'k')
    const link = bookings.link(await bookings.row(moved!.id))
    await sendNewPin(visitor.ctx, link)
    await sendNewPin(visitor.ctx, link)
    const sms = (await sent()).filter(({ to }) => to === visitor.mobile).map(({ text }) => text)
    const pin = pinOf(bookings.visits.app.keys, await bookings.row(moved!.id))
    expect(sms.toSorted()).toEqual([
      expect.stringContaining(`${pin} is your new`),
      expect.stringContaining('moved to Fri, 16 Jan, 11:00'),
    ])
  })

  test('cancelled: the calendar file takes it back, and both sides are told', async () => {
    const { bookings, sent } = await stage()
    const { visitor, booking } = await bookings.booked(await bookings.slot())
    await sent()
    await cancelBooking(visitor.ctx, booking.id)
    const told = await sent()
    expect(told.map(({ to }) => to.replace(/.*@staff/, '@staff')).toSorted()).toEqual(
      [visitor.mobile, '@staff.example', visitor.email].toSorted(),
    )
    const mail = told.find(({ to }) => to === visitor.email)!
    expect(String(mail.attachments![0]!.content)).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:1[\s\S]*STATUS:CANCELLED/)
  })

  test('moved to another agent: the one it was moved away from is told', async () => {
    const { bookings, visits, sent } = await stage()
    const second = await visits.staffer([bookings.product])
    const { visitor, booking } = await bookings.booked(await bookings.slot('10:00'))
    const there = await visits.slot(bookings.product, [second], 24 * 60)
    await sent()
    await moveBooking(visitor.ctx, booking.id, there, 'k')
    const mails = (await sent()).filter(({ to }) => to.endsWith('@staff.example'))
    expect(mails.map(({ subject }) => subject!.split(':')[0]).toSorted()).toEqual(['Moved', 'Moved away'])
    await bookings.booked(await bookings.slot('15:00'), await visits.visitor())
    const other = await bookings.booked(await bookings.slot('16:00'))
    await sent()
    await moveBooking(other.visitor.ctx, other.booking.id, await bookings.slot('17:00'), 'k')
    expect((await sent()).filter(({ to }) => to.endsWith('@staff.example'))).toHaveLength(1)
  })

  test('a slot handed to another agent: both are told', async () => {
    const { bookings, visits, sent } = await stage()
    const second = await visits.staffer([bookings.product])
    const slot = await bookings.slot('10:00')
    await bookings.booked(slot)
    await sent()
    await changeSlot(visits.system, slot, { users: [second.id] })
    const subjects = (await sent()).map(({ subject }) => subject!.split(':')[0])
    expect(subjects.toSorted()).toEqual(['Booked', 'Moved away'])
  })

  test('what staff do at night is said in the morning, or an hour before at the latest', async () => {
    const { bookings, clock, to, sent } = await stage()
    const [slot, noon, early] = [
      await bookings.slot('10:00'),
      await bookings.slot('12:00'),
      await bookings.slot('06:30'),
    ]
    const [one, two] = [await bookings.booked(slot), await bookings.booked(await bookings.slot('11:00'))]
    await sent()
    clock.advance(11 * HOUR)
    await moveForStaff(bookings.agent.ctx, one.booking.id, { slotId: noon, reason: 'An appointment' })
    await moveForStaff(bookings.agent.ctx, two.booking.id, { slotId: early, reason: 'Another one' })
    const heard: string[] = []
    for (let n = 0; n < 12 * 4; n++) {
      for (const it of await sent()) {
        if (!it.to.startsWith('+') || !it.text.includes('moved')) continue
        heard.push(
          `${it.to === one.visitor.mobile ? 'one' : 'two'} ${new Date(clock.now() + 5.5 * HOUR).toISOString().slice(11, 16)}`,
        )
      }
      clock.advance(15 * MINUTE)
    }
    expect(heard).toEqual(['two 05:30', 'one 08:00'])
    expect(await to(two.visitor.mobile)).toEqual([])
  })

  test('agents are reminded once of a slot that is booked, with who comes', async () => {
    const { bookings, clock, sent } = await stage()
    const slot = await bookings.slot('13:00', { day: '2026-01-15', capacity: 3 })
    await bookings.slot('14:00', { day: '2026-01-15' })
    const [one, two] = [await bookings.booked(slot), await bookings.booked(slot)]
    await cancelBooking(two.visitor.ctx, two.booking.id)
    await sent()
    const told: string[] = []
    for (let n = 0; n < 24; n++) {
      clock.advance(5 * MINUTE)
      for (const { subject, text } of await sent()) if (subject?.startsWith('At ')) told.push(text)
    }
    expect(told).toEqual([expect.stringContaining(`With: ${one.visitor.name}\n`)])
  })

  test('nobody came: one message to the visitor; no expert: an apology, the next time, first place, the admins', async () => {
    const { bookings, visits, clock, sent } = await stage()
    const admin = await visits.staffer([], 'ADMIN', 'The Admin')
    const waits = await visits.visitor()
    await visits.database.write
      .insertInto('live_alert')
      .values({
        ...{
          open_key: 'x',
          customer_id: waits.id,
          product_id: bookings.product,
          token_hash: 'x',
          name: 'x',
          email: 'x',
        },
        ...{ source: 'WEBSITE', store_id: null, asked_at: clock.now() },
      })
      .execute()
    const [slot, next] = [await bookings.slot('13:00', { day: '2026-01-15' }), await bookings.slot('15:00')]
    const { visitor, booking } = await bookings.booked(slot)
    clock.advance(HOUR)
    await sent()
    await askToJoin(visitor.ctx, booking.demo_token)
    const waited = (await sent()).map(({ subject }) => subject)
    clock.advance(HOUR)
    await sent()
    await settleSlots(visits.system)
    await settleSlots(visits.system)
    const told = await sent()
    expect(waited).toEqual([expect.stringMatching(/^Somebody waits for you: /)])
    const [sms] = told.filter(({ to }) => to === visitor.mobile)
    expect(sms!.text).toContain('Next free: Fri, 16 Jan, 3:00 pm')
    expect(told.filter(({ to }) => to === visitor.mobile)).toHaveLength(1)
    expect(told.filter(({ subject }) => subject?.startsWith('No expert came'))).toHaveLength(1)
    expect(admin.id).toBeGreaterThan(0)
    const line = visits.database.read.selectFrom('live_alert').select('customer_id').orderBy('asked_at')
    expect((await line.execute()).map((row) => row.customer_id)).toEqual([visitor.id, waits.id])
    expect(await visits.demo({ id: booking.demo_id })).toMatchObject({ status: 'NOT_JOINED', missing: 'EXPERT' })
    expect(next).toBeGreaterThan(0)
  })

  test('missed by both: the apology with the next time and the first place, not that they were missed', async () => {
    const { bookings, visits, clock, sent } = await stage()
    await visits.staffer([], 'ADMIN')
    const { visitor, booking } = await bookings.booked(await bookings.slot('13:00', { day: '2026-01-15' }))
    await bookings.slot('15:00')
    clock.advance(2 * HOUR)
    await sent()
    await settleSlots(visits.system)
    const told = await sent()
    expect(told.filter(({ to }) => to === visitor.mobile).map(({ text }) => text)).toEqual([
      expect.stringContaining('sorry, no expert came. Next free: Fri, 16 Jan, 3:00 pm'),
    ])
    expect(told.filter(({ subject }) => subject?.startsWith('No expert came'))).toHaveLength(1)
    const line = visits.database.read.selectFrom('live_alert').select('customer_id')
    expect(await line.execute()).toEqual([{ customer_id: visitor.id }])
    expect(await visits.demo({ id: booking.demo_id })).toMatchObject({ missing: 'BOTH' })
  })

  test('an offer that has lapsed before it left is not sent; a deserted slot is told to the admins', async () => {
    const { bookings, visits, clock, sent } = await stage()
    await visits.staffer([], 'ADMIN')
    const slot = await bookings.slot()
    const { visitor, booking } = await bookings.booked(slot)
    const waits = await visits.visitor()
    await bookings.wait(waits)
    await cancelBooking(visitor.ctx, booking.id)
    const offered = (await sent()).filter(({ to }) => to === waits.mobile)
    expect(offered.map(({ text }) => text)).toEqual([
      expect.stringContaining(`/w/${(await bookings.waiting(waits)).link}`),
    ])
    clock.advance(10 * MINUTE)
    const booked = await bookings.booked(await bookings.slot('15:00'))
    await sent()
    const off = { userId: bookings.agent.id, startsAt: booked.booking.starts_at, endsAt: booked.booking.ends_at }
    await addTimeOff(visits.system, { ...off, note: '' })
    expect((await sent()).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^No expert for /)])
  })
})
