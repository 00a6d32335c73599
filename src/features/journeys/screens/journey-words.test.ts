import { expect, test } from 'vitest'
import { bytesWords, columnWords, counted, decimalWords, sureWords } from './journey-words.ts'

test('sizes, prices and columns in words', () => {
  expect([0, 999, 1000, 412_345, 9_960_000, 1_234_000_000, 5e12].map(bytesWords)).toEqual([
    ...['0 B', '999 B', '1.0 kB', '412 kB', '10 MB', '1.2 GB', '5000 GB'],
  ])
  expect(decimalWords('31000.0000', 'en-IN')).toBe('31,000')
  expect(decimalWords('123456.5000', 'en-IN')).toBe('1,23,456.50')
  expect(decimalWords('99999999999999.0001', 'en')).toBe('99,999,999,999,999.0001')
  expect(columnWords('applications_checked')).toBe('Applications checked')
})

test('counts and shares in words', () => {
  expect([0, 1, 1200].map((n) => counted(n, 'row', 'rows', 'en'))).toEqual(['0 rows', '1 row', '1,200 rows'])
  expect([1, 0.93, 0.999, 0.29].map(sureWords)).toEqual(['100 % sure', '93 % sure', '99 % sure', '29 % sure'])
})
