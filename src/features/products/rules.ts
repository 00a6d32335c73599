import { Temporal } from 'temporal-polyfill'
import { hoursOn } from './rules/hours.ts'
import type { LiveTimings } from './schema.ts'

const LOOK_AHEAD_DAYS = 366
const KEPT = 2000
/** Every zone's day begins on a quarter of an hour, so one answer serves for all of it. */
const QUARTER = 15 * 60_000

const days = new Map<string, string>()

/** The calendar day (YYYY-MM-DD) of an instant (ms) in an IANA zone. */
export function dayIn(zone: string, at: number): string {
  const quarter = Math.floor(at / QUARTER)
  const key = `${zone} ${quarter}`
  let day = days.get(key)
  if (day === undefined) {
    const start = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER)
    day = start.toZonedDateTimeISO(zone).toPlainDate().toString()
    if (days.size >= KEPT) days.clear()
    days.set(key, day)
  }
  return day
}

/**
 * The instant at which the clocks come to a time (`HH:MM`, `24:00`) of a day: the first when it comes twice, and the change
 * itself when they skip it.
 */
function instantOf(zone: string, day: string, time: string): number {
  const date = Temporal.PlainDate.from(day)
  const plain = time === '24:00' ? date.add({ days: 1 }).toPlainDateTime() : date.toPlainDateTime(time)
  const first = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const skipped = !first.toPlainDateTime().equals(plain)
  return (skipped ? first.getTimeZoneTransition('next')! : first).epochMilliseconds
}

// Reckoning a day's hours costs more than the query that reads them.
const reckoned = new WeakMap<LiveTimings, Map<string, [number, number][]>>()

/** The hours of one day as instants, in order. */
function openingsOf(timings: LiveTimings, zone: string, day: string): [number, number][] {
  const known = reckoned.get(timings) ?? new Map<string, [number, number][]>()
  reckoned.set(timings, known)
  const key = `${zone} ${day}`
  let openings = known.get(key)
  if (!openings) {
    openings = hoursOn(timings, day)
      .map(([from, to]): [number, number] => [instantOf(zone, day, from), instantOf(zone, day, to)])
      .sort(([a], [b]) => a - b)
    if (known.size >= KEPT) known.clear()
    known.set(key, openings)
  }
  return openings
}

/** Whether a product is live at an instant (ms), by its timings on the clocks of its IANA zone. */
export function isOpen(timings: LiveTimings, zone: string, now: number): boolean {
  return openingsOf(timings, zone, dayIn(zone, now)).some(([from, to]) => from <= now && now < to)
}

/** The first instant (ms) from `now` on at which it is open: `now` itself when it is, null when none comes in a year. */
export function nextOpening(timings: LiveTimings, zone: string, now: number): number | null {
  const today = Temporal.PlainDate.from(dayIn(zone, now))
  for (let days = 0; days <= LOOK_AHEAD_DAYS; days++) {
    const next = openingsOf(timings, zone, today.add({ days }).toString()).find(([from, to]) => to > now && to > from)
    if (next) return Math.max(next[0], now)
  }
  return null
}

/** A slug made of a name: Latin letters and digits; a name without any gives 'product'. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return plain.slice(0, 70).replace(/^-+|-+$/g, '') || 'product'
}
