const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Clock times `HH:MM`; `from` after `to` means over midnight, equal means never quiet. */
export interface QuietHours {
  from: string
  to: string
}

export const usualQuiet: QuietHours = { from: '21:00', to: '08:00' }

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    const digits = 'numeric'
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: digits,
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    })
    clocks.set(zone, clock)
  }
  return clock
}

/** How far the zone's clocks are ahead of UTC at `at`, ms. */
function offset(at: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of clockOf(zone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

const timeOfDay = (at: number) => ((at % DAY) + DAY) % DAY

function clockTime(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE
}

/** True when the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone)
    return true
  } catch {
    return false
  }
}

/**
 * The first instant (ms) not before `at` at which the clocks of `zone` are outside the quiet hours: `at` itself by day.
 * Exact over changes of the clocks. A zone the runtime does not know counts as UTC.
 */
export function afterQuiet(at: number, zone: string, quiet: QuietHours): number {
  const known = isZone(zone) ? zone : 'UTC'
  const [from, to] = [clockTime(quiet.from), clockTime(quiet.to)]
  const isQuiet = (local: number) =>
    from < to ? local >= from && local < to : from > to && (local >= from || local < to)
  let t = at
  for (;;) {
    const ahead = offset(t, known)
    const local = timeOfDay(t + ahead)
    if (!isQuiet(local)) return t
    const end = t + timeOfDay(to - local)
    if (offset(end, known) === ahead) return end
    // The clocks change on the way: it is quiet up to the change, so look again from there.
    t = firstChange(t, end, known, ahead)
  }
}

/** The first instant in (low, high] whose offset is not `ahead`, by halving. */
function firstChange(low: number, high: number, zone: string, ahead: number): number {
  let [before, after] = [low, high]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offset(middle, zone) === ahead) before = middle
    else after = middle
  }
  return after
}
