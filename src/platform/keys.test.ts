import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { createKeys, hashToken, newToken, sameText } from './keys.ts'
import { publicUrl } from './links.ts'

const SECRET = 'a secret of the tests, 32+ characters'
const keys = createKeys(SECRET)

test('a mac is HMAC-SHA256 by a key of its purpose, cut to 128 bits', () => {
  const key = Buffer.from(hkdfSync('sha256', SECRET, 'phygital', 'feedback', 32))
  const whole = createHmac('sha256', key).update('7\u0000b').digest()
  expect(keys.mac('feedback', 7, 'b')).toBe(whole.subarray(0, 16).toString('base64url'))
  expect(keys.mac('feedback', 7, 'b')).toMatch(/^[\w-]{22}$/)
})

test('another purpose, secret or division into parts is another mac', () => {
  const macs = [
    keys.mac('a', 'bc', 'd'),
    keys.mac('a', 'b', 'cd'),
    keys.mac('a', 'bcd'),
    keys.mac('b', 'bc', 'd'),
    createKeys(`${SECRET}!`).mac('a', 'bc', 'd'),
  ]
  expect(new Set(macs).size).toBe(macs.length)
})

test('what is sealed opens again, whatever it says, and looks different each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const sealed = keys.seal('otp', text)
      return keys.open('otp', sealed) === text && sealed !== keys.seal('otp', text)
    }),
  )
})

test('what was changed, cut, or sealed for something else does not open', () => {
  const sealed = keys.seal('otp', '123456')
  const bytes = Buffer.from(sealed, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    expect(() => keys.open('otp', changed.toString('base64url'))).toThrow()
  }
  for (const wrong of ['', 'x', sealed.slice(0, 20), bytes.subarray(0, bytes.length - 1).toString('base64url')]) {
    expect(() => keys.open('otp', wrong)).toThrow()
  }
  expect(() => keys.open('mail', sealed)).toThrow()
  expect(() => createKeys(`${SECRET}!`).open('otp', sealed)).toThrow()
  expect(sealed).not.toContain('123456')
})

test('a short tag is refused: 4 bytes would be guessed', () => {
  const bytes = Buffer.from(keys.seal('otp', ''), 'base64url')
  expect(() => keys.open('otp', bytes.subarray(0, 12 + 4).toString('base64url'))).toThrow()
})

test('derived secrets are stable, long, and one per purpose', () => {
  expect(keys.derive('staff')).toBe(createKeys(SECRET).derive('staff'))
  expect(keys.derive('staff')).toHaveLength(43)
  expect(keys.derive('staff')).not.toBe(keys.derive('altcha'))
})

test('tokens are 128 random bits; only their hash is kept', () => {
  const tokens = Array.from({ length: 1000 }, newToken)
  expect(new Set(tokens).size).toBe(1000)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{22}$/)
  expect(hashToken(tokens[0]!)).toHaveLength(43)
  expect(hashToken(tokens[0]!)).toBe(hashToken(tokens[0]!))
})

test('texts are the same or they are not', () => {
  expect(sameText('abc', 'abc')).toBe(true)
  for (const other of ['', 'ab', 'abd', 'abcd', 'ABC', 'abc\u0000']) expect(sameText('abc', other)).toBe(false)
  expect(sameText('', '')).toBe(true)
})

test('links are of the public address, or of this machine in a trial', () => {
  const trial = readConfig({ PHYGITAL_PORT: '8123' })
  expect(publicUrl(trial, '/feedback/x')).toBe('http://localhost:8123/feedback/x')
  expect(publicUrl({ ...trial, PUBLIC_URL: 'https://meet.example.com' }, '/l/x')).toBe('https://meet.example.com/l/x')
})
