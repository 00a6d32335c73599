import { expect, test } from 'vitest'
import { areDays, instantsOf } from './days.ts'

const NOON = Date.UTC(2026, 0, 15, 12)
const days = (text: string) => {
  const { from, until } = instantsOf(text, 'UTC', NOON)
  return [from, until].map((at) => at && new Date(at).toISOString().slice(0, 10))
}

test('stretches of days around today, today among them', () => {
  expect(days('today')).toEqual(['2026-01-15', '2026-01-16'])
  expect(days('7d')).toEqual(['2026-01-09', '2026-01-16'])
  expect(days('next7d')).toEqual(['2026-01-15', '2026-01-22'])
  expect(days('next30d')).toEqual(['2026-01-15', '2026-02-14'])
  expect(days('2026-01-20..')).toEqual(['2026-01-20', undefined])
})

test('days that cannot be read', () => {
  for (const text of ['next', 'next8d', '2026-02-30..', '2026-01-02..2026-01-01']) expect(areDays(text)).toBe(false)
})
