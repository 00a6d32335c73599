import { exactTime } from '../../../web/crm/when.tsx'
import { type Weekday, weekdays } from '../../products/rules/weekdays.ts'
import type { SlotRow } from '../schema/crm.ts'

// 2024 began on a Monday.
const weekdayName = (lang: string, day: Weekday, weekday: 'short' | 'long'): string =>
  new Intl.DateTimeFormat(lang, { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)))

export const weekdayOptions = (lang: string) => weekdays.map((day) => [day, weekdayName(lang, day, 'short')] as const)

export const daysNames = { DAILY: 'Every day', WEEKDAYS: 'Every weekday', CHOSEN: 'Chosen days' } as const

/** "Every weekday", or the chosen days. */
export function ruleDays(lang: string, rule: { days: keyof typeof daysNames; weekdays: readonly Weekday[] }): string {
  if (rule.days !== 'CHOSEN') return daysNames[rule.days]
  const inOrder = weekdays.filter((day) => rule.weekdays.includes(day))
  return inOrder.map((day) => weekdayName(lang, day, 'short')).join(', ')
}

/** A calendar day (`YYYY-MM-DD`) in words. */
export const dayWords = (lang: string, day: string, weekday?: 'short'): string =>
  new Intl.DateTimeFormat(lang, {
    ...{ day: 'numeric', month: 'short', timeZone: 'UTC' },
    ...(weekday ? { weekday } : { year: 'numeric' }),
  }).format(Date.parse(`${day}T00:00:00Z`))

export function ruleDates(
  lang: string,
  { firstDate, lastDate }: { firstDate: string; lastDate: string | null },
): string {
  if (lastDate === null) return `from ${dayWords(lang, firstDate)}`
  return firstDate === lastDate
    ? dayWords(lang, firstDate)
    : `${dayWords(lang, firstDate)} to ${dayWords(lang, lastDate)}`
}

export const zoneWords = (zone: string): string => zone.replaceAll('_', ' ')

const clockStyle = { hour: 'numeric', minute: '2-digit' } as const

/** An instant on the clocks of a zone, as short as its country writes it: "10 am", "10:30 am", "10:00". */
export const clockAt = (lang: string, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(lang, { ...clockStyle, timeZone }).format(at).replace(/:00(?=\D)/, '')

/** The clock time of a rule (`HH:MM`), written as every other time. */
export const clockWords = (lang: string, clock: string): string =>
  new Intl.DateTimeFormat(lang, { ...clockStyle, timeZone: 'UTC' }).format(Date.parse(`2024-01-01T${clock}Z`))

/** "10:00 to 10:30" on the clocks of a zone. */
export const clocks = (lang: string, timeZone: string, from: number, to: number): string =>
  new Intl.DateTimeFormat(lang, { ...clockStyle, timeZone }).formatRange(from, to)

/** "Fri, 16 Jan 2026" of an instant. */
export const longDay = (lang: string, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(lang, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(
    at,
  )

/** A time off: "Fri, 16 Jan 2026, all day", else from one time to another. */
export function offWords(lang: string, timeZone: string, from: number, to: number): string {
  const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
  if ([from, to].every((at) => clock.format(at) === '00:00')) {
    const [first, last] = [longDay(lang, timeZone, from), longDay(lang, timeZone, to - 1)]
    return first === last ? `${first}, all day` : `${first} to ${last}, all day`
  }
  const words = (at: number) => exactTime(lang, timeZone, at).replace(/:00(?=\s|,|$)/, '')
  return `${words(from)} to ${words(to)}`
}

/** The time in another zone, where its clocks differ: "06:30 to 07:00 in Europe/London"; null where they agree. */
export function otherClocks(lang: string, zone: string, other: string, from: number, to: number): string | null {
  const own = clocks(lang, zone, from, to)
  const there = clocks(lang, other, from, to)
  return own === there ? null : `${there} in ${zoneWords(other)}`
}

export type SlotLook = 'past' | 'closed' | 'nobody' | 'full' | 'some' | 'free'

/** How a slot stands now: said by its colour and its words. */
export function lookOf(
  slot: Pick<SlotRow, 'endsAt' | 'status' | 'taken' | 'capacity' | 'agents'>,
  now: number,
): SlotLook {
  if (slot.endsAt <= now) return 'past'
  if (slot.status === 'CLOSED') return 'closed'
  if (slot.agents.length === 0) return 'nobody'
  if (slot.taken >= slot.capacity) return 'full'
  return slot.taken > 0 ? 'some' : 'free'
}

export const lookWords: Record<SlotLook, string> = {
  past: 'Past',
  closed: 'Closed',
  nobody: 'No agent',
  full: 'Full',
  some: 'Partly booked',
  free: 'Free',
}
export const lookTags: Record<SlotLook, string> = {
  past: 'tag',
  closed: 'tag',
  nobody: 'tag tag-error',
  full: 'tag tag-brand',
  some: 'tag tag-brand',
  free: 'tag tag-ok',
}

export const seatsWords = ({ taken, capacity }: Pick<SlotRow, 'taken' | 'capacity'>): string => `${taken}/${capacity}`
