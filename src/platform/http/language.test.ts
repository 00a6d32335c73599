import { afterEach, expect, test } from 'vitest'
import { pickLanguage, readChoice, speak } from './language.ts'

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

test('a choice made before wins over the browser, as long as we speak it', () => {
  speak(['en', 'hi'])
  expect(pickLanguage('en-IN', 'hi')).toBe('hi')
  expect(pickLanguage('hi-IN', 'en')).toBe('en')
  expect(pickLanguage('hi-IN', 'ta')).toBe('hi')
})

test('the choice is taken out of the address, and the way back is ours whatever was asked for', () => {
  speak(['en', 'hi'])
  expect(readChoice('/demo/x?source=store&lang=hi&store=1')).toEqual({
    lang: 'hi',
    back: '/demo/x?source=store&store=1',
  })
  expect(readChoice('/?lang=en')).toEqual({ lang: 'en', back: '/' })
  for (const url of ['/demo/x', '/demo/x?lang=ta', '/demo/x?slang=hi', '/lang=hi'])
    expect(readChoice(url)).toBeUndefined()
  for (const url of ['//evil.example/x', '/\\evil.example', '///evil.example', 'https://evil.example/', '']) {
    expect(readChoice(`${url}?lang=hi`)).toEqual({ lang: 'hi', back: '/' })
  }
})
