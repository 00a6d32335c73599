import type { Context } from '../../../platform/context.ts'
import { publicUrl } from '../../../platform/links.ts'
import type { Attachment, Rendered, Templates } from '../../../platform/messages/template.ts'
import { clock, dayAndClockPlain, plainSpaces } from '../../../web/texts/format.ts'
import { nextFreeOf } from '../../slots/reads.ts'
import { calendarFile, linkUrl } from '../reads/entry.ts'
import { cancelled, coming, missed, type News, standing, withPin } from '../reads/news.ts'
import { type Booking, pinOf } from '../reads.ts'

const scheduleUrl = (ctx: Context, { slug }: Booking): string => publicUrl(ctx.config, `/demo/${slug}/schedule`)

const sms = (text: string): Rendered => ({ text: plainSpaces(text) })

const clockOf = ({ locale, booking }: News): string => clock(locale, booking.zone, booking.starts_at, false)

async function entry(ctx: Context, booking: Booking, method: 'REQUEST' | 'CANCEL'): Promise<Attachment[]> {
  const content = await calendarFile(ctx, booking, method)
  return [{ filename: 'demo.ics', contentType: `text/calendar; charset=utf-8; method=${method}`, content }]
}

/** The e-mail of a booking that stands: what, when, and the links. Never the PIN: the address is not proved. */
function standingMail(ctx: Context, { booking, words, whens }: News, what: string): string {
  const link = linkUrl(ctx, booking)
  const why = booking.reason ? [words.reason(booking.reason)] : []
  const rest = [...why, words.mailWhen(whens), words.mailLink(link), words.mailManage(`${link}/manage`)]
  return [words.hello(booking.name), what, ...rest].join('\n\n')
}

const made = (news: 'made' | 'moved'): Templates => ({
  [`booking.${news}`]: {
    async render(ctx, { refs }) {
      const told = await standing(ctx, refs)
      if (!told) return null
      const { booking, words, brand, when } = told
      const [link, pin] = [linkUrl(ctx, booking), pinOf(ctx.keys, booking)]
      return sms(
        news === 'made' ? words.made(brand, booking.product, when, link, pin) : words.moved(brand, when, link, pin),
      )
    },
  },
  [`booking.${news}.email`]: {
    async render(ctx, { refs }) {
      const told = await standing(ctx, refs)
      if (!told) return null
      const { booking, words, when } = told
      return {
        subject: words.subject[news](booking.product, when),
        text: standingMail(ctx, told, words.mail[news](booking.product)),
        attachments: await entry(ctx, booking, 'REQUEST'),
      }
    },
  },
})

/** What customers are told of their bookings. Null: it is no longer true. */
export const customerTemplates: Templates = {
  ...made('made'),
  ...made('moved'),
  'booking.cancelled': {
    async render(ctx, { refs }) {
      const told = await cancelled(ctx, refs)
      return told && sms(told.words.cancelled(told.brand, told.when, scheduleUrl(ctx, told.booking)))
    },
  },
  'booking.cancelled.email': {
    async render(ctx, { refs }) {
      const told = await cancelled(ctx, refs)
      if (!told) return null
      const { booking, words, when, whens } = told
      const why = booking.reason ? [words.reason(booking.reason)] : []
      const again = words.mailAgain(scheduleUrl(ctx, booking))
      const what = words.mail.cancelled(booking.product)
      return {
        subject: words.subject.cancelled(booking.product, when),
        text: [words.hello(booking.name), what, words.mailWhen(whens), ...why, again].join('\n\n'),
        attachments: await entry(ctx, booking, 'CANCEL'),
      }
    },
  },
  'booking.reminder.day': {
    async render(ctx, { refs }) {
      const told = await coming(ctx, refs)
      if (!told) return null
      const { booking, words, when } = told
      return {
        subject: words.reminderSubject(booking.product, when),
        text: standingMail(ctx, told, words.reminderDay(booking.product)),
      }
    },
  },
  'booking.reminder.hour': {
    async render(ctx, { refs }) {
      const told = await coming(ctx, refs)
      if (!told) return null
      const { booking, words, brand } = told
      return sms(words.reminderHour(brand, booking.product, clockOf(told), linkUrl(ctx, booking)))
    },
  },
  'booking.reminder.soon': {
    async render(ctx, { refs }) {
      const told = await coming(ctx, refs)
      if (!told) return null
      const { booking, words, brand } = told
      return sms(words.reminderSoon(brand, clockOf(told), linkUrl(ctx, booking), pinOf(ctx.keys, booking)))
    },
  },
  'booking.pin': {
    async render(ctx, { refs }) {
      const told = await withPin(ctx, refs)
      return told && sms(told.words.pin(told.brand, pinOf(ctx.keys, told.booking)))
    },
  },
  'booking.missed.visitor': {
    async render(ctx, { refs }) {
      const told = await missed(ctx, refs)
      return told && sms(told.words.missedVisitor(told.brand, scheduleUrl(ctx, told.booking)))
    },
  },
  'booking.missed.expert': {
    async render(ctx, { refs }) {
      const told = await missed(ctx, refs)
      if (!told) return null
      const { booking, words, brand, locale } = told
      const [next] = await nextFreeOf(ctx, booking.product_id, 1)
      // Its own link leads on to the times, and is shorter than their address.
      const link = linkUrl(ctx, booking)
      if (!next) return sms(words.missedExpertNone(brand, link))
      return sms(words.missedExpert(brand, dayAndClockPlain(locale, booking.zone, next.startsAt), link))
    },
  },
}
