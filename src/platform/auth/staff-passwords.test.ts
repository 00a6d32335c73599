import { expect, test } from 'vitest'
import { hashPassword, passwordFault, verifyPassword } from './staff-passwords.ts'

test('twelve characters and no rules of composition', () => {
  expect(passwordFault('three quiet grey geese')).toBeUndefined()
  expect(passwordFault('onlysmallabc')).toBeUndefined()
  expect(passwordFault('')).toBe('missing')
  expect(passwordFault('elevenchars')).toBe('short')
  expect(passwordFault('तीन शांत भूरे हंस')).toBeUndefined()
  expect(passwordFault(`${'xy z'.repeat(32)}`)).toBeUndefined()
  expect(passwordFault(`${'xy z'.repeat(32)}!`)).toBe('long')
})

test('characters are counted, not UTF-16 units', () => {
  expect(passwordFault('🦢🦆🐦🐧🐤')).toBe('short')
  expect(passwordFault('🦢🦆🐦🐧🐤🦉🦅🦜🐓🦃🦚🦩')).toBeUndefined()
})

test('the first that are guessed are refused: leaked, repeated, the own e-mail', () => {
  for (const known of ['Password1234', 'QWERTYUIOP12', 'aaaaaaaaaaaa', 'abcabcabcabc', '121212121212']) {
    expect(passwordFault(known)).toBe('known')
  }
  expect(passwordFault('asha@example.com', 'Asha@Example.com')).toBe('known')
})

test('argon2id at the cost OWASP names, with a salt, whatever keyboard composed the accents', async () => {
  const stored = await hashPassword('cafe\u0301 au lait, chaud')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hashPassword('cafe\u0301 au lait, chaud')).not.toBe(stored)
  expect(await verifyPassword(stored, 'caf\u00e9 au lait, chaud')).toBe(true)
  expect(await verifyPassword(stored, 'cafe au lait, chaud')).toBe(false)
})
