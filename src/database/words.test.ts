import { expect, test } from 'vitest'
import { joinWords, personWords } from './words.ts'

const person = { email: 'zq.last@b.example', mobile: '+919800000007', national: '9800000007' }

test('a person with a name of many words is found by each of them, the address and the number', () => {
  const name = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => letter + letter).join(' ')
  const words = personWords({ ...person, name })
  for (const word of [...name.split(' '), person.email, 'last', person.mobile, person.national])
    expect(
      words.some((it) => it.startsWith(word)),
      word,
    ).toBe(true)
})

test('however long a name becomes when it is folded, what is kept fits, and address and number stay', () => {
  const words = personWords({ ...person, name: '\ufdfa '.repeat(50) + 'x'.repeat(50) })
  expect(joinWords(words).length).toBeLessThanOrEqual(1600)
  const long = personWords({
    ...person,
    name: Array.from({ length: 100 }, (_, n) => `${n}${'y'.repeat(40)}`).join(' '),
  })
  expect(joinWords(long).length).toBeLessThanOrEqual(1600)
  expect(long).toEqual(expect.arrayContaining([person.email, person.mobile, person.national]))
})
