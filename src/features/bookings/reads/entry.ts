import ical, {
  ICalAlarmType,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventStatus,
} from 'ical-generator'
import type { Context } from '../../../platform/context.ts'
import { publicUrl } from '../../../platform/links.ts'
import { texts } from '../../../web/texts/texts.ts'
import { readBrand } from '../../brand/reads.ts'
import { type Booking, linkToken } from '../reads.ts'
import { OPENS_MS } from '../rules.ts'

/** Where a booking's customer comes in. */
export const linkUrl = (ctx: Context, booking: Parameters<typeof linkToken>[1]): string =>
  publicUrl(ctx.config, `/m/${linkToken(ctx.keys, booking)}`)

/** What a calendar shows of a booking. */
export function entryOf(ctx: Context, booking: Booking) {
  const words = texts(ctx.lang).booking
  const link = linkUrl(ctx, booking)
  return { title: words.calendarTitle(booking.product), text: words.calendarText(link), link }
}

/**
 * A booking as a calendar file (RFC 5545). One demo keeps one UID; what is later has the higher SEQUENCE. REQUEST and
 * CANCEL go by e-mail, PUBLISH is for the visitor's own download.
 */
export async function calendarFile(
  ctx: Context,
  booking: Booking,
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH',
): Promise<string> {
  const { name, supportEmail } = await readBrand(ctx)
  const { title, text, link } = entryOf(ctx, booking)
  const email = /<([^<>]+)>/.exec(ctx.config.EMAIL_FROM ?? '')?.[1] ?? ctx.config.EMAIL_FROM ?? supportEmail
  const cancelled = method === 'CANCEL'
  const calendar = ical({
    prodId: { company: 'Phygital', product: 'Phygital', language: 'EN' },
    method: ICalCalendarMethod[method],
  })
  const event = calendar.createEvent({
    id: `${ctx.keys.mac('calendar', booking.demo_id)}@${new URL(link).hostname}`,
    sequence: booking.sequence,
    stamp: new Date(booking.ended_at ?? booking.created_at),
    start: new Date(booking.starts_at),
    end: new Date(booking.ends_at),
    summary: title,
    description: text,
    location: link,
    url: link,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: cancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    organizer: email ? { name, email } : null,
  })
  if (method !== 'PUBLISH') {
    event.createAttendee({ name: booking.name, email: booking.email, rsvp: false, status: ICalAttendeeStatus.ACCEPTED })
  }
  if (!cancelled) {
    const description = texts(ctx.lang).booking.calendarSoon(booking.product)
    event.createAlarm({ type: ICalAlarmType.display, triggerBefore: OPENS_MS / 1000, description })
  }
  return calendar.toString()
}

const compact = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** The pages of two calendars that take an entry from a link. */
export function calendarLinks(ctx: Context, booking: Booking): { google: string; outlook: string } {
  const { title, text, link } = entryOf(ctx, booking)
  const { starts_at, ends_at } = booking
  const google = new URLSearchParams({
    ...{ action: 'TEMPLATE', text: title, dates: `${compact(starts_at)}/${compact(ends_at)}` },
    ...{ details: text, location: link },
  })
  const outlook = new URLSearchParams({
    ...{ path: '/calendar/action/compose', rru: 'addevent', subject: title, body: text, location: link },
    ...{ startdt: new Date(starts_at).toISOString(), enddt: new Date(ends_at).toISOString() },
  })
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.live.com/calendar/0/deeplink/compose?${outlook}`,
  }
}
