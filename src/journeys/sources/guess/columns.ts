import { FIELDS, type Field } from '../mapping.ts'
import { actionOfWord, nameScore } from './names.ts'
import { shapeOf } from './times.ts'

/** Why a column is thought to be a field. `confidence`: 0 to 1. */
export interface FieldGuess {
  column: string
  confidence: number
  why: string
}
export type FieldGuesses = Partial<Record<Field, FieldGuess>>

const AMOUNT = /^[^\d]{0,6}\d[\d.,'’ {2}]*[^\d]{0,6}$/
const distinct = (texts: readonly string[]) => new Set(texts).size

type Judge = (texts: readonly string[]) => number
const share =
  (test: (text: string) => boolean): Judge =>
  (texts) =>
    texts.filter(test).length / texts.length
/** How many of a column's texts can be the field's, 0 to 1; a field that is not here takes any text. */
const VALUES: Partial<Record<Field, Judge>> = {
  time: share((text) => shapeOf(text) !== undefined),
  email: share((text) => /^\S+@\S+\.\S+$/.test(text)),
  phone: share((text) => /^\+?[\d ()./-]{7,20}$/.test(text)),
  quantity: share((text) => /^-?\d{1,6}([.,]\d+)?$/.test(text)),
  unit_price: share((text) => AMOUNT.test(text)),
  final_price: share((text) => AMOUNT.test(text)),
  discount: share((text) => AMOUNT.test(text)),
  currency: share((text) => /^([A-Za-z]{3}|[€$£₹¥]|Rs\.?)$/.test(text)),
  // One word known is worth much; a column of a thousand words is none of actions.
  action: (texts) => {
    const words = [...new Set(texts)]
    const known = words.filter((word) => actionOfWord(word)).length
    return words.length > 200 ? 0 : known === 0 ? 0.6 : 0.8 + (0.2 * known) / words.length
  },
  application: (texts) => (distinct(texts) <= 1000 ? 1 : 0.2),
  product: share((text) => /\p{L}/u.test(text)),
  category: share((text) => /\p{L}/u.test(text)),
  term: share((text) => /[\p{L}\p{N}]/u.test(text)),
}
const SAID: Partial<Record<Field, string>> = {
  time: 'tell a time',
  email: 'are e-mail addresses',
  phone: 'are phone numbers',
  quantity: 'are quantities',
  unit_price: 'are amounts',
  final_price: 'are amounts',
  discount: 'are amounts',
  currency: 'are currencies',
}
const LEAST = 0.3

/** Each field's column, no column twice, the surest first. Empty columns are nobody's. */
export function guessColumns(
  columns: ReadonlyMap<string, readonly string[]>,
  fields: readonly Field[] = FIELDS,
): FieldGuesses {
  const all: (FieldGuess & { field: Field })[] = []
  for (const [column, texts] of columns) {
    if (texts.length === 0) continue
    for (const field of fields) {
      const name = nameScore(field, column)
      const fit = VALUES[field]?.(texts)
      // A time is known by its looks alone, others are not.
      const confidence = name * (fit === undefined ? 0.95 : fit ** 2) || (field === 'time' && fit! > 0.9 ? 0.4 : 0)
      if (confidence < LEAST) continue
      const says = SAID[field] && fit !== undefined ? `, ${Math.round(fit * 100)} % of its values ${SAID[field]}` : ''
      all.push({
        field,
        column,
        confidence: Math.round(confidence * 100) / 100,
        why: `${name > 0 ? 'by its name' : 'by its values'}${says}`,
      })
    }
  }
  const guesses: FieldGuesses = {}
  const taken = new Set<string>()
  for (const { field, ...guess } of all.toSorted((a, b) => b.confidence - a.confidence)) {
    if (guesses[field] || taken.has(guess.column)) continue
    guesses[field] = guess
    taken.add(guess.column)
  }
  return guesses
}
