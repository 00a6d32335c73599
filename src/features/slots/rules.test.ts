import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { barOf, dayAfter, instantAt, monthOf, occurrences, overlaps } from './rules.ts'
import type { SlotRule } from './schema.ts'

const rule = (given: Partial<SlotRule> = {}) => ({
  clock: '10:00',
  zone: 'Asia/Kolkata',
  lengthMin: 30,
  days: 'DAILY' as const,
  weekdays: [],
  firstDate: '2026-01-01',
  lastDate: null,
  capacity: 2,
  exceptions: {},
  ...given,
})

const zones = ['Asia/Kolkata', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'America/Sao_Paulo']

/** Every change of a zone's clocks from one year to another. São Paulo's last was in 2019. */
function changes(zone: string, from: number, to: number) {
  const found = []
  let at = Temporal.ZonedDateTime.from(`${from}-01-01T00:00[${zone}]`)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year >= to) return found
    found.push({ at: next.epochMilliseconds, gained: next.offsetNanoseconds - before(next).offsetNanoseconds })
    at = next
  }
}
const before = (at: Temporal.ZonedDateTime) => at.subtract({ nanoseconds: 1 })

// The obvious way, by Intl alone: every minute of three days, and what the clocks show.
function minutesShowing(zone: string, day: string, clock: string): number[] {
  const show = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  const noon = Date.parse(`${day}T12:00:00Z`)
  const found = []
  for (let at = noon - 36 * 3_600_000; at < noon + 36 * 3_600_000; at += 60_000) {
    if (show.format(at) === `${day}, ${clock}`) found.push(at)
  }
  return found
}

describe('times on the clocks of a zone', () => {
  for (const zone of zones) {
    const years = zone === 'America/Sao_Paulo' ? [2014, 2020] : [2024, 2030]
    const list = changes(zone, years[0]!, years[1]!)

    test(`${zone}: ${list.length} changes from ${years[0]} to ${years[1]}`, () => {
      expect(list.length).toBe(zone === 'Asia/Kolkata' ? 0 : zone === 'America/Sao_Paulo' ? 11 : 12)
      for (const { at, gained } of list) {
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        for (const offset of [-90, -45, -15, 0, 15, 45, 90]) {
          const wall = local.toPlainDateTime().add({ minutes: offset })
          const [day, clock] = [wall.toPlainDate().toString(), wall.toPlainTime().toString().slice(0, 5)]
          const shown = minutesShowing(zone, day, clock)
          const skipped = gained / 1e6
          const wanted = shown[0] ?? minutesShowing(zone, ...moved(wall, skipped))[0]
          expect([zone, day, clock, instantAt(zone, day, clock)]).toEqual([zone, day, clock, wanted])
        }
      }
    })
  }

  const moved = (wall: Temporal.PlainDateTime, ms: number): [string, string] => {
    const later = wall.add({ milliseconds: ms })
    return [later.toPlainDate().toString(), later.toPlainTime().toString().slice(0, 5)]
  }

  test('a time that the day skips is moved on, of one that comes twice the first counts', () => {
    expect(instantAt('America/New_York', '2026-03-08', '02:30')).toBe(Date.parse('2026-03-08T03:30:00-04:00'))
    expect(instantAt('America/New_York', '2026-11-01', '01:30')).toBe(Date.parse('2026-11-01T01:30:00-04:00'))
    expect(instantAt('Australia/Lord_Howe', '2026-10-04', '02:15')).toBe(Date.parse('2026-10-04T02:45:00+11:00'))
  })

  test('a daily rule keeps its clock time over a change, and its length', () => {
    const found = occurrences(rule({ zone: 'Europe/London', clock: '09:00' }), '2026-03-28', '2026-03-30')
    expect(found.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([
      '2026-03-28T09:00:00.000Z',
      '2026-03-29T08:00:00.000Z',
      '2026-03-30T08:00:00.000Z',
    ])
    expect(found.every(({ startsAt, endsAt }) => endsAt - startsAt === 30 * 60_000)).toBe(true)
  })
})

describe('what a rule offers', () => {
  const days = (given: Partial<SlotRule>, from = '2026-01-01', to = '2026-01-14', closed?: Set<string>) =>
    occurrences(rule(given), from, to, closed).map(({ day }) => day.slice(8))

  test('every day, every weekday, chosen weekdays', () => {
    expect(days({})).toHaveLength(14)
    expect(days({ days: 'WEEKDAYS' })).toEqual(['01', '02', '05', '06', '07', '08', '09', '12', '13', '14'])
    expect(days({ days: 'CHOSEN', weekdays: ['sat', 'tue'] })).toEqual(['03', '06', '10', '13'])
  })

  test('from its first to its last date, both included', () => {
    expect(days({ firstDate: '2026-01-05', lastDate: '2026-01-07' })).toEqual(['05', '06', '07'])
    expect(days({ lastDate: '2025-12-31' })).toEqual([])
  })

  test('dated exceptions close a day or give it other seats; on a day that is not its own they say nothing', () => {
    const found = occurrences(
      rule({ days: 'WEEKDAYS', exceptions: { '2026-01-01': 0, '2026-01-02': 5, '2026-01-03': 9 } }),
      '2026-01-01',
      '2026-01-05',
    )
    expect(found.map(({ day, capacity }) => [day, capacity])).toEqual([
      ['2026-01-02', 5],
      ['2026-01-05', 2],
    ])
  })

  test('holidays take days away', () => {
    expect(days({}, '2026-01-01', '2026-01-03', new Set(['2026-01-02']))).toEqual(['01', '03'])
  })

  test('month ends and leap days', () => {
    expect(monthOf('2028-02-10')).toEqual({ first: '2028-02-01', last: '2028-02-29' })
    expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29')
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01')
  })
})

test('why a time cannot be chosen', () => {
  const now = Date.parse('2026-01-15T06:30:00Z')
  const slot = { startsAt: now + 3_600_000, capacity: 2, taken: 1, status: 'OPEN' as const }
  expect(barOf(slot, 15, now)).toBeNull()
  expect(barOf({ ...slot, taken: 2 }, 15, now)).toBe('FULL')
  expect(barOf(slot, 61, now)).toBe('SOON')
  expect(barOf(slot, 60, now)).toBeNull()
  expect(barOf({ ...slot, startsAt: now }, 0, now)).toBe('PAST')
  expect(barOf({ ...slot, status: 'CLOSED' }, 15, now)).toBe('CLOSED')
})

test('stretches that touch do not overlap', () => {
  expect(overlaps({ from: 0, to: 10 }, { from: 10, to: 20 })).toBe(false)
  expect(overlaps({ from: 0, to: 11 }, { from: 10, to: 20 })).toBe(true)
  expect(overlaps({ from: 12, to: 13 }, { from: 10, to: 20 })).toBe(true)
})
