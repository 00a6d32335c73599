import { afterEach, expect, test } from 'vitest'
import { pickLanguage, speak } from './language.ts'

afterEach(() => speak(['en']))

test('a browser is answered in the first of its languages that we speak', () => {
  speak(['en', 'hi', 'kok'])
  expect(pickLanguage('ta-IN,hi-IN;q=0.9,en;q=0.8')).toBe('hi')
  expect(pickLanguage('HI')).toBe('hi')
  expect(pickLanguage('kok-Deva-IN, en')).toBe('kok')
  expect(pickLanguage('kos, en')).toBe('en')
})

test('English when it names none of ours', () => {
  for (const header of [undefined, '', '*', 'ta, te;q=0.5']) expect(pickLanguage(header)).toBe('en')
})
