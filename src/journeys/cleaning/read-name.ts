import { brandKey, type FoundBrand, findBrand, leadingWords, lineOf, mendBrand, readBrandCell } from './brands.ts'
import { findColour } from './colours.ts'
import { findSize } from './sizes.ts'
import { type Leaf, readHead } from './taxonomy.ts'
import { cutOut, leadsWithFor, mainWords, readCell, readWords, singular, tidy, type Word } from './text.ts'

/** How sure each step of reading is. */
export const SURE = { brandTypo: 0.92, variant: 0.97, variantOfUnknownKind: 0.88 }

/** A name taken apart. */
export interface Reading {
  /** The name without its variant, brands in their spelling; the whole name when nothing else is left. */
  text: string
  brand: string | null
  colour: string | null
  size: string | null
  head: Leaf | null
  brandTypo: boolean
  confidence: number
  /** Names with one key are one product in other case, spacing, punctuation or variant. */
  key: string
  /** Singular words of the product without its brand. */
  words: string[]
}

function replaceWords(text: string, words: readonly Word[], from: number, to: number, by: string): string {
  return text.slice(0, words[from]!.start) + by + text.slice(words[to - 1]!.end)
}

/** Keys glued together, so that "air pods" and "airpods" are one; two numbers stay two. */
const glue = (keys: readonly string[]) => keys.join(' ').replace(/(?<!\d) | (?!\d)/g, '')

function cutVariants(text: string, head: Leaf | null, isLine: boolean) {
  const size = findSize(text, head)
  const words = readWords(text).filter(({ start, end }) => !size?.spans.some(([a, b]) => start < b && a < end))
  const colour = findColour(text, words, isLine ? true : (head?.colour ?? null))
  const spans = [...(size?.spans ?? []), ...(colour?.spans ?? [])]
  return { size, colour, rest: spans.length > 0 ? cutOut(text, spans) : text, known: isLine || head !== null }
}

/** Whether what is left of a text names a product: a word beside the brand, and not what it is for alone. */
function namesSomething(rest: string, text: string, brand: string | null): boolean {
  if (leadsWithFor(readWords(rest)) && !leadsWithFor(readWords(text))) return false
  const words = readWords(rest)
  const own = words.slice(brand === null ? 0 : leadingWords(words, brand))
  return own.some(({ key }) => /\p{L}/u.test(key))
}

/**
 * Takes a written name apart. `brandCell` is the file's brand, as written or null; steps less sure than `least` are not
 * taken; `own` as in `findBrand`.
 */
export function readName(written: string, brandCell: string | null, least: number, own: ReadonlySet<string>): Reading {
  let text = tidy(written)
  const cell = readBrand(brandCell)
  const given = cell === null ? null : readBrandCell(cell)
  let found: FoundBrand | null = null
  const spellBrand = () => {
    const words = readWords(text)
    found = findBrand(words, words.length, SURE.brandTypo >= least, own)
    if (found && (!given || brandKey(given.brand) === brandKey(found.brand))) {
      text = replaceWords(text, words, found.from, found.to, found.brand)
      brandTypo ||= found.typo
    }
    const line = readWords(text)
      .slice(0, mainWords(readWords(text)))
      .map(({ key }) => lineOf(key))
      .find(Boolean)
    return { brand: given?.brand ?? found?.brand ?? line?.brand ?? null, line }
  }
  let brandTypo = given?.typo ?? false
  let { brand, line } = spellBrand()
  // A brand that only the file's column has is part of what the product is called.
  const isSaid = line?.brand === brand || ownWords(readWords(text), brand).found
  if (given && !isSaid) text = `${given.brand} ${text}`.trim()

  const head = readHead(readWords(text))
  let sure = 1
  let colour: string | null = null
  let size: string | null = null
  // Cutting one variant out may bring another to the end, and the brand to the beginning: until nothing more is found.
  for (let round = 0; round < 5; round++) {
    const cut = cutVariants(text, head, line !== undefined)
    const step = cut.known || !cut.colour ? SURE.variant : SURE.variantOfUnknownKind
    if (cut.rest === text || step < least || !namesSomething(cut.rest, text, brand)) break
    sure = Math.min(sure, step)
    colour = [colour, cut.colour?.value].filter(Boolean).join('/') || null
    size = [size, cut.size?.value].filter(Boolean).join(' / ') || null
    text = cut.rest
    const again = spellBrand()
    brand ??= again.brand
    line ??= again.line
  }
  const confidence = Math.min(sure, brandTypo ? SURE.brandTypo : 1)
  const rest = ownWords(readWords(text), brand)
  const keys = rest.keys.length > 0 ? rest.keys : [text.toLowerCase()]
  return {
    text,
    brand,
    colour,
    size,
    head,
    brandTypo,
    confidence,
    key: `${brandKey(brand)}|${glue(keys)}`,
    words: keys.map(singular),
  }
}

/** The words without those of the brand, and whether the brand was among them. */
function ownWords(words: readonly Word[], brand: string | null): { keys: string[]; found: boolean } {
  const keys = words.map(({ key }) => key)
  const brandWords = brand === null ? [] : readWords(brand).map(({ key }) => key)
  const at = brandWords.length === 0 ? -1 : keys.findIndex((_, i) => brandWords.every((key, j) => keys[i + j] === key))
  const own = at < 0 ? keys : keys.toSpliced(at, brandWords.length)
  return { keys: own.length > 0 ? own : keys, found: at >= 0 }
}

const NO_BRAND = /^(generic|un ?branded|no ?brand|others?|local|misc)$/i
function readBrand(cell: string | null): string | null {
  const text = readCell(cell)
  return text === null || NO_BRAND.test(text) ? null : text
}

/** First words that stand in more names than the brand they look like a slip of: brands of their own. */
export function findOwnBrands(names: Iterable<string>): Set<string> {
  const counts = new Map<string, number>()
  for (const name of names) {
    const first = /^[a-z]+/.exec(name.trimStart().slice(0, 30).toLowerCase())?.[0]
    if (first) counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  const own = new Set<string>()
  for (const [first, count] of counts) {
    if (count < 5) continue
    const brand = mendBrand(first)
    if (brand && (counts.get(brand.toLowerCase()) ?? 0) < count) own.add(first)
  }
  return own
}
