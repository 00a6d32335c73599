import { type LiveTimings, type Weekday, weekdays } from './schema.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LOOK_AHEAD_DAYS = 366

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    const n = 'numeric'
    const fields = { year: n, month: n, day: n, hour: n, minute: n, second: n } as const
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, calendar: 'iso8601', hourCycle: 'h23', ...fields })
    clocks.set(zone, clock)
  }
  return clock
}

// Clocks change on a quarter of an hour, so one answer serves for all of it; asking Intl costs more than the rest.
const QUARTER = 15 * MINUTE
const KEPT = 2000
const offsets = new Map<string, number>()

/** How far the clocks of an IANA zone are ahead of UTC at an instant, ms. */
function aheadOf(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER)
  const key = `${zone} ${quarter}`
  let ahead = offsets.get(key)
  if (ahead === undefined) {
    const parts: Record<string, number> = {}
    for (const { type, value } of clockOf(zone).formatToParts(quarter * QUARTER)) parts[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    ahead = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * QUARTER
    if (offsets.size >= KEPT) offsets.clear()
    offsets.set(key, ahead)
  }
  return ahead
}

const dayOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

/** The calendar day (YYYY-MM-DD) of an instant (ms) in an IANA zone. */
export const dayIn = (zone: string, at: number): string => dayOf(at + aheadOf(zone, at))

/**
 * The instant at which the clocks come to a time (`HH:MM`, `24:00`) of a day: the first when it comes twice, and the change
 * itself when they skip it.
 */
function instantOf(zone: string, day: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const wall = Date.parse(`${day}T00:00:00Z`) + (hours * 60 + minutes) * MINUTE
  const before = aheadOf(zone, wall - DAY)
  const after = aheadOf(zone, wall + DAY)
  const fits = (ahead: number) => aheadOf(zone, wall - ahead) === ahead
  if (before === after || fits(before)) return wall - before
  return fits(after) ? wall - after : changeBetween(zone, wall - after, wall - before)
}

/** The instant between two others at which the clocks of a zone change. */
function changeBetween(zone: string, from: number, to: number): number {
  const ahead = aheadOf(zone, from)
  let [low, high] = [from, to]
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE
    if (aheadOf(zone, middle) === ahead) low = middle
    else high = middle
  }
  return high
}

const alwaysOpen = (timings: LiveTimings) => weekdays.every((day) => !timings.week[day]?.length)

/** The hours of one day as instants, in order. */
function openingsOf(timings: LiveTimings, zone: string, day: string): [number, number][] {
  const weekday = weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday
  const usual: [string, string][] = alwaysOpen(timings) ? [['00:00', '24:00']] : (timings.week[weekday] ?? [])
  return (timings.exceptions[day] ?? usual)
    .map(([from, to]): [number, number] => [instantOf(zone, day, from), instantOf(zone, day, to)])
    .sort(([a], [b]) => a - b)
}

/** Whether a product is live at an instant (ms), by its timings on the clocks of its IANA zone. */
export function isOpen(timings: LiveTimings, zone: string, now: number): boolean {
  return openingsOf(timings, zone, dayIn(zone, now)).some(([from, to]) => from <= now && now < to)
}

/** The first instant (ms) from `now` on at which it is open: `now` itself when it is, null when none comes in a year. */
export function nextOpening(timings: LiveTimings, zone: string, now: number): number | null {
  const today = Date.parse(`${dayIn(zone, now)}T00:00:00Z`)
  for (let n = 0; n <= LOOK_AHEAD_DAYS; n++) {
    const next = openingsOf(timings, zone, dayOf(today + n * DAY)).find(([from, to]) => to > now && to > from)
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
