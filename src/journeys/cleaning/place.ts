import { brandKey } from './brands.ts'
import { type Category, guessCategory, mapPath, subCategoryOf } from './categories.ts'
import { type Corrections, correct } from './corrections.ts'
import type { Row } from './row.ts'
import type { Leaf } from './taxonomy.ts'
import { byText, readCell } from './text.ts'

/** Where a product stands: its brand and its place in the taxonomy, or the category as written. */
export interface Placed {
  brand: string | null
  category: string | null
  subCategory: string | null
  categoryConfidence: number | null
}

/** Made when something is counted: a run has as many of them as products. */
type Count = Map<string, number> | null

/** What the rows of one product say of it, each with its events. */
interface Votes {
  brands: Count
  categories: Count
  subCategories: Count
  sure: Count
  head: Leaf | null
}

const add = (votes: Count, to: string, events: number): Count =>
  (votes ?? new Map()).set(to, (votes?.get(to) ?? 0) + events)

function winner(votes: Count): string | null {
  if (votes === null) return null
  let best: string | null = null
  for (const [name, events] of votes) {
    if (best === null || events > votes.get(best)! || (events === votes.get(best) && byText(name, best) < 0))
      best = name
  }
  return best
}

/** What the file says of a row's category, its sub-category first where the category says nothing. */
function openPaths() {
  const known = new Map<string, Category | null>()
  const map = (cell: string): Category | null => {
    let found = known.get(cell)
    if (found === undefined) {
      found = mapPath(cell)
      known.set(cell, found)
    }
    return found
  }
  return (category: string | null, subCategory: string | null): Category | null => {
    const main = category === null ? null : map(category)
    const sub = subCategory === null ? null : map(subCategory)
    if (!main || !sub) return main ?? sub
    return main.category === sub.category ? sub : { ...main, subCategory: null }
  }
}

const LEAF = '\0'

function collect(rows: readonly Row[], least: number): Map<string, Votes> {
  const read = openPaths()
  const all = new Map<string, Votes>()
  for (const { written, reading, product } of rows) {
    let votes = all.get(product)
    if (!votes) {
      votes = { brands: null, categories: null, subCategories: null, sure: null, head: null }
      all.set(product, votes)
    }
    votes.head ??= reading.head
    if (reading.brand !== null) votes.brands = add(votes.brands, reading.brand, written.events)
    const found = read(readCell(written.category), readCell(written.subCategory))
    if (!found || found.confidence < least) continue
    votes.categories = add(votes.categories, found.category, written.events)
    votes.sure ??= new Map()
    votes.sure.set(found.category, Math.max(found.confidence, votes.sure.get(found.category) ?? 0))
    if (found.subCategory)
      votes.subCategories = add(votes.subCategories, `${found.category}${LEAF}${found.subCategory}`, written.events)
  }
  return all
}

function decide(product: string, votes: Votes, corrections: Corrections, least: number): Category | null {
  const right = correct(corrections, 'categories', product)
  if (right !== null) {
    const [category = right, subCategory] = right.split(/\s*>\s*/)
    return { category, subCategory: subCategory ?? null, confidence: 1 }
  }
  const category = winner(votes.categories)
  if (category === null) {
    const guess = guessCategory(product, least)
    return guess.confidence >= least ? guess : null
  }
  const subs = new Map([...(votes.subCategories ?? [])].filter(([name]) => name.startsWith(`${category}${LEAF}`)))
  const subCategory = winner(subs)?.slice(category.length + LEAF.length) ?? null
  return { category, subCategory, confidence: votes.sure!.get(category)! }
}

/** The place of each row's product: one brand and one category a product, by the file, else by the model. */
export function placeProducts(
  rows: readonly Row[],
  corrections: Corrections,
  least: number,
  count: (step: string, happened?: boolean) => void,
): Placed[] {
  const all = collect(rows, least)
  const decided = new Map<
    string,
    { brand: string | null; place: Category | null; fromFile: boolean; head: Leaf | null }
  >()
  for (const [product, votes] of all) {
    const brand = winner(votes.brands)
    const place = decide(product, votes, corrections, least)
    decided.set(product, { brand, place, fromFile: votes.categories !== null, head: votes.head })
  }
  const spelled = new Map<string, string>()
  for (const { brand } of [...decided.values()].sort((a, b) => byText(a.brand ?? '', b.brand ?? ''))) {
    if (brand !== null && !spelled.has(brandKey(brand))) spelled.set(brandKey(brand), brand)
  }
  return rows.map(({ written, product }) => {
    const { brand, place, fromFile, head } = decided.get(product)!
    const category = readCell(written.category)
    const given = readCell(written.subCategory)
    const mapped = given === null ? null : mapPath(given)
    const isOwn = mapped?.subCategory && (!place || mapped.category === place.category)
    const fromName = place?.subCategory ?? subCategoryOf(head, place?.category ?? null)
    count('category_from_file', place !== null && fromFile)
    count('category_guessed', place !== null && !fromFile)
    count('category_as_written', place === null && category !== null)
    count('category_none', place === null && category === null)
    count('sub_category_read', given === null && fromName !== null)
    return {
      brand: brand === null ? null : (spelled.get(brandKey(brand)) ?? brand),
      category: place?.category ?? category,
      subCategory: isOwn ? mapped.subCategory : (given ?? fromName),
      categoryConfidence: place?.confidence ?? null,
    }
  })
}
