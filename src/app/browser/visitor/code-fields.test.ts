import { expect, test } from 'vitest'
import { readCode } from '../../../features/otps/rules.ts'
import { digits } from './code-fields.ts'

test('a code is six digits, whatever surrounds them', () => {
  expect(digits('123 456')).toBe('123456')
  expect(digits('Your code: 654-321.')).toBe('654321')
  expect(digits('12345678')).toBe('123456')
  expect(digits('abc')).toBe('')
})

test.each(['१२३४५६', '௧௨௩௪௫௬', '١٢٣٤٥٦', '۱۲۳۴۵۶', '１２３４５６', '১২৩ ৪৫৬'])(
  '%s is the code the server reads',
  (typed) => {
    expect([digits(typed), readCode(typed)]).toEqual(['123456', '123456'])
  },
)
