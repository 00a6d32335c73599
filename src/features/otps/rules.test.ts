import { expect, test } from 'vitest'
import { expiryOf, plainDigits, prefixOf, readCode, resendFrom, sendsSameCode } from './rules.ts'

const MINUTE = 60_000
const code = (changes = {}) => ({
  createdAt: 0,
  expiresAt: 2 * MINUTE,
  sentAt: 0,
  sends: 1,
  checks: 0,
  usedAt: null,
  ...changes,
})

test('another code may be asked for after 30, 60 and then each time 120 s', () => {
  const waits = [1, 2, 3, 4, 9].map((sends) => resendFrom({ sentAt: 1000, sends }) - 1000)
  expect(waits).toEqual([30_000, 60_000, 120_000, 120_000, 120_000])
})

test('sending again gives a code more life, but never over ten minutes', () => {
  expect(expiryOf(0, 0, 2 * MINUTE)).toBe(2 * MINUTE)
  expect(expiryOf(0, 5 * MINUTE, 2 * MINUTE)).toBe(7 * MINUTE)
  expect(expiryOf(0, 9 * MINUTE, 2 * MINUTE)).toBe(10 * MINUTE)
  expect(expiryOf(0, 0, 10 * MINUTE)).toBe(10 * MINUTE)
})

test('the same code goes out while it lives; a used, locked, expired or nearly expired one is replaced', () => {
  expect(sendsSameCode(code(), MINUTE)).toBe(true)
  expect(sendsSameCode(code(), 2 * MINUTE)).toBe(false)
  expect(sendsSameCode(code({ usedAt: 1 }), MINUTE)).toBe(false)
  expect(sendsSameCode(code({ checks: 5 }), MINUTE)).toBe(false)
  expect(sendsSameCode(code({ expiresAt: 10 * MINUTE }), 9 * MINUTE)).toBe(true)
  expect(sendsSameCode(code({ expiresAt: 10 * MINUTE }), 9.9 * MINUTE)).toBe(false)
})

test('a code is read as people paste it', () => {
  expect(readCode(' 123 456\n')).toBe('123456')
  expect(readCode('123-456')).toBe('123456')
  expect(readCode('१२३४५६')).toBe('123456')
  for (const text of ['', '12345', '1234567', '12345a', '123456 is your code']) expect(readCode(text)).toBe(undefined)
})

test('a prefix is the country and the first digits', () => {
  expect(prefixOf('+919876543210')).toBe('+91987')
})

test('digits of any script are read, other signs stay', () => {
  expect(plainDigits('०१२३४५६७८९ ௦௧௨ ০১২ a-9')).toBe('0123456789 012 012 a-9')
})
