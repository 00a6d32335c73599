import { type Category, guessCategory, mapPath, subCategoryOf } from './categories.ts'
import { type Corrections, correct } from './corrections.ts'
import { type Leaf, readHead } from './taxonomy.ts'
import { readCell, readWords } from './text.ts'

/** What a product's name says of its place in the taxonomy; `confidence` is null where it says no category. */
export interface Placed {
  category: string | null
  subCategory: string | null
  confidence: number | null
  /** A person said so. */
  corrected: boolean
  /** The kind of product that the name's head word names, for rows whose category is the file's. */
  head: Leaf | null
}

/** How sure it is that the head word names the kind of product. */
const SURE_OF_HEAD = 0.9

/** Where a product stands by its (cleaned) name: by the corrections, else as the model guesses, if as sure as `least`. */
export function placeProduct(product: string, corrections: Corrections, least: number): Placed {
  const head = least > SURE_OF_HEAD ? null : readHead(readWords(product))
  const right = correct(corrections, 'categories', product)
  let place: Category | null = null
  if (right !== null) {
    const [category = right, subCategory = null] = right.split(/\s*>\s*/)
    place = { category, subCategory, confidence: 1 }
  } else {
    const guess = guessCategory(product, least)
    if (guess.confidence >= least) place = guess
  }
  return {
    category: place?.category ?? null,
    subCategory: place?.subCategory ?? subCategoryOf(head, place?.category ?? null),
    confidence: place?.confidence ?? null,
    corrected: right !== null,
    head,
  }
}

/** What the file's cells of category and sub-category say. */
export interface Path {
  /** The cells, tidy. */
  category: string | null
  subCategory: string | null
  /** Their place in the taxonomy, the sub-category's where the category says nothing; null when less sure than `least`. */
  place: Category | null
  /** The sub-category's own place. */
  sub: Category | null
}

export function readPath(categoryCell: string | null, subCategoryCell: string | null, least: number): Path {
  const category = readCell(categoryCell)
  const subCategory = readCell(subCategoryCell)
  const main = category === null ? null : mapPath(category)
  const sub = subCategory === null ? null : mapPath(subCategory)
  let place = main ?? sub
  if (main && sub) place = main.category === sub.category ? sub : { ...main, subCategory: null }
  return { category, subCategory, place: place && place.confidence >= least ? place : null, sub }
}
