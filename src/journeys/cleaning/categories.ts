import { shippedModel } from './category-model.ts'
import { LEAF_BY_PHRASE, LEAVES, type Leaf, MAINS, phraseKey } from './taxonomy.ts'

/** A place in the taxonomy, with how sure it is. */
export interface Category {
  category: string
  subCategory: string | null
  confidence: number
}

/** A written segment is a name of the taxonomy; or its last words are. */
const SURE = { whole: 1, part: 0.9 }

function mapSegment(segment: string): Category | null {
  const key = phraseKey(segment)
  const main = MAINS.get(key)
  if (main) return { category: main, subCategory: null, confidence: SURE.whole }
  const words = key.split(' ')
  for (let from = 0; from < words.length; from++) {
    const tail = words.slice(from).join(' ')
    const confidence = from === 0 ? SURE.whole : SURE.part
    const leaf = LEAF_BY_PHRASE.get(tail)
    if (leaf) return { category: leaf.category, subCategory: leaf.subCategory, confidence }
    const named = MAINS.get(tail)
    if (from > 0 && named) return { category: named, subCategory: null, confidence }
  }
  return null
}

/** The taxonomy's place of a category path as a file has it ("Home/Apparel/Men's/"), or null. Deeper segments win. */
export function mapPath(path: string): Category | null {
  const segments = path.split(/\s*(?:[/>|»\\]|::)\s*/).filter(Boolean)
  // "Home" at the beginning of a path is the shop's first page, not the household.
  const own = segments.length > 1 && /^home$/i.test(segments[0]!) ? segments.slice(1) : segments
  const whole = segments.length > 1 ? mapSegment(path) : null
  if (whole?.confidence === SURE.whole) return whole
  let main: Category | null = null
  for (const segment of own.toReversed()) {
    const found = mapSegment(segment)
    if (!found) continue
    if (found.subCategory) return found
    main ??= found
  }
  return main
}

const NAMES = [...new Set(LEAVES.map(({ category }) => category))]
const MAIN_OF = LEAVES.map(({ category }) => NAMES.indexOf(category))

/** The model's answer for a product: main category, and the sub-category where it is as sure of it. */
export function guessCategory(name: string, least: number): Category {
  const likely = shippedModel().predict(name)
  const mains = new Float64Array(NAMES.length)
  let leaf = 0
  for (let i = 0; i < likely.length; i++) {
    mains[MAIN_OF[i]!]! += likely[i]!
    if (likely[i]! > likely[leaf]!) leaf = i
  }
  let main = MAIN_OF[leaf]!
  for (let i = 0; i < mains.length; i++) if (mains[i]! > mains[main]!) main = i
  const isSure = MAIN_OF[leaf] === main && likely[leaf]! >= least
  return {
    category: NAMES[main]!,
    subCategory: isSure ? LEAVES[leaf]!.subCategory : null,
    confidence: Math.min(1, mains[main]!),
  }
}

/** The sub-category that a name's head word says, if it is one of the category. */
export const subCategoryOf = (head: Leaf | null, category: string | null): string | null =>
  head && (category === null || head.category === category) ? head.subCategory : null
