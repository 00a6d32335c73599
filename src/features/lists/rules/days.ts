import { Temporal } from 'temporal-polyfill'
import { DAYS } from '../rules.ts'

/** Days before and after today. */
const AROUND: Record<string, [before: number, after: number]> = {
  today: [0, 0],
  '7d': [6, 0],
  '30d': [29, 0],
  next7d: [0, 6],
  next30d: [0, 29],
}

/** True for days that can be read, each of them in the calendar and in order. */
export function areDays(text: string): boolean {
  if (!DAYS.test(text)) return false
  try {
    const [first, last] = ends(text, 'UTC', 0)
    return !first || !last || Temporal.PlainDate.compare(first, last) <= 0
  } catch {
    return false
  }
}

/** The instants (ms) in which days lie, on the clocks of an IANA zone: from the first, up to but not with `until`. */
export function instantsOf(text: string, zone: string, now: number): { from?: number; until?: number } {
  const [first, last] = ends(text, zone, now)
  const start = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).epochMilliseconds
  return { ...(first ? { from: start(first) } : {}), ...(last ? { until: start(last.add({ days: 1 })) } : {}) }
}

function ends(
  text: string,
  zone: string,
  now: number,
): [Temporal.PlainDate | undefined, Temporal.PlainDate | undefined] {
  const around = AROUND[text]
  if (around) {
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
    return [today.subtract({ days: around[0] }), today.add({ days: around[1] })]
  }
  const [first, last] = text.split('..')
  return [first, last].map((day) => (day ? Temporal.PlainDate.from(day, { overflow: 'reject' }) : undefined)) as never
}
