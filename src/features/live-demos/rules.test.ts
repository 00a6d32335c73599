import { expect, test } from 'vitest'
import { expectedWait, liveStateOf } from './rules.ts'

const CALL = 300_000
const times = { paused_at: null, stopping_at: null, ended_at: null }

test.each([
  // ahead, experts, free, calls to wait for
  [0, 0, 0, null],
  [3, 0, 0, null],
  [0, 1, 1, 0],
  [0, 1, 0, 0.5],
  [1, 1, 1, 0.5],
  [1, 1, 0, 1.5],
  [2, 3, 3, 0],
  [3, 3, 3, 0.5],
  [0, 3, 0, 0.5],
  [2, 3, 0, 0.5],
  [3, 3, 0, 1.5],
  [2, 2, 1, 0.5],
  [3, 2, 1, 1.5],
  [99, 2, 0, 49.5],
])('%i ahead, %i experts of whom %i are free: %s calls', (ahead, experts, free, calls) => {
  expect(expectedWait(ahead, experts, free, CALL)).toBe(calls === null ? null : calls * CALL)
})

test('nobody waits longer for more experts, or shorter for more people ahead', () => {
  for (let ahead = 0; ahead < 20; ahead++) {
    for (let experts = 1; experts < 6; experts++) {
      for (let free = 0; free <= experts; free++) {
        const wait = expectedWait(ahead, experts, free, CALL)!
        expect(expectedWait(ahead + 1, experts, free, CALL)).toBeGreaterThanOrEqual(wait)
        expect(expectedWait(ahead, experts + 1, free + 1, CALL)).toBeLessThanOrEqual(wait)
        if (free < experts) expect(expectedWait(ahead, experts, free + 1, CALL)).toBeLessThanOrEqual(wait)
      }
    }
  }
})

test('stopping counts before paused, ended before both', () => {
  expect(liveStateOf(undefined)).toBe('OFF')
  expect(liveStateOf(times)).toBe('LIVE')
  expect(liveStateOf({ ...times, paused_at: 1 })).toBe('PAUSED')
  expect(liveStateOf({ ...times, paused_at: 1, stopping_at: 2 })).toBe('STOPPING')
  expect(liveStateOf({ paused_at: 1, stopping_at: 2, ended_at: 3 })).toBe('OFF')
})
