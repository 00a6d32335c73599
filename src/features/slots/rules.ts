import { Temporal } from 'temporal-polyfill'
import { weekdays } from '../products/schema.ts'
import type { FreeTime, SlotRule } from './schema.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * The instant (ms) of a clock time on a day in an IANA zone. The one rule for changes of the clocks is RFC 5545's: a time
 * that the day skips is moved on by what is skipped (02:30 becomes 03:30), of one that comes twice the first counts.
 */
export function instantAt(zone: string, day: string, clock: string): number {
  const key = `${zone} ${day} ${clock}`
  const known = instants.get(key)
  if (known !== undefined) return known
  const plain = Temporal.PlainDateTime.from(`${day}T${clock}`)
  const instant = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
  if (instants.size >= INSTANTS_KEPT) instants.clear()
  instants.set(key, instant)
  return instant
}

// Each calendar asks for the same midnights, and to reckon one takes as long as to read it from the database.
const instants = new Map<string, number>()
const INSTANTS_KEPT = 10_000

/** The day so many days after another, both `YYYY-MM-DD`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)

/** The first and the last day (`YYYY-MM-DD`) of the month that a day is in. */
export function monthOf(day: string): { first: string; last: string } {
  const date = new Date(day)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0))
  return { first: `${day.slice(0, 7)}-01`, last: last.toISOString().slice(0, 10) }
}

export interface Occurrence {
  /** In the rule's zone. */
  day: string
  startsAt: number
  endsAt: number
  capacity: number
}

type Recurrence = Pick<
  SlotRule,
  'clock' | 'zone' | 'lengthMin' | 'days' | 'weekdays' | 'firstDate' | 'lastDate' | 'capacity' | 'exceptions'
>

/**
 * What a rule offers from one day to another, both included, without the days in `closed` (the brand's holidays).
 * A dated exception counts on the rule's own days only.
 */
export function occurrences(
  rule: Recurrence,
  from: string,
  to: string,
  closed: ReadonlySet<string> = new Set(),
): Occurrence[] {
  const found: Occurrence[] = []
  const last = rule.lastDate !== null && rule.lastDate < to ? rule.lastDate : to
  for (
    let date = Temporal.PlainDate.from(from > rule.firstDate ? from : rule.firstDate);
    ;
    date = date.add({ days: 1 })
  ) {
    const day = date.toString()
    if (day > last) return found
    if (closed.has(day) || !isOnDay(rule, date.dayOfWeek)) continue
    const capacity = rule.exceptions[day] ?? rule.capacity
    if (capacity === 0) continue
    const startsAt = instantAt(rule.zone, day, rule.clock)
    found.push({ day, startsAt, endsAt: startsAt + rule.lengthMin * MINUTE, capacity })
  }
}

/** @param dayOfWeek 1 is Monday */
function isOnDay({ days, weekdays: chosen }: Pick<Recurrence, 'days' | 'weekdays'>, dayOfWeek: number): boolean {
  if (days === 'DAILY') return true
  if (days === 'WEEKDAYS') return dayOfWeek <= 5
  return chosen.includes(weekdays[dayOfWeek - 1]!)
}

/** Why a visitor cannot choose a slot now, or null. `noticeMin`: the product's, min. */
export function barOf(
  slot: { startsAt: number; capacity: number; taken: number; status: 'OPEN' | 'CLOSED' },
  noticeMin: number,
  now: number,
): FreeTime['bar'] {
  if (slot.startsAt <= now) return 'PAST'
  if (slot.status === 'CLOSED') return 'CLOSED'
  if (slot.startsAt < now + noticeMin * MINUTE) return 'SOON'
  return slot.taken >= slot.capacity ? 'FULL' : null
}

/** Whether two stretches of an agent's time (ms; the buffer after a slot belongs to it) get in each other's way. */
export const overlaps = (a: { from: number; to: number }, b: { from: number; to: number }): boolean =>
  a.from < b.to && b.from < a.to
