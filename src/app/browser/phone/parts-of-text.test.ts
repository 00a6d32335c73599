import { expect, test } from 'vitest'
import { partsOf } from './parts-of-text.ts'

const marks = (text: string) => partsOf(text).filter(({ kind }) => kind !== 'text')

test('a code stands apart, also as the last line of a one-time-code message', () => {
  expect(marks('Your code is 492817. It works for 2 minutes.')).toEqual([{ kind: 'code', text: '492817' }])
  expect(marks('492817 is your code\n\n@example.com #492817')).toEqual([
    { kind: 'code', text: '492817' },
    { kind: 'code', text: '492817' },
  ])
})

test('a link ends before the full stop of its sentence, and keeps its query', () => {
  expect(marks('Open http://localhost:8080/l/aB3_x-9?x=1. Thanks')).toEqual([
    { kind: 'link', text: 'http://localhost:8080/l/aB3_x-9?x=1' },
  ])
})

test('phone numbers and minutes are no codes', () => {
  expect(marks('Call +919876543210 within 10 minutes')).toEqual([])
})

test('nothing is lost', () => {
  const text = 'Code 1234: https://a.example/b (or 5678).'
  expect(
    partsOf(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})
