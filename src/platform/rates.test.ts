import { expect, test } from 'vitest'
import { networkOf } from './rates.ts'

test('an IPv4 address counts by itself, however it is written', () => {
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
})

test('an IPv6 address counts with its /64, however it is written', () => {
  const same = ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff:0:0:9', '2001:db8::1:0:0:0:7', '2001:db8:0:1::%eth0']
  for (const address of same) expect(networkOf(address)).toBe('2001:db8:0:1')
  expect(networkOf('2001:db8:0:2::1')).toBe('2001:db8:0:2')
  expect(networkOf('::1')).toBe('0:0:0:0')
  expect(networkOf('fe80::')).toBe('fe80:0:0:0')
})
