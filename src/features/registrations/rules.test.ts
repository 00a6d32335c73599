import { expect, test } from 'vitest'
import { chromeIntent, distance, linkQuery, readBrowser, readEmail, readForm, readName, suggestEmail } from './rules.ts'
import { registrationBody } from './schema.ts'

const settings = { country: 'IN', countries: ['IN'], stores: [{ id: 3 }] }
const good = {
  name: '  Asha   Rao ',
  email: 'Asha@Example.COM',
  mobile: '98765 43210',
  source: 'WEBSITE',
  terms: 'yes',
  zone: 'Asia/Kolkata',
}
const read = (changes: Record<string, unknown> = {}) =>
  readForm(registrationBody.parse({ ...good, ...changes }), settings)

test('a good form is read as it is kept', () => {
  expect(read()).toEqual({
    registration: {
      name: 'Asha Rao',
      email: 'Asha@example.com',
      mobile: '+919876543210',
      source: 'WEBSITE',
      storeId: null,
      news: false,
      kiosk: false,
      zone: 'Asia/Kolkata',
    },
  })
  expect(read({ source: 'BRAND_STORE', store: '3', news: 'yes', kiosk: '1', zone: 'Mars/Base' })).toMatchObject({
    registration: { source: 'BRAND_STORE', storeId: 3, news: true, kiosk: true, zone: '' },
  })
  expect(read({ zone: '+05:30' })).toMatchObject({ registration: { zone: '' } })
})

test('all faults are told at once, also of an empty form and of fields that are no texts', () => {
  const all = { name: 'missing', email: 'missing', mobile: 'missing', source: 'missing', terms: 'missing' }
  expect(readForm(registrationBody.parse({}), settings)).toEqual({ faults: all })
  expect(readForm(registrationBody.parse({ name: ['a', 'b'], email: {} }), settings)).toEqual({ faults: all })
  expect(read({ name: 'x'.repeat(101), email: 'asha@', mobile: '12', source: 'BRAND_STORE', store: '4' })).toEqual({
    faults: { name: 'long', email: 'wrong', mobile: 'wrong', store: 'missing' },
  })
  expect(read({ mobile: '+44 7400 123456' })).toEqual({ faults: { mobile: 'country' } })
})

test('the suggested address is taken when its button was pressed', () => {
  expect(read({ email: 'asha@gmial.com', use_email: 'asha@gmail.com' })).toMatchObject({
    registration: { email: 'asha@gmail.com' },
  })
})

test('a name has a letter: marks that show nothing are none', () => {
  for (const name of ['\u200f\u200b', '\u200d', ' - '])
    expect(readForm(registrationBody.parse({ name }), settings)).toMatchObject({ faults: { name: 'missing' } })
})

test('names keep their script and lose what is invisible', () => {
  expect(readName('\u202eAsha\u0000\nRao')).toBe('Asha Rao')
  expect(readName('क्‍षमा'), 'with its joiner').toBe('क्‍षमा'.normalize('NFC'))
})

test.each([
  'a@b.co',
  'first.last+tag@sub.example.co.in',
  'josé@example.com',
  'x@xn--p1ai.xn--p1ai',
  "o'neil@example.com",
])('%s is an e-mail address', (email) => {
  expect(readEmail(email)).toBe(email)
})

test.each([
  '',
  'a',
  'a@',
  '@b.co',
  'a@b',
  'a b@c.co',
  'a@b..co',
  'a@-b.co',
  'a..b@c.co',
  'a@b.co, c@d.co',
  'a@b.co\r\nBcc: c@d.co',
  'Asha <a@b.co>',
  `${'a'.repeat(250)}@b.co`,
])('%j is none', (email) => {
  expect(readEmail(email)).toBe(undefined)
})

test('typos of well-known domains are offered corrected', () => {
  const typos = ['gmial.com', 'gmai.com', 'gamil.com', 'gmail.co', 'gmail.con', 'gnail.com', 'gmaill.com', 'gmal.com']
  for (const typo of typos) expect(suggestEmail(`asha@${typo}`), typo).toBe('asha@gmail.com')
  expect(suggestEmail('asha@yaho.com')).toBe('asha@yahoo.com')
  expect(suggestEmail('asha@hotmial.com')).toBe('asha@hotmail.com')
  expect(suggestEmail('asha@rediffmial.com')).toBe('asha@rediffmail.com')
  expect(suggestEmail('asha@outlok.com')).toBe('asha@outlook.com')
})

test('there is no doubt about known domains and those of others', () => {
  const fine = [
    'gmail.com',
    'ymail.com',
    'mail.com',
    'email.com',
    'gmx.com',
    'example.com',
    'aurum.in',
    'me.com',
    'tcs.com',
  ]
  for (const domain of fine) expect(suggestEmail(`asha@${domain}`), domain).toBe(null)
})

test('distance counts neighbours swapped as one', () => {
  expect(distance('gmail', 'gmial')).toBe(1)
  expect(distance('', 'abc')).toBe(3)
  expect(distance('kitten', 'sitting')).toBe(3)
})

const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)'
test.each([
  [`${safari} Mobile/15E148 Instagram 350.0.0.0`, true, 'ios'],
  [`${safari} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]`, true, 'ios'],
  [`${safari} Mobile/15E148`, true, 'ios'],
  [`${safari} Version/18.1 Mobile/15E148 Safari/604.1`, false, 'ios'],
  [`${safari} CriOS/131.0 Mobile/15E148 Safari/604.1`, false, 'ios'],
  [`${android} Version/4.0 Chrome/131.0 Mobile Safari/537.36 Instagram 350.0 Android`, true, 'android'],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36',
    true,
    'android',
  ],
  [`${android} Chrome/131.0 Mobile Safari/537.36`, false, 'android'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36', false, 'other'],
  ['', false, 'other'],
])('%s', (userAgent, inApp, platform) => {
  expect(readBrowser(userAgent)).toEqual({ inApp, platform })
})

test('Android is asked to open the page in Chrome', () => {
  expect(chromeIntent('https://meet.example.com/demo/watch?store=3')).toBe(
    'intent://meet.example.com/demo/watch?store=3#Intent;scheme=https;package=com.android.chrome;' +
      'S.browser_fallback_url=https%3A%2F%2Fmeet.example.com%2Fdemo%2Fwatch%3Fstore%3D3;end',
  )
})

test('a link says its store and that the device is shared', () => {
  expect(linkQuery({ storeId: null, kiosk: false })).toBe('')
  expect(linkQuery({ storeId: 3, kiosk: true })).toBe('?source=store&store=3&kiosk=1')
})
