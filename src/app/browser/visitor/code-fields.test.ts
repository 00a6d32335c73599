import { expect, test } from 'vitest'
import { digits } from './code-fields.ts'

test('a code is six digits, whatever surrounds them', () => {
  expect(digits('123 456')).toBe('123456')
  expect(digits('Your code: 654-321.')).toBe('654321')
  expect(digits('12345678')).toBe('123456')
  expect(digits('१२३४५६')).toBe('123456')
  expect(digits('abc')).toBe('')
})
