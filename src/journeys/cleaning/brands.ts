import data from './data/brands.json' with { type: 'json' }
import { openNearWords } from './near-words.ts'
import { KNOWN_WORDS } from './taxonomy.ts'
import { readWords, singular, type Word } from './text.ts'

const keyOf = (text: string) =>
  readWords(text)
    .map(({ key }) => key)
    .join(' ')

const SPELLINGS = new Map<string, string>([
  ...data.brands.map((brand) => [keyOf(brand), brand] as const),
  ...Object.entries(data.aliases).map(([alias, brand]) => [keyOf(alias), brand] as const),
])
const FIRST_WORDS = new Set(Array.from(SPELLINGS.keys(), (key) => key.split(' ')[0]!))
// Brands that are words of the language too: a brand only where a name begins with them.
const WORDS = new Set(data.words.map(keyOf))
const NOT_TYPOS = new Set(data.notTypos)
const LINES = new Map(Object.entries(data.lines).map(([key, [text, brand]]) => [key, { text: text!, brand: brand! }]))
const nearBrand = openNearWords(
  data.brands.map(keyOf).filter((key) => /^[a-z]{5,}$/.test(key) && !WORDS.has(key) && !NOT_TYPOS.has(key)),
)

/** A brand found in a name: words `from` to `to` are to be read as `text`. */
export interface FoundBrand {
  brand: string
  from: number
  to: number
  /** A slip of the brand's spelling was mended. */
  typo: boolean
}

/** The dictionary's spelling of a word of one brand, when the word is a slip of it. */
export function mendBrand(key: string): string | null {
  if (SPELLINGS.has(key) || NOT_TYPOS.has(key) || KNOWN_WORDS.has(singular(key)) || !/^[a-z]{4,}$/.test(key))
    return null
  const near = nearBrand(key)
  return near && SPELLINGS.get(near)!
}

/** The brand of a cell, in the dictionary's spelling where it has one. */
export function readBrandCell(cell: string): { brand: string; typo: boolean } {
  const key = keyOf(cell)
  const known = SPELLINGS.get(key)
  const mended = known ? null : mendBrand(key)
  return { brand: known ?? mended ?? cell, typo: mended !== null }
}

/** The line of a brand that needs no brand before it: iPhone, Galaxy. */
export const lineOf = (key: string): { text: string; brand: string } | undefined => LINES.get(key)

/**
 * The brand in the first `end` words of a name: at its beginning, or within its first words when it can be nothing else.
 * `own` are words that are brands of their own in this input, though they look like a slip of another.
 */
export function findBrand(
  words: readonly Word[],
  end: number,
  mend: boolean,
  own: ReadonlySet<string>,
): FoundBrand | null {
  for (let from = 0; from < Math.min(end, 5); from++) {
    if (!FIRST_WORDS.has(words[from]!.key)) continue
    for (let to = Math.min(end, from + 3); to > from; to--) {
      const key =
        to === from + 1
          ? words[from]!.key
          : words
              .slice(from, to)
              .map((word) => word.key)
              .join(' ')
      const brand = SPELLINGS.get(key)
      if (brand && (from === 0 || (key.length > 2 && !WORDS.has(keyOf(brand))))) return { brand, from, to, typo: false }
    }
  }
  const first = words[0]?.key
  const mended = mend && first && end > 0 && !own.has(first) ? mendBrand(first) : null
  return mended ? { brand: mended, from: 0, to: 1, typo: true } : null
}

/** Whether the words from the first on spell the brand; how many do. */
export function leadingWords(words: readonly Word[], brand: string): number {
  const keys = readWords(brand).map(({ key }) => key)
  return keys.length > 0 && keys.every((key, i) => words[i]?.key === key) ? keys.length : 0
}

export const brandKey = (brand: string | null): string => (brand === null ? '' : keyOf(brand).replaceAll(' ', ''))
