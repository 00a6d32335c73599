import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterQuiet, usualQuiet } from './quiet-hours.ts'

const at = (text: string) => Date.parse(text)
const iso = (ms: number) => new Date(ms).toISOString()
const after = (text: string, zone: string, quiet = usualQuiet) => iso(afterQuiet(at(text), zone, quiet))

test.each([
  ['by day: at once', '2026-01-15T06:30:15.123Z', 'Asia/Kolkata', '2026-01-15T06:30:15.123Z'],
  ['last moment of the day', '2026-01-15T15:29:59.999Z', 'Asia/Kolkata', '2026-01-15T15:29:59.999Z'],
  ['21:00 is quiet: the next morning', '2026-01-15T15:30:00.000Z', 'Asia/Kolkata', '2026-01-16T02:30:00.000Z'],
  ['after midnight: the same morning', '2026-01-15T20:00:00.000Z', 'Asia/Kolkata', '2026-01-16T02:30:00.000Z'],
  ['08:00 is not quiet', '2026-01-16T02:30:00.000Z', 'Asia/Kolkata', '2026-01-16T02:30:00.000Z'],
  ['west of UTC', '2026-01-16T04:00:00.000Z', 'America/New_York', '2026-01-16T13:00:00.000Z'],
  ['night in which clocks go forward', '2026-03-08T03:00:00.000Z', 'America/New_York', '2026-03-08T12:00:00.000Z'],
  ['night in which clocks go back', '2026-11-01T03:00:00.000Z', 'America/New_York', '2026-11-01T13:00:00.000Z'],
  ['forward by half an hour', '2026-10-03T12:00:00.000Z', 'Australia/Lord_Howe', '2026-10-03T21:00:00.000Z'],
  ['a zone nobody knows counts as UTC', '2026-01-15T22:00:00.000Z', 'Moon/Base', '2026-01-16T08:00:00.000Z'],
])('%s', (_, from, zone, expected) => {
  expect(after(from, zone)).toBe(expected)
})

test('quiet until a time the clocks skip: up to the change', () => {
  const quiet = { from: '22:00', to: '02:30' }
  expect(after('2026-03-29T00:30:00.000Z', 'Europe/Berlin', quiet)).toBe('2026-03-29T01:00:00.000Z')
})

test('quiet until a time that comes twice: the first, and again the second', () => {
  const quiet = { from: '22:00', to: '02:30' }
  expect(after('2026-10-24T23:00:00.000Z', 'Europe/Berlin', quiet)).toBe('2026-10-25T00:30:00.000Z')
  expect(after('2026-10-25T01:10:00.000Z', 'Europe/Berlin', quiet)).toBe('2026-10-25T01:30:00.000Z')
})

test('hours within one day, and none at all', () => {
  const nap = { from: '13:00', to: '15:00' }
  expect(after('2026-01-15T13:59:00.000Z', 'UTC', nap)).toBe('2026-01-15T15:00:00.000Z')
  expect(after('2026-01-15T23:00:00.000Z', 'UTC', nap)).toBe('2026-01-15T23:00:00.000Z')
  expect(after('2026-01-15T23:00:00.000Z', 'UTC', { from: '00:00', to: '00:00' })).toBe('2026-01-15T23:00:00.000Z')
})

test('the answer is the first minute that is not quiet, whatever zone, hours and day of five years', () => {
  const zones = ['Asia/Kolkata', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago']
  const clock = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const clocks = new Map(zones.map((zone) => [zone, clock(zone)]))
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((of) => {
    return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`
  })
  const first = at('2025-01-01T00:00:00Z') / 60_000
  const start = fc.integer({ min: first, max: first + 5 * 366 * 24 * 60 }).map((minutes) => minutes * 60_000)
  fc.assert(
    fc.property(start, fc.constantFrom(...zones), minute, minute, (now, zone, from, to) => {
      const isQuiet = (ms: number) => {
        const time = clocks.get(zone)!.format(ms)
        return from < to ? time >= from && time < to : from > to && (time >= from || time < to)
      }
      let expected = now
      while (isQuiet(expected)) expected += 60_000
      expect(iso(afterQuiet(now, zone, { from, to }))).toBe(iso(expected))
    }),
    { numRuns: 400 },
  )
})
