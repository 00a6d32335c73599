import type { Context } from '../../../platform/context.ts'
import { localeIn, sameClock } from '../../../web/texts/format.ts'
import { readBrand } from '../../brand/reads.ts'
import type { Product } from '../../products/reads.ts'
import { dayIn } from '../../products/rules.ts'
import { nextFree, timesOf } from '../../slots/reads.ts'
import { daysOf, mergeTimes, monthAfter, monthSpan } from '../../slots/rules/calendar.ts'
import { dayAfter } from '../../slots/rules.ts'
import type { HeldSeat } from '../../waitlist/schema.ts'
import type { Calendar, CalendarQuery } from '../schema.ts'

interface Asked extends CalendarQuery {
  /** The visitor's IANA zone; '' where it is not known. */
  ownZone: string
  /** Days of the product's calendar for whose seats the visitor waits. */
  waited: ReadonlySet<string>
  /** Seats that are held for the visitor. */
  held: HeldSeat[]
}

/** One month of a product's times in the zone asked for, else the visitor's. Public. */
export async function readCalendar(ctx: Context, product: Product, asked: Asked): Promise<Calendar> {
  const now = ctx.now()
  const zone = asked.zone ?? (asked.ownZone || product.zone)
  const [[next], { country }] = await Promise.all([nextFree(ctx, product, now, 1), readBrand(ctx)])
  const today = dayIn(zone, now)
  const nextDay = next && dayIn(zone, next.startsAt)
  const lastMonth = dayAfter(today, product.horizonDays).slice(0, 7)
  const wanted = asked.month ?? asked.day?.slice(0, 7) ?? nextDay?.slice(0, 7) ?? today.slice(0, 7)
  const month = wanted < today.slice(0, 7) ? today.slice(0, 7) : wanted > lastMonth ? lastMonth : wanted
  const { from, to } = monthSpan(zone, month)
  const times = mergeTimes(await timesOf(ctx, product, from, to))
  const days = daysOf(times, zone, month, today)
  const [chosen] = [asked.day, nextDay].filter((day) => day?.startsWith(month))
  const day = chosen ?? days.find(({ state }) => state === 'FREE')?.day ?? null
  const other = sameClock(zone, product.zone, now) ? asked.ownZone || product.zone : product.zone
  const full = times.filter(({ bar, startsAt }) => bar === 'FULL' && asked.waited.has(dayIn(product.zone, startsAt)))
  return {
    month,
    earlier: month > today.slice(0, 7) ? monthAfter(month, -1) : null,
    later: month < lastMonth ? monthAfter(month, 1) : null,
    weekStart: weekStart(ctx.lang, country),
    days,
    day,
    times: times.filter(({ startsAt }) => dayIn(zone, startsAt) === day),
    next: next ?? null,
    zone,
    otherZone: sameClock(zone, other, now) && sameClock(zone, other, to) ? null : other,
    waited: [...new Set(full.map(({ startsAt }) => dayIn(zone, startsAt)))],
    held: asked.held.map((seat) => ({ ...seat, day: dayIn(zone, seat.startsAt) })),
  }
}

type Week = { getWeekInfo?(): { firstDay: number } }

const firstDays = new Map<string, number>()

/** The first day of the week where a language is spoken, else in the brand's country: 1 is Monday. */
function weekStart(lang: string, country: string): number {
  const name = localeIn(lang, country)
  let first = firstDays.get(name)
  if (first === undefined) {
    first = (new Intl.Locale(name) as Intl.Locale & Week).getWeekInfo?.().firstDay ?? 1
    firstDays.set(name, first)
  }
  return first
}
