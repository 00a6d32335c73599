import { expect, test } from 'vitest'
import { agoWords, waitingClock, waitingWords } from './durations.ts'

test('a wait is a clock that never runs backwards', () => {
  expect(waitingClock(-3000)).toBe('0:00')
  expect(waitingClock(999)).toBe('0:00')
  expect(waitingClock(7000)).toBe('0:07')
  expect(waitingClock(760_000)).toBe('12:40')
  expect(waitingClock(3_599_999)).toBe('59:59')
  expect(waitingClock(3_849_000)).toBe('1:04:09')
})

test('a wait read aloud has its plural and no empty minutes', () => {
  expect(waitingWords(-1)).toBe('0 seconds')
  expect(waitingWords(1000)).toBe('1 second')
  expect(waitingWords(59_999)).toBe('59 seconds')
  expect(waitingWords(60_000)).toBe('1 minute')
  expect(waitingWords(3_600_000)).toBe('1 hour')
  expect(waitingWords(2 * 3_600_000 + 61_000)).toBe('2 hours 1 minute')
})

test('ago words change at their limits', () => {
  expect(agoWords(59_999)).toBe('just now')
  expect(agoWords(60_000)).toBe('1 min')
  expect(agoWords(3_600_000)).toBe('1 h')
  expect(agoWords(49 * 3_600_000)).toBe('2 d')
})
