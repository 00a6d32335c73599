import { expect, test } from 'vitest'
import { afterFault, MOST_TRIES } from './retry.ts'

const temporary = { kind: 'temporary', retryAfterMs: undefined } as const
const wait = (
  tries: number,
  random: number,
  fault: { kind: 'temporary'; retryAfterMs: number | undefined } = temporary,
) => {
  const next = afterFault(fault, { tries, uncertain: false }, random)
  return next.state === 'PENDING' ? next.waitMs : Number.NaN
}

test('refused for good: given up at once', () => {
  expect(afterFault({ kind: 'permanent', retryAfterMs: 5 }, { tries: 1, uncertain: false }, 0)).toEqual({
    state: 'DEAD',
  })
})

test('refused for now: later and later, over hours, then given up', () => {
  expect([1, 2, 3].map((tries) => wait(tries, 0))).toEqual([1000, 2000, 4000])
  expect(wait(1, 0.999_999)).toBe(2000)
  const least = Array.from({ length: MOST_TRIES - 1 }, (_, tried) => wait(tried + 1, 0))
  expect(least.reduce((sum, ms) => sum + ms)).toBeGreaterThan(2 * 3_600_000)
  expect(Math.max(...least.map((_, tried) => wait(tried + 1, 1)))).toBe(30 * 60_000)
  expect(afterFault(temporary, { tries: MOST_TRIES, uncertain: false }, 0)).toEqual({ state: 'DEAD' })
})

test('not before the provider wants to be asked again, and not sooner for being told 0', () => {
  expect(wait(1, 0.5, { kind: 'temporary', retryAfterMs: 90_000 })).toBe(90_000)
  expect(wait(3, 0, { kind: 'temporary', retryAfterMs: 0 })).toBe(4000)
})

test('unknown: once more and marked, then given up; a refusal in between does not unmark it', () => {
  const unknown = { kind: 'unknown', retryAfterMs: undefined } as const
  expect(afterFault(unknown, { tries: 1, uncertain: false }, 0)).toMatchObject({ state: 'PENDING', uncertain: true })
  expect(afterFault(temporary, { tries: 2, uncertain: true }, 0)).toMatchObject({ state: 'PENDING', uncertain: true })
  expect(afterFault(unknown, { tries: 3, uncertain: true }, 0)).toEqual({ state: 'DEAD' })
})
