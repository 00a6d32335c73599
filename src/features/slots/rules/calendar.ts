import { dayAfter, instantAt, monthOf } from '../rules.ts'
import type { FreeTime } from '../schema.ts'

const DAY = 24 * 3_600_000

/** A day of the calendar as a visitor sees it. SOON: what is left of it begins too soon. NONE: nothing is offered. */
export interface CalendarDay {
  /** `YYYY-MM-DD` by the shown zone. */
  day: string
  state: 'FREE' | 'FULL' | 'SOON' | 'PAST' | 'NONE'
  /** Times that can be chosen. */
  free: number
}

/** The first day of a month (`YYYY-MM`), its number of days, and the instants it spans in a zone, ms. */
export function monthSpan(zone: string, month: string) {
  const { first, last } = monthOf(`${month}-01`)
  return {
    first,
    days: Number(last.slice(8)),
    from: instantAt(zone, first, '00:00'),
    to: instantAt(zone, dayAfter(last, 1), '00:00'),
  }
}

/** One choice per clock time: of several slots at a time (of other agents) the first that is free, with all their seats. */
export function mergeTimes(times: FreeTime[]): FreeTime[] {
  const merged = new Map<string, FreeTime>()
  for (const time of times) {
    const key = `${time.startsAt} ${time.endsAt}`
    const known = merged.get(key)
    const best = known?.bar === null || !known ? (known ?? time) : time
    const [left, capacity] = known
      ? [known.left + time.left, known.capacity + time.capacity]
      : [time.left, time.capacity]
    merged.set(key, { ...best, left, capacity })
  }
  return [...merged.values()]
}

/** The days of a month in a zone, each with what its times (in order) leave to choose. */
export function daysOf(times: FreeTime[], zone: string, month: string, today: string): CalendarDay[] {
  const { first, days } = monthSpan(zone, month)
  let at = 0
  return Array.from({ length: days }, (_, n) => {
    const day = dayAfter(first, n)
    // A day without times, of which there are many, needs no look at the zone.
    const mayHave = at < times.length && times[at]!.startsAt < Date.parse(day) + 2 * DAY
    const end = mayHave ? instantAt(zone, dayAfter(day, 1), '00:00') : 0
    const bars: FreeTime['bar'][] = []
    for (; at < times.length && times[at]!.startsAt < end; at++) bars.push(times[at]!.bar)
    return { day, state: stateOf(bars, day < today), free: bars.filter((bar) => bar === null).length }
  })
}

function stateOf(bars: FreeTime['bar'][], isPast: boolean): CalendarDay['state'] {
  if (isPast) return 'PAST'
  if (bars.includes(null)) return 'FREE'
  if (bars.includes('FULL')) return 'FULL'
  if (bars.includes('SOON')) return 'SOON'
  return bars.includes('PAST') ? 'PAST' : 'NONE'
}

/** The month (`YYYY-MM`) so many months after another. */
export const monthAfter = (month: string, months: number): string =>
  monthOf(dayAfter(`${month}-15`, months * 30)).first.slice(0, 7)
