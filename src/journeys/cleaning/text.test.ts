import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutOut, readCell, readWords, singular, tidy } from './text.ts'

it('tidies spaces, quotes, entities, marks and Unicode forms', () => {
  expect(tidy('  Nest®\u00a0Cam\t7&amp;quot; ')).toBe('Nest Cam 7"')
  expect(tidy('Ｍｅｎ’s ﬁt')).toBe("Men's fit")
  expect(tidy('क\u094d\u200dष')).toBe('क\u094d\u200dष')
})

it('reads a cell of nothing but entities, written over and over', () => {
  expect(tidy(`Pan &${'amp;'.repeat(50_000)}quot;`)).toBe('Pan "')
})

it('is done after once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(tidy(tidy(text))).toBe(tidy(text))
    }),
  )
})

it('reads words, numbers whole', () => {
  expect(readWords("Men's S23+ 10,400mAh 3/4 1.5 T-Shirt Café").map(({ key }) => key)).toEqual(
    'mens s23plus 10400mah 3/4 1.5 t shirt cafe'.split(' '),
  )
})

it('reads the same words with and without letters of other scripts in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(readWords(`${text} क`).slice(0, -1)).toEqual(readWords(text))
    }),
  )
})

it.each([
  ['shoes', 'shoe'],
  ['watches', 'watch'],
  ['batteries', 'battery'],
  ['glass', 'glass'],
  ['s23s', 's23s'],
])('the singular of %s is %s', (plural, one) => expect(singular(plural)).toBe(one))

it.each(['(not set)', 'N/A', '', ' - ', 'null'])('%j says nothing', (cell) => expect(readCell(cell)).toBeNull())

it('cuts spans out with what they leave behind', () => {
  expect(
    cutOut('iPhone 15 (Black, 128 GB)', [
      [11, 16],
      [18, 24],
    ]),
  ).toBe('iPhone 15')
  expect(cutOut('Cap - Black - New', [[6, 11]])).toBe('Cap - New')
})
