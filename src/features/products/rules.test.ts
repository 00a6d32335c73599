import { expect, test } from 'vitest'
import { dayIn, isOpen, nextOpening, slugOf } from './rules.ts'
import { type LiveTimings, liveTimingsSchema } from './schema.ts'

const at = (text: string) => Date.parse(text)
const timings = (week: LiveTimings['week'], exceptions: LiveTimings['exceptions'] = {}): LiveTimings => ({
  week,
  exceptions,
})
const everyDay = (...hours: [string, string][]) =>
  timings(Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, hours])))

test('a week without hours is always open, but for its exceptions', () => {
  const never = timings({}, { '2026-12-25': [], '2026-12-26': [['10:00', '12:00']] })
  expect(isOpen(never, 'Asia/Kolkata', at('2026-12-24T23:59:59+05:30'))).toBe(true)
  expect(isOpen(never, 'Asia/Kolkata', at('2026-12-25T00:00:00+05:30'))).toBe(false)
  expect(nextOpening(never, 'Asia/Kolkata', at('2026-12-25T00:00:00+05:30'))).toBe(at('2026-12-26T10:00:00+05:30'))
  expect(isOpen(never, 'Asia/Kolkata', at('2026-12-26T11:59:59+05:30'))).toBe(true)
  expect(nextOpening(never, 'Asia/Kolkata', at('2026-12-26T12:00:00+05:30'))).toBe(at('2026-12-27T00:00:00+05:30'))
})

test('hours hold from their first to before their last moment, on their weekdays', () => {
  const monday = timings({
    mon: [
      ['09:00', '12:00'],
      ['14:00', '18:00'],
    ],
  })
  const open = (text: string) => isOpen(monday, 'Asia/Kolkata', at(`${text}+05:30`))
  // 19 January 2026 is a Monday; in UTC its first hours are Sunday's.
  expect(open('2026-01-19T08:59:59')).toBe(false)
  expect(open('2026-01-19T09:00:00')).toBe(true)
  expect(open('2026-01-19T12:00:00')).toBe(false)
  expect(open('2026-01-19T17:59:59')).toBe(true)
  expect(open('2026-01-20T10:00:00')).toBe(false)
  const next = (text: string) => nextOpening(monday, 'Asia/Kolkata', at(`${text}+05:30`))
  expect(next('2026-01-19T12:30:00')).toBe(at('2026-01-19T14:00:00+05:30'))
  expect(next('2026-01-19T18:00:00')).toBe(at('2026-01-26T09:00:00+05:30'))
  expect(next('2026-01-19T10:00:00'), 'now, when it is open').toBe(at('2026-01-19T10:00:00+05:30'))
})

test('closed for a year has no next opening', () => {
  const days = Array.from({ length: 400 }, (_, n) => new Date(at('2026-01-01T00:00:00Z') + n * 86_400_000))
  const closed = Object.fromEntries(days.map((day) => [day.toISOString().slice(0, 10), []]))
  expect(nextOpening(timings({}, closed), 'UTC', at('2026-01-01T00:00:00Z'))).toBe(null)
})

// Each zone's two changes of the clocks in 2026, an hour of opening on either side.
const changes: [zone: string, spring: string, before: string, after: string, autumn: string, b: string, a: string][] = [
  ['America/New_York', '2026-03-08', '-05:00', '-04:00', '2026-11-01', '-04:00', '-05:00'],
  ['Europe/London', '2026-03-29', '+00:00', '+01:00', '2026-10-25', '+01:00', '+00:00'],
  ['Australia/Lord_Howe', '2026-10-04', '+10:30', '+11:00', '2026-04-05', '+11:00', '+10:30'],
]

test.each(changes)('%s opens by its clocks on the days they change', (zone, spring, before, after, autumn, b, a) => {
  const day = everyDay(['00:15', '23:45'])
  for (const [date, from, to] of [
    [spring, before, after],
    [autumn, b, a],
  ] as const) {
    expect(isOpen(day, zone, at(`${date}T00:14:59${from}`))).toBe(false)
    expect(isOpen(day, zone, at(`${date}T00:15:00${from}`))).toBe(true)
    expect(isOpen(day, zone, at(`${date}T23:44:59${to}`))).toBe(true)
    expect(isOpen(day, zone, at(`${date}T23:45:00${to}`))).toBe(false)
    const morning = everyDay(['09:00', '10:00'])
    expect(nextOpening(morning, zone, at(`${date}T00:00:00${from}`))).toBe(at(`${date}T09:00:00${to}`))
  }
})

test('hours over a change last as long as the clocks show them, doubled ones once', () => {
  const minutesOpen = (zone: string, hours: [string, string], date: string) => {
    const from = at(`${date}T00:00:00Z`) - 14 * 3_600_000
    const day = everyDay(hours)
    let open = 0
    for (let t = from; t < from + 52 * 3_600_000; t += 60_000) {
      if (dayIn(zone, t) === date && isOpen(day, zone, t)) open++
    }
    return open
  }
  expect(minutesOpen('America/New_York', ['01:00', '04:00'], '2026-03-08')).toBe(120)
  expect(minutesOpen('America/New_York', ['01:00', '04:00'], '2026-11-01')).toBe(240)
  expect(minutesOpen('America/New_York', ['02:15', '02:45'], '2026-03-08'), 'skipped').toBe(0)
  expect(minutesOpen('America/New_York', ['02:30', '03:30'], '2026-03-08')).toBe(30)
  expect(minutesOpen('America/New_York', ['00:30', '01:30'], '2026-11-01'), 'not twice').toBe(60)
  expect(minutesOpen('Europe/London', ['00:00', '24:00'], '2026-03-29')).toBe(23 * 60)
  expect(minutesOpen('Europe/London', ['00:00', '24:00'], '2026-10-25')).toBe(25 * 60)
  expect(minutesOpen('Australia/Lord_Howe', ['01:00', '03:00'], '2026-10-04')).toBe(90)
  expect(minutesOpen('Australia/Lord_Howe', ['01:00', '03:00'], '2026-04-05')).toBe(150)
})

test('the next opening is never before, and never open later than found, through five years of changes', () => {
  const night = everyDay(['01:30', '02:30'])
  for (const [zone] of changes) {
    for (let t = at('2026-01-01T00:00:00Z'); t < at('2031-01-01T00:00:00Z'); t += 23 * 3_600_000) {
      const next = nextOpening(night, zone, t)!
      expect(next).toBeGreaterThanOrEqual(t)
      expect(isOpen(night, zone, next)).toBe(true)
      if (next > t) expect(isOpen(night, zone, next - 1)).toBe(false)
      expect(next - t).toBeLessThan(26 * 3_600_000)
    }
  }
})

test('timings that make no sense are refused', () => {
  expect(liveTimingsSchema.safeParse({ week: { mon: [['18:00', '09:00']] } }).success).toBe(false)
  expect(liveTimingsSchema.safeParse({ week: { mon: [['9:00', '10:00']] } }).success).toBe(false)
  expect(liveTimingsSchema.safeParse({ week: { someday: [] } }).success).toBe(false)
  expect(liveTimingsSchema.safeParse({ week: { sun: [['09:00', '24:00']] }, exceptions: {} }).success).toBe(true)
})

test('a slug is made of a name', () => {
  expect(slugOf('Café Crème 2')).toBe('cafe-creme-2')
  expect(slugOf('  --Aurum/Watch™ ')).toBe('aurum-watchtm')
  expect(slugOf('सोना')).toBe('product')
})
