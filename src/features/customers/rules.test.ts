import { expect, test } from 'vitest'
import { countryLabel, emailKey, maskMobile, maskName, readMobile } from './rules.ts'

const inIndia = (text: string) => readMobile(text, 'IN', ['IN', 'GB', 'US'])

test.each([
  '98765 43210',
  '098765-43210',
  '+91 98765 43210',
  '+91 (0)98765 43210',
  '0091 98765 43210',
  '919876543210',
  '९८७६५ ४३२१०',
  '+९१ ९८७६५ ४३२१०',
  '９８７６５４３２１０',
  '٩٨٧٦٥٤٣٢١٠',
  ' (98765) 43210 ',
])('%s is one and the same number', (text) => {
  expect(inIndia(text)).toEqual({ mobile: '+919876543210' })
})

test('numbers of other countries need their +, or 00', () => {
  expect(inIndia('+44 7400 123456')).toEqual({ mobile: '+447400123456' })
  expect(readMobile('00 44 7400 123456', 'US', ['US', 'GB'])).toEqual({ mobile: '+447400123456' })
  expect(readMobile('(202) 555-0123', 'US', ['US'])).toEqual({ mobile: '+12025550123' })
})

test('what is not a mobile number is told apart from a country no codes are sent to', () => {
  expect(inIndia('')).toEqual({ fault: 'missing' })
  expect(inIndia('   ')).toEqual({ fault: 'missing' })
  expect(inIndia('98765')).toEqual({ fault: 'wrong' })
  expect(inIndia('call me')).toEqual({ fault: 'wrong' })
  expect(inIndia('022 2778 1234'), 'a landline').toEqual({ fault: 'wrong' })
  expect(inIndia('1800 123 4567'), 'toll-free').toEqual({ fault: 'wrong' })
  expect(inIndia('98765 43210 ext 5')).toEqual({ fault: 'wrong' })
  expect(inIndia('+7 701 123 4567'), 'Kazakhstan').toEqual({ fault: 'country' })
  expect(inIndia('+1 416 555 0123'), 'Canada, which shares +1').toEqual({ fault: 'country' })
})

test('masks show little', () => {
  expect(maskMobile('+919876543210')).toBe('••••• ••210')
  expect(maskName('Asha')).toBe('A•••')
  expect(maskName('कीर्ति'), 'the letter with its vowel sign').toBe('की•••')
})

test('e-mail addresses are compared without regard to case, but not to accents', () => {
  expect(emailKey(' Jose@Example.com')).toBe(emailKey('jose@example.com'))
  expect(emailKey('josé@example.com')).not.toBe(emailKey('jose@example.com'))
})

test('countries are named with their calling code', () => {
  expect(countryLabel('en', 'IN')).toBe('India (+91)')
  expect(countryLabel('hi', 'IN')).toBe('भारत (+91)')
})
