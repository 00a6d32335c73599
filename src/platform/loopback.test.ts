import { expect, test } from 'vitest'
import { isLoopback } from './loopback.ts'

test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]', '::ffff:127.0.0.1'])(
  '%s is this machine',
  (host) => {
    expect(isLoopback(host)).toBe(true)
  },
)

test.each([
  '',
  '127.0.0.1.example.com',
  'localhost.example.com',
  'a.localhost',
  '10.0.0.1',
  '::10',
  '127.evil',
  '0.0.0.0',
])('%s is not', (host) => {
  expect(isLoopback(host)).toBe(false)
})
