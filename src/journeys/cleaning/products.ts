import { type Corrections, correct } from './corrections.ts'
import { byEvents, groupNodes, type Joined, type Node } from './group.ts'
import { findOwnBrands, readName } from './read-name.ts'
import { chooseSpelling } from './spelling.ts'
import { byText, readCell, tidy } from './text.ts'

/** A name as some rows have it: distinct cells, with how many events have them. */
export interface WrittenName {
  /** Tells these cells from all others. */
  n: number
  source: string
  product: string
  productId: string | null
  brand: string | null
  events: number
}

/** What a name says. `confidence` (0 to 1): how sure it is that the name is of the product. */
export interface CleanName {
  n: number
  product: string
  brand: string | null
  colour: string | null
  /** As a person said; before that of the row's own cell. */
  colourSaid: string | null
  size: string | null
  confidence: number
}

/** Below this nothing is merged, mended or guessed. */
export const MIN_CONFIDENCE = 0.8

/** The name with the brand that a person corrected, where the name begins with it; and the brand, else that of the cell. */
function correctBrand(name: string, cell: string | null, corrections: Corrections): [string, string | null] {
  const own = cell && (correct(corrections, 'brands', cell) ?? cell)
  if (corrections.brands.size === 0) return [name, own]
  const words = tidy(name).split(' ')
  for (let length = Math.min(3, words.length - 1); length > 0; length--) {
    const brand = correct(corrections, 'brands', words.slice(0, length).join(' '))
    if (brand !== null) return [[brand, ...words.slice(length)].join(' '), own ?? brand]
  }
  return [name, own]
}

/** A name that has been read; its product is that of its node, if no person said another. */
interface Read extends CleanName {
  written: string
  node: Node | null
  /** The name without its variant: what the product is called as long as nothing is merged. */
  text: string
  brandTypo: boolean
  corrected: boolean
}

/** Reads names, which come sorted, and gathers those with one key in a node. */
function readNames(sorted: readonly WrittenName[], corrections: Corrections, least: number) {
  const own = findOwnBrands(sorted.map(({ product }) => product))
  const nodes = new Map<string, Node>()
  let last: { product: string; brand: string | null; reading: ReturnType<typeof readName> } | undefined
  const names = sorted.map(({ n, source, product, productId, brand: cell, events }): Read => {
    if (last?.product !== product || last.brand !== cell) {
      last = { product, brand: cell, reading: readName(...correctBrand(product, cell, corrections), least, own) }
    }
    const { reading } = last
    const { brand, colour, size, brandTypo, confidence } = reading
    const right = correct(corrections, 'products', product)
    const text = right ?? reading.text
    const colourSaid = correct(corrections, 'colours', product)
    const name = { n, product: text, brand, colour, colourSaid, size, confidence, written: product, text, brandTypo }
    if (right !== null) return { ...name, node: null, corrected: true }
    let node = nodes.get(reading.key)
    if (!node) {
      node = { reading, events: 0, ids: null, spellings: new Map() }
      nodes.set(reading.key, node)
    }
    node.events += events
    const id = readCell(productId)
    if (id !== null) node.ids = (node.ids ?? new Set()).add(`${source}\0${id}`)
    node.spellings.set(text, (node.spellings.get(text) ?? 0) + events)
    return { ...name, node, corrected: false }
  })
  return { names, nodes: [...nodes.values()].sort(byEvents) }
}

/** The name of each group: of its first node and of those that differ from it by word order alone. */
function nameGroups(nodes: readonly Node[], joined: readonly Joined[]): string[] {
  const texts = nodes.map(({ spellings }) => spellings)
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

/**
 * Cleans the names of a run: one name for all spellings and variants of a product, colour and size read out of it. The answer
 * does not depend on the order of `written`. `least` (0 to 1, see `MIN_CONFIDENCE`) bounds every step. `counts` are names, by
 * what was done to them, in words for people.
 */
export function cleanNames(
  written: readonly WrittenName[],
  corrections: Corrections,
  least: number,
): { names: CleanName[]; counts: Record<string, number> } {
  const sorted = written.toSorted((a, b) => byText(a.product, b.product) || byText(a.brand ?? '', b.brand ?? ''))
  const { names, nodes } = readNames(sorted, corrections, least)
  const joined = groupNodes(nodes, least)
  const called = nameGroups(nodes, joined)
  const places = new Map(nodes.map((node, i) => [node, i]))

  const counts = {
    'names read': names.length,
    'names left as written': 0,
    'names changed in spelling alone': 0,
    'brand typos mended': 0,
    'names joined despite their word order': 0,
    'names joined despite a slip': 0,
    'names joined by their product id': 0,
    'names corrected by a person': 0,
  }
  for (const name of names) {
    const join = name.node && joined[places.get(name.node)!]!
    if (join) {
      const group = called[places.get(name.node!)!]!
      const right = correct(corrections, 'products', group)
      name.corrected = right !== null
      name.product = right ?? group
      name.brand = nodes[join.group]!.reading.brand ?? name.brand
      name.confidence = Math.min(name.confidence, join.confidence)
    }
    if (name.corrected) name.confidence = 1
    name.colourSaid ??= correct(corrections, 'colours', name.product)
    const reason = join?.reason ?? null
    if (name.product === name.written) counts['names left as written']++
    else if (
      !name.corrected &&
      !name.brandTypo &&
      name.colour === null &&
      name.size === null &&
      (reason ?? 'order') === 'order'
    )
      counts['names changed in spelling alone']++
    if (name.brandTypo) counts['brand typos mended']++
    if (reason === 'order') counts['names joined despite their word order']++
    if (reason === 'slip') counts['names joined despite a slip']++
    if (reason === 'id') counts['names joined by their product id']++
    if (name.corrected) counts['names corrected by a person']++
  }
  return { names, counts }
}
