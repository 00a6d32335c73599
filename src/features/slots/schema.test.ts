import { expect, test } from 'vitest'
import { daySchema, previewInput } from './schema.ts'

test('a day that does not exist is told so, not a fault of ours', () => {
  for (const day of ['x', '', '0000-00-00', '2026-13-45', '2026-02-30', '9999-12-18', '1999-12-31'])
    expect(daySchema.safeParse(day).success, day).toBe(false)
  for (const day of ['2026-02-28', '2028-02-29']) expect(daySchema.parse(day)).toBe(day)
})

test('a rule of another century is refused: nobody would see the end of its days', () => {
  const rule = { productId: 1, clock: '22:00', lengthMin: 30, days: 'DAILY', firstDate: '9999-12-18', capacity: 1 }
  expect(previewInput.safeParse(rule).error?.issues[0]?.path).toEqual(['firstDate'])
})
