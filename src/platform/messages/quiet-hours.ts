import { Temporal } from 'temporal-polyfill'

/** Clock times `HH:MM`; `from` after `to` means over midnight, equal means never quiet. */
export interface QuietHours {
  from: string
  to: string
}

export const usualQuiet: QuietHours = { from: '21:00', to: '08:00' }

/** True when the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone) !== undefined
  } catch {
    return false
  }
}

const clockOf = (time: string) => {
  const { hour, minute } = Temporal.PlainTime.from(time)
  return { hour, minute }
}

/**
 * The first instant (ms) not before `at` at which the clocks of `zone` are outside the quiet hours: `at` itself by day.
 * Exact over changes of the clocks. A zone the runtime does not know counts as UTC.
 */
export function afterQuiet(at: number, zone: string, quiet: QuietHours): number {
  const known = isZone(zone) ? zone : 'UTC'
  const { from, to } = quiet
  const isQuiet = (clock: string) =>
    from < to ? clock >= from && clock < to : from > to && (clock >= from || clock < to)
  let now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(known)
  while (isQuiet(now.toPlainTime().toString())) {
    // Keeps the offset of now where it can: of a time that comes twice, the one still to come.
    const today = now.with({ ...clockOf(to), second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
    const end = Temporal.ZonedDateTime.compare(today, now) > 0 ? today : today.add({ days: 1 })
    const change = now.getTimeZoneTransition('next')
    // The clocks change on the way: it is quiet up to the change, so look again from there.
    now = change && Temporal.ZonedDateTime.compare(change, end) < 0 ? change : end
  }
  return now.epochMilliseconds
}
