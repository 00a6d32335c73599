import { readColourCell } from './colours.ts'
import { type Corrections, correct } from './corrections.ts'
import { byEvents, groupNodes, type Joined, type Node } from './group.ts'
import { placeProducts } from './place.ts'
import { findOwnBrands, type Reading, readName } from './read-name.ts'
import type { Row, WrittenProduct } from './row.ts'
import { readSizeCell } from './sizes.ts'
import { chooseSpelling } from './spelling.ts'
import { byText, readCell, tidy } from './text.ts'

export type { WrittenProduct } from './row.ts'

/** What it is called after cleaning. Confidences are 0 to 1; a category as written has none. */
export interface CleanProduct {
  ref: string
  product: string
  brand: string | null
  category: string | null
  subCategory: string | null
  colour: string | null
  size: string | null
  productConfidence: number
  categoryConfidence: number | null
}

/** Below this nothing is merged, mended or guessed. */
export const MIN_CONFIDENCE = 0.8

/** The name with a brand that a person corrected, where the name begins with it. */
function correctBrand(name: string, corrections: Corrections): string {
  if (corrections.brands.size === 0) return name
  const words = tidy(name).split(' ')
  for (let length = Math.min(3, words.length - 1); length > 0; length--) {
    const brand = correct(corrections, 'brands', words.slice(0, length).join(' '))
    if (brand !== null) return [brand, ...words.slice(length)].join(' ')
  }
  return name
}

function readRows(written: readonly WrittenProduct[], corrections: Corrections, least: number): Row[] {
  const own = findOwnBrands(new Set(written.map(({ product }) => product)))
  const known = new Map<string, Reading>()
  return written.map((row) => {
    const brand = row.brand && (correct(corrections, 'brands', row.brand) ?? row.brand)
    const key = brand === null ? row.product : `${row.product}\0${brand}`
    let reading = known.get(key)
    if (!reading) {
      reading = readName(correctBrand(row.product, corrections), brand, least, own)
      known.set(key, reading)
    }
    const right = correct(corrections, 'products', row.product)
    return { written: row, reading, product: right ?? reading.text, corrected: right !== null }
  })
}

function buildNodes(rows: readonly Row[]): { nodes: Node[]; spellings: Map<Node, Map<string, number>> } {
  const byKey = new Map<string, Node>()
  const spellings = new Map<Node, Map<string, number>>()
  for (const { written, reading, corrected } of rows) {
    if (corrected) continue
    let node = byKey.get(reading.key)
    if (!node) {
      node = { reading, events: 0, ids: null }
      byKey.set(reading.key, node)
      spellings.set(node, new Map())
    }
    node.events += written.events
    const id = readCell(written.productId)
    if (id !== null) node.ids = (node.ids ?? new Set()).add(`${written.source}\0${id}`)
    const texts = spellings.get(node)!
    texts.set(reading.text, (texts.get(reading.text) ?? 0) + written.events)
  }
  return { nodes: [...byKey.values()].sort(byEvents), spellings }
}

/** The name of each group: of its first node and of those that differ from it by word order alone. */
function nameGroups(
  nodes: readonly Node[],
  joined: readonly Joined[],
  spellings: Map<Node, Map<string, number>>,
): string[] {
  const texts = nodes.map((node) => spellings.get(node)!)
  for (const [i, { group, reason }] of joined.entries()) {
    if (reason !== 'order') continue
    for (const [text, events] of texts[i]!) texts[group]!.set(text, (texts[group]!.get(text) ?? 0) + events)
  }
  const names = new Map<number, string>()
  return joined.map(({ group }) => {
    let name = names.get(group)
    if (name === undefined) {
      name = chooseSpelling(texts[group]!)
      names.set(group, name)
    }
    return name
  })
}

/** Whether a changed name has changed in nothing but case, spacing, punctuation and word order. */
const isSpelling = ({ reading, corrected }: Row, reason: Joined['reason']): boolean =>
  !corrected &&
  !reading.brandTypo &&
  reading.colour === null &&
  reading.size === null &&
  (reason ?? 'order') === 'order'

/**
 * Cleans the products of a run: one name for all spellings and variants of a product, its colour and size read out of the
 * name where the file has none, its category by the file, else by the model. The answer is sorted by `ref` and does not
 * depend on the order of `written`. `minConfidence` (0 to 1, `MIN_CONFIDENCE` when not given) bounds every step.
 *
 * `counts` are rows of `written`: `names` all of them; `products` are the products they became; `left_as_written`,
 * `spelling_changed`, `brand_typo_mended`, `colour_read`, `size_read`, `sub_category_read`, `merged_word_order`,
 * `merged_slip`, `merged_product_id`, `corrected`, `category_from_file`, `category_guessed`, `category_as_written`, `category_none`.
 */
export function cleanProducts(
  written: readonly WrittenProduct[],
  corrections: Corrections,
  { minConfidence = MIN_CONFIDENCE }: { minConfidence?: number } = {},
): { products: CleanProduct[]; counts: Record<string, number> } {
  const sorted = written.toSorted((a, b) => byText(a.product, b.product) || byText(a.ref, b.ref))
  const rows = readRows(sorted, corrections, minConfidence)
  const { nodes, spellings } = buildNodes(rows)
  const joined = groupNodes(nodes, minConfidence)
  const names = nameGroups(nodes, joined, spellings)
  const places = new Map(nodes.map((node, i) => [node.reading.key, i]))

  const counts: Record<string, number> = { names: rows.length, products: 0 }
  const count = (step: string, happened = true) => {
    counts[step] = (counts[step] ?? 0) + (happened ? 1 : 0)
  }
  const sureness = rows.map((row) => {
    const at = row.corrected ? undefined : places.get(row.reading.key)!
    const join = at === undefined ? null : joined[at]!
    if (at !== undefined) {
      const right = correct(corrections, 'products', names[at]!)
      row.corrected = right !== null
      row.product = right ?? names[at]!
    }
    count('merged_word_order', join?.reason === 'order')
    count('merged_slip', join?.reason === 'slip')
    count('merged_product_id', join?.reason === 'id')
    count('spelling_changed', row.product !== row.written.product && isSpelling(row, join?.reason ?? null))
    return row.corrected ? 1 : Math.min(row.reading.confidence, join?.confidence ?? 1)
  })
  const placed = placeProducts(rows, corrections, minConfidence, count)
  counts.products = new Set(rows.map(({ product }) => product)).size

  const products = rows.map(({ written: row, reading, product, corrected }, i): CleanProduct => {
    const colour = readCell(row.colour)
    const size = readCell(row.size)
    count('left_as_written', product === row.product)
    count('brand_typo_mended', reading.brandTypo)
    count('colour_read', colour === null && reading.colour !== null)
    count('size_read', size === null && reading.size !== null)
    count('corrected', corrected)
    return {
      ref: row.ref,
      product,
      ...placed[i]!,
      colour: colour === null ? reading.colour : readColourCell(colour),
      size: size === null ? reading.size : readSizeCell(size),
      productConfidence: sureness[i]!,
    }
  })
  return { products: products.sort((a, b) => byText(a.ref, b.ref)), counts }
}
