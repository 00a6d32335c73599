import { expect, test } from 'vitest'
import { retryAfter } from './http-post.ts'

test('Retry-After in seconds, as a date, or nonsense', () => {
  expect(retryAfter({ 'retry-after': '30' })).toBe(30_000)
  const date = 'Thu, 15 Jan 2026 06:30:00 GMT'
  expect(retryAfter({ 'retry-after': 'Thu, 15 Jan 2026 06:32:00 GMT', date })).toBe(120_000)
  expect(retryAfter({ 'retry-after': 'Thu, 15 Jan 2026 06:00:00 GMT', date })).toBe(0)
  expect(retryAfter({ 'retry-after': 'soon', date })).toBeUndefined()
  expect(retryAfter({})).toBeUndefined()
})
