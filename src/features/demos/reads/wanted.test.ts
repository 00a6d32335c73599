import { expect, test } from 'vitest'
import { startsOf } from './wanted.ts'

const number = ['9800000007', '<7000000089']

test.each([
  ['priya sharma', [['priya'], ['sharma']]],
  ['98000 00007', [number]],
  ['098000-00007', [['9800000007', '<70000000890']]],
  ['(+91) 98000 00007', [['+919800000007']]],
  ['0091 98000 00007', [['+919800000007']]],
  ['+91 (0) 98000', [['+91098000']]],
  ['priya +91 98000 00007', [['priya'], ['+919800000007']]],
  ['priya 0007', [['priya'], ['0007', '<7000']]],
  ['model 5 machine', [['model'], ['machine'], ['5']]],
  ['Priya <priya.sharma@mail.example>,', [['priya'], ['priya.sharma@mail.example']]],
  ['priya.sharma1@', [['priya.sharma1@']]],
  ['a1b2', [['a1b2']]],
  ['९८०००', [['98000', '<00089']]],
  ['!!', []],
])('a search for %s', (search, starts) => {
  expect(startsOf(search)).toEqual(starts)
})

test('no word is left out, however many there are', () => {
  expect(startsOf('a b c d e f g h').flat()).toEqual([...'abcdefgh'])
})
