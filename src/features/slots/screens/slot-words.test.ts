import { expect, test } from 'vitest'
import { lookOf, offWords, otherClocks, ruleDates, ruleDays } from './slot-words.ts'

test('days of a rule are said in the order of the week', () => {
  expect(ruleDays('en', { days: 'WEEKDAYS', weekdays: [] })).toBe('Every weekday')
  expect(ruleDays('en', { days: 'CHOSEN', weekdays: ['fri', 'mon', 'wed'] })).toBe('Mon, Wed, Fri')
})

test('dates of a rule: from one on, between two, or one', () => {
  const from = { firstDate: '2026-01-05' }
  expect(ruleDates('en-GB', { ...from, lastDate: null })).toBe('from 5 Jan 2026')
  expect(ruleDates('en-GB', { ...from, lastDate: '2026-02-03' })).toBe('5 Jan 2026 to 3 Feb 2026')
  expect(ruleDates('en-GB', { ...from, lastDate: '2026-01-05' })).toBe('5 Jan 2026')
})

test('another zone is said only where its clocks differ', () => {
  const [from, to] = [Date.parse('2026-01-16T04:30:00Z'), Date.parse('2026-01-16T05:00:00Z')]
  expect(otherClocks('en-GB', 'Asia/Kolkata', 'Asia/Colombo', from, to)).toBeNull()
  expect(otherClocks('en-GB', 'Asia/Kolkata', 'Europe/London', from, to)).toMatch(
    /^04:30\s?–\s?05:00 in Europe\/London$/,
  )
})

test('a slot looks as it stands: what is over first, then closed, without an agent, by its seats', () => {
  const slot = { endsAt: 100, status: 'OPEN' as const, taken: 0, capacity: 2, agents: [{ id: 1, name: 'Asha' }] }
  expect(lookOf(slot, 0)).toBe('free')
  expect(lookOf({ ...slot, taken: 1 }, 0)).toBe('some')
  expect(lookOf({ ...slot, taken: 2 }, 0)).toBe('full')
  expect(lookOf({ ...slot, taken: 2, agents: [] }, 0)).toBe('nobody')
  expect(lookOf({ ...slot, agents: [], status: 'CLOSED' }, 0)).toBe('closed')
  expect(lookOf({ ...slot, taken: 2 }, 100)).toBe('past')
})

test('a time off of whole days says so', () => {
  const at = (text: string) => Date.parse(`${text}+05:30`)
  const off = (from: string, to: string) => offWords('en-IN', 'Asia/Kolkata', at(from), at(to)).replace(/\u202f/g, ' ')
  expect(off('2026-01-16T00:00', '2026-01-17T00:00')).toBe('Fri, 16 Jan, 2026, all day')
  expect(off('2026-01-16T00:00', '2026-01-18T00:00')).toBe('Fri, 16 Jan, 2026 to Sat, 17 Jan, 2026, all day')
  expect(off('2026-01-16T10:00', '2026-01-17T00:00')).toMatch(/10:00 am.* to .*12:00 am/)
})
