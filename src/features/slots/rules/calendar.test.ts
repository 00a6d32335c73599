import { expect, test } from 'vitest'
import { instantAt } from '../rules.ts'
import type { FreeTime } from '../schema.ts'
import { daysOf, mergeTimes, monthAfter, monthSpan } from './calendar.ts'

const KOLKATA = 'Asia/Kolkata'
let made = 0
const time = (day: string, clock: string, given: Partial<FreeTime> = {}): FreeTime => {
  const startsAt = instantAt(KOLKATA, day, clock)
  return { id: ++made, startsAt, endsAt: startsAt + 1_800_000, left: 1, capacity: 1, bar: null, ...given }
}
const states = (times: FreeTime[], zone = KOLKATA) =>
  daysOf(times, zone, '2026-01', '2026-01-15')
    .filter(({ state }) => state !== 'NONE' && state !== 'PAST')
    .map(({ day, state, free }) => `${day.slice(8)} ${state} ${free}`)
    .join(', ')

test('a day is free, full, too soon or without times', () => {
  const times = [
    time('2026-01-15', '13:00', { bar: 'PAST' }),
    time('2026-01-15', '14:00', { bar: 'SOON' }),
    time('2026-01-16', '10:00', { bar: 'FULL', left: 0 }),
    time('2026-01-17', '10:00', { bar: 'FULL', left: 0 }),
    time('2026-01-17', '11:00'),
    time('2026-01-31', '23:30'),
  ]
  expect(states(times)).toBe('15 SOON 0, 16 FULL 0, 17 FREE 1, 31 FREE 1')
  expect(daysOf(times, KOLKATA, '2026-01', '2026-01-15')).toHaveLength(31)
  expect(daysOf([], KOLKATA, '2028-02', '2026-01-15')).toHaveLength(29)
})

test('days are those of the zone that is shown', () => {
  const times = [time('2026-01-17', '08:00'), time('2026-01-17', '12:00')]
  expect(states(times)).toBe('17 FREE 2')
  expect(states(times, 'America/New_York')).toBe('16 FREE 1, 17 FREE 1')
})

test('a month begins and ends with its days, also where the clocks change at midnight', () => {
  const span = monthSpan('America/Sao_Paulo', '2018-11')
  expect([new Date(span.from).toISOString(), new Date(span.to).toISOString(), span.days]).toEqual([
    '2018-11-01T03:00:00.000Z',
    '2018-12-01T02:00:00.000Z',
    30,
  ])
  // On 4 November 2018 midnight did not exist there: the day began at one o'clock.
  const one = { ...time('2026-01-17', '10:00'), startsAt: Date.UTC(2018, 10, 4, 3) }
  const days = daysOf([one], 'America/Sao_Paulo', '2018-11', '2018-11-01')
  expect(days.filter(({ free }) => free > 0).map(({ day }) => day)).toEqual(['2018-11-04'])
})

test('slots of several agents at one time are one choice: the free one, with all seats', () => {
  const [full, free] = [time('2026-01-17', '10:00', { bar: 'FULL', left: 0 }), time('2026-01-17', '10:00')]
  const later = time('2026-01-17', '10:30', { bar: 'SOON' })
  expect(mergeTimes([full, free, later])).toEqual([{ ...free, left: 1, capacity: 2 }, later])
  expect(mergeTimes([free, full])).toEqual([{ ...free, left: 1, capacity: 2 }])
  expect(mergeTimes([{ ...free, endsAt: free.endsAt + 1 }, free])).toHaveLength(2)
})

test('months follow each other over the year', () => {
  expect([monthAfter('2026-01', -1), monthAfter('2026-12', 1), monthAfter('2026-01', 1)]).toEqual([
    ...['2025-12', '2027-01', '2026-02'],
  ])
})
