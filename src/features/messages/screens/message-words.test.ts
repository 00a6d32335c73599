import { expect, test } from 'vitest'
import { mayResend, templateWords } from './message-words.ts'

test('templates are named for people', () => {
  expect(templateWords('otp')).toBe('OTP')
  expect(templateWords('booking.moved')).toBe('Booking moved')
  expect(templateWords('gone-since.long')).toBe('Gone since long')
})

test('only a failed message goes out again, and never a code', () => {
  expect(mayResend({ state: 'DEAD', template: 'feedback.ask' })).toBe(true)
  expect(mayResend({ state: 'SENT', template: 'feedback.ask' })).toBe(false)
  expect(mayResend({ state: 'DEAD', template: 'otp' })).toBe(false)
})
