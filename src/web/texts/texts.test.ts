import { expect, test } from 'vitest'
import { en } from './en.ts'
import { texts } from './texts.ts'

test('a language we do not speak is answered in English', () => {
  for (const lang of ['en', 'en-IN', 'ta', '', 'constructor']) expect(texts(lang)).toBe(en)
})

test('counts agree with their nouns', () => {
  expect(en.expert.wait(1)).toContain('1 minute ')
  expect(en.expert.wait(4)).toContain('4 minutes ')
  expect(en.otp.errors.wrong(1)).toContain('1 try')
})
