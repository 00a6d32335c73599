import { expect, test } from 'vitest'
import { clock, clockSeconds, longDay, when } from './format.ts'

const at = Date.UTC(2026, 7, 4, 18, 31, 5)
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test('times are written in the zone asked for, not in that of the server', () => {
  expect(plain(clock('en-IN', 'Asia/Kolkata', at))).toBe('12:01 am IST')
  expect(plain(clock('en-GB', 'Europe/London', at, false))).toBe('19:31')
  expect(plain(clockSeconds('en-IN', 'Asia/Kolkata', at))).toBe('12:01:05 am IST')
  expect(longDay('en-IN', 'Asia/Kolkata', at)).toBe('5 August 2026')
})

test('the day is named when it is another one in that zone', () => {
  const minute = 60_000
  expect(plain(when('en-IN', 'Asia/Kolkata', at + minute, at))).toBe('12:02 am IST')
  expect(when('en-IN', 'Asia/Kolkata', at, at - 2 * minute)).toContain('5 Aug')
  expect(when('en-GB', 'Europe/London', at, at - 2 * minute)).not.toContain('Aug')
})
