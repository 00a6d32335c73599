import { expect, test } from 'vitest'
import { network } from './staff-throttle.ts'

test('an IPv4 address counts by itself, however it is written', () => {
  expect(network('192.0.2.1')).toBe('192.0.2.1')
  expect(network('::ffff:192.0.2.1')).toBe('192.0.2.1')
})

test('an IPv6 address counts with its /64, however it is written', () => {
  const same = ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff:0:0:9', '2001:db8::1:0:0:0:7', '2001:db8:0:1::%eth0']
  for (const address of same) expect(network(address)).toBe('2001:db8:0:1')
  expect(network('2001:db8:0:2::1')).toBe('2001:db8:0:2')
  expect(network('::1')).toBe('0:0:0:0')
  expect(network('fe80::')).toBe('fe80:0:0:0')
})
