import type { SlotRow } from '../schema/crm.ts'

/** Where a slot stands in its day: from and to in minutes, and its share of the day's width. */
export interface Placed {
  slot: SlotRow
  from: number
  to: number
  lane: number
  lanes: number
}

export interface WeekDay {
  /** `YYYY-MM-DD` */
  day: string
  slots: Placed[]
}

const DAY_MS = 86_400_000

/** The day so many days after another. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))

const formats = new Map<string, Intl.DateTimeFormat>()

/** Day (`YYYY-MM-DD`) and minutes of it, on the clocks of a zone. */
export function localOf(zone: string, at: number): { day: string; minute: number } {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(zone, format)
  const [day = '', clock = ''] = format.format(at).split(' ')
  return { day, minute: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) }
}

/** The seven days from `first`, each with its slots side by side where they overlap. */
export function layOut(slots: readonly SlotRow[], zone: string, first: string): WeekDay[] {
  const byDay = Map.groupBy(slots, ({ startsAt }) => localOf(zone, startsAt).day)
  return Array.from({ length: 7 }, (_, n) => {
    const day = addDays(first, n)
    return { day, slots: sideBySide(byDay.get(day) ?? [], zone) }
  })
}

function sideBySide(slots: readonly SlotRow[], zone: string): Placed[] {
  const placed: Placed[] = []
  let group: Placed[] = []
  let groupEnd = 0
  const close = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane)) + 1
    for (const one of group) one.lanes = lanes
    group = []
  }
  for (const slot of slots.toSorted((a, b) => a.startsAt - b.startsAt || a.id - b.id)) {
    const from = localOf(zone, slot.startsAt).minute
    const to = from + (slot.endsAt - slot.startsAt) / 60_000
    if (from >= groupEnd) close()
    const taken = new Set(group.filter((one) => one.to > from).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane++
    const one = { slot, from, to, lane, lanes: 1 }
    group.push(one)
    placed.push(one)
    groupEnd = Math.max(groupEnd, to)
  }
  close()
  return placed
}

/** The hours to draw: those with slots, and the usual ones. */
export function hoursOf(days: readonly WeekDay[]): { first: number; last: number } {
  const all = days.flatMap(({ slots }) => slots)
  return {
    first: Math.floor(Math.min(9 * 60, ...all.map(({ from }) => from)) / 60),
    last: Math.min(24, Math.ceil(Math.max(18 * 60, ...all.map(({ to }) => to)) / 60)),
  }
}
