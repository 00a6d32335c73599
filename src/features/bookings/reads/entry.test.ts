import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { Bookings } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { readConfig } from '../../../platform/config.ts'
import { instantAt } from '../../slots/rules.ts'
import { cancelBooking } from '../actions/cancel.ts'
import { moveBooking } from '../actions/move.ts'
import type { Booking } from '../reads.ts'
import { calendarFile, calendarLinks } from './entry.ts'

const config = readConfig({ PHYGITAL_EMAIL_FROM: 'Aroha <care@aroha.example>', PHYGITAL_PORT: '3000' })

/** A calendar file as another library reads it. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const component = calendar.getFirstSubcomponent('vevent')!
  const event = new ICAL.Event(component)
  const text = (name: string) => String(component.getFirstPropertyValue(name) ?? '')
  return {
    ...{ method: String(calendar.getFirstPropertyValue('method')), uid: event.uid, sequence: event.sequence },
    ...{ summary: event.summary, description: event.description, status: text('status'), url: text('url') },
    ...{ start: event.startDate.toJSDate().getTime(), end: event.endDate.toJSDate().getTime() },
    ...{ zone: event.startDate.zone.tzid, organizer: text('organizer') },
    attendees: component
      .getAllProperties('attendee')
      .map((it) => [String(it.getFirstValue()).toLowerCase(), it.getFirstParameter('cn')]),
    alarms: component.getAllSubcomponents('valarm').map((it) => String(it.getFirstPropertyValue('trigger'))),
  }
}

eachDatabase('calendar files', (open) => {
  async function stage(name = 'Guest') {
    const bookings = await Bookings.open(await open())
    const ctx = { ...bookings.visits.system, config, lang: 'en' }
    const visitor = await bookings.visits.visitor()
    const renamed = bookings.visits.database.write.updateTable('customer').set({ name })
    await renamed.where('id', '=', visitor.id).execute()
    const { booking } = await bookings.booked(await bookings.slot(), visitor)
    return { bookings, ctx, visitor, booking }
  }

  test('one UID over the life of a demo, with a higher SEQUENCE after each change, and CANCEL at the end', async () => {
    const { bookings, ctx, visitor, booking } = await stage()
    const first = read(await calendarFile(ctx, booking, 'REQUEST'))
    expect(first).toMatchObject({ method: 'REQUEST', sequence: 0, status: 'CONFIRMED', zone: 'UTC' })
    expect(first).toMatchObject({ start: booking.starts_at, end: booking.ends_at, alarms: ['-PT10M'] })
    expect(first.organizer).toBe('mailto:care@aroha.example')
    expect(first.attendees).toEqual([[`mailto:${visitor.email}`, 'Guest']])
    expect(first.url).toBe(`http://localhost:3000/m/${bookings.link(booking)}`)
    const moved = await moveBooking(visitor.ctx, booking.id, await bookings.slot('11:00'), 'k')
    const second = read(await calendarFile(ctx, await bookings.row(moved!.id), 'REQUEST'))
    expect([second.uid, second.sequence, second.start]).toEqual([first.uid, 1, booking.starts_at + 3_600_000])
    expect(second.url).not.toBe(first.url)
    await cancelBooking(visitor.ctx, moved!.id)
    const last = read(await calendarFile(ctx, await bookings.row(moved!.id), 'CANCEL'))
    expect(last).toMatchObject({ uid: first.uid, sequence: 2, method: 'CANCEL', status: 'CANCELLED', alarms: [] })
    expect(read(await calendarFile(ctx, booking, 'PUBLISH'))).toMatchObject({ uid: first.uid, attendees: [] })
    const { booking: other } = await bookings.booked(await bookings.slot('15:00'))
    expect(read(await calendarFile(ctx, other, 'REQUEST')).uid).not.toBe(first.uid)
  })

  test.each(['अनिता देशमुख, 👩🏽‍🍳; "Café"', 'श्री'.repeat(25), 'a,b;c\\d', '👨‍👩‍👧‍👦'.repeat(9)])(
    'names stay what they are over escapes and folded lines: %s',
    async (name) => {
      const { ctx, booking } = await stage(name)
      const product = `${name.slice(0, 40)} नीला 🔥`
      const file = await calendarFile({ ...ctx, lang: 'hi' }, { ...booking, product }, 'REQUEST')
      const lines = file.split('\r\n')
      expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([])
      expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      const { summary, attendees } = read(file)
      expect(summary).toBe(`वीडियो डेमो: ${product}`)
      expect(attendees[0]![1]).toBe(name)
    },
  )

  test('on days when clocks change the instant stays what it is', async () => {
    const { ctx, booking } = await stage()
    for (const [zone, day, clock] of [
      ['America/New_York', '2026-03-08', '02:30'],
      ['America/New_York', '2026-11-01', '01:30'],
      ['Australia/Lord_Howe', '2026-04-05', '01:45'],
      ['Europe/London', '2026-03-29', '01:30'],
    ] as const) {
      const starts_at = instantAt(zone, day, clock)
      const there: Booking = { ...booking, starts_at, ends_at: starts_at + 1_800_000, product_zone: zone }
      const { start, end } = read(await calendarFile(ctx, there, 'REQUEST'))
      expect([start, end]).toEqual([starts_at, starts_at + 1_800_000])
      const { google, outlook } = calendarLinks(ctx, there)
      const iso = new Date(starts_at).toISOString()
      expect(new URL(google).searchParams.get('dates')).toContain(`${iso.slice(0, 16).replace(/[-:]/g, '')}00Z/`)
      expect(new URL(outlook).searchParams.get('startdt')).toBe(iso)
    }
  })
})
