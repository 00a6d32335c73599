import { expect, test } from 'vitest'
import { exactTime, shortTime } from './when.tsx'

const at = Date.UTC(2026, 10, 22, 20, 5, 9)
const plain = (words: string) => words.replace(/\s/g, ' ')

test('today is a clock, by the calendar of the zone and not of the machine', () => {
  expect(plain(shortTime('en-IN', 'Asia/Kolkata', at, at + 3_600_000))).toBe('1:35 am')
  expect(plain(shortTime('en-IN', 'UTC', at, at + 5 * 3_600_000))).toBe('22 Nov, 8:05 pm')
})

test('another year is named', () => {
  expect(plain(shortTime('en-IN', 'UTC', at, at + 90 * 86_400_000))).toBe('22 Nov 2026, 8:05 pm')
})

test('the exact time names its zone and second', () => {
  expect(plain(exactTime('en-GB', 'Asia/Kolkata', at))).toMatch(/^Mon, 23 Nov 2026, 1:35:09.* (IST|GMT\+5:30)$/)
})
