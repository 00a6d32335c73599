import { openNearWords } from './near-words.ts'
import type { Reading } from './read-name.ts'
import { KNOWN_WORDS } from './taxonomy.ts'
import { byText } from './text.ts'

/** How sure it is that two keys are one product, by the reason. */
export const SURE = { order: 0.93, slip: 0.86, id: 0.95 }
/** An id of more products than this is no id of a product. */
const MOST_NAMES_OF_AN_ID = 6
const LIKE = 1 / 3

/** All rows whose names have one key. */
export interface Node {
  reading: Reading
  events: number
  /** Ids of products in their source, `source\0id`; null when there is none. */
  ids: Set<string> | null
  /** Texts of its names, each with its events. */
  spellings: Map<string, number>
}

/** Why a node joined its group, and how sure that is; of the first node of a group: `null`, 1. */
export interface Joined {
  group: number
  reason: keyof typeof SURE | null
  confidence: number
}

// Words that tell models of one line apart.
const TIERS = new Set(
  'pro max plus ultra mini lite air se fe neo prime note fold flip edge play power go x s xl xr ii iii iv v vi'.split(
    ' ',
  ),
)
const SMALL = new Set(['the', 'a', 'an', 'of', 'for', 'with', 'and', 'by', 'in'])
const SAYS_LITTLE = new Set(['men', 'women', 'kid', 'set', 'pack', 'new'])

/** Numbers and model words in their order: nodes that differ in these are never one, whatever else is equal. */
export const modelOf = (words: readonly string[]): string =>
  words.filter((word) => /\d/.test(word) || TIERS.has(word)).join(' ')

const brandOf = (node: Node) => node.reading.key.slice(0, node.reading.key.indexOf('|'))

interface Edge {
  a: number
  b: number
  reason: keyof typeof SURE
}

function edgesByWords(nodes: readonly Node[]): Edge[] {
  const near = openNearWords([...KNOWN_WORDS].filter((word) => word.length > 5))
  const mend = (word: string) => (/^[a-z]{6,}$/.test(word) && !KNOWN_WORDS.has(word) ? (near(word) ?? word) : word)
  const keyOf = (node: Node, words: readonly string[]) =>
    `${brandOf(node)}|${words
      .filter((word) => !SMALL.has(word))
      .toSorted()
      .join(' ')}|${modelOf(words)}`
  const edges: Edge[] = []
  const first = new Map<string, number>()
  for (const [i, node] of nodes.entries()) {
    const key = keyOf(node, node.reading.words)
    const a = first.get(key)
    if (a === undefined) first.set(key, i)
    else edges.push({ a, b: i, reason: 'order' })
  }
  for (const [i, node] of nodes.entries()) {
    const { words } = node.reading
    const mended = words.map(mend)
    const slips = mended.filter((word, at) => word !== words[at]).length
    const a = slips === 1 && words.length > 1 ? first.get(keyOf(node, mended)) : undefined
    if (a !== undefined && a !== i) edges.push({ a, b: i, reason: 'slip' })
  }
  return edges
}

/** The share of words that say something which two names have in common. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.intersection(b).size / Math.max(1, a.union(b).size)
}

/** Of one id are names that share a third of the words that say something, are of one model, and of no two brands. */
function edgesById(nodes: readonly Node[]): Edge[] {
  const byId = new Map<string, number[]>()
  for (const [i, node] of nodes.entries()) {
    for (const id of node.ids ?? []) {
      const list = byId.get(id)
      if (list) list.push(i)
      else byId.set(id, [i])
    }
  }
  const edges: Edge[] = []
  for (const list of byId.values()) {
    if (list.length < 2 || list.length > MOST_NAMES_OF_AN_ID) continue
    const named = list.map((i) => {
      const { words } = nodes[i]!.reading
      const says = new Set(words.filter((word) => word.length > 2 && !SMALL.has(word) && !SAYS_LITTLE.has(word)))
      return { i, brand: brandOf(nodes[i]!), model: modelOf(words), says }
    })
    if (new Set(named.map(({ brand }) => brand).filter(Boolean)).size > 1) continue
    for (const [at, a] of named.entries()) {
      for (const b of named.slice(at + 1)) {
        if (a.model === b.model && likeness(a.says, b.says) >= LIKE) edges.push({ a: a.i, b: b.i, reason: 'id' })
      }
    }
  }
  return edges
}

/**
 * Groups nodes that are one product, for reasons at least as sure as `least`. `nodes` come sorted (the most events first),
 * so that the answer does not depend on the order of the input.
 */
export function groupNodes(nodes: readonly Node[], least: number): Joined[] {
  const parent = nodes.map((_, i) => i)
  const brands = nodes.map(brandOf)
  const joined: Joined[] = nodes.map((_, group) => ({ group, reason: null, confidence: 1 }))
  const find = (i: number): number => {
    let root = i
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!
    return root
  }
  const edges = [...edgesByWords(nodes), ...edgesById(nodes)]
    .filter(({ reason }) => SURE[reason] >= least)
    .sort(
      (x, y) =>
        SURE[y.reason] - SURE[x.reason] ||
        Math.min(x.a, x.b) - Math.min(y.a, y.b) ||
        Math.max(x.a, x.b) - Math.max(y.a, y.b),
    )
  const join = ({ a, b, reason }: Edge): boolean => {
    const [first, second] = [find(a), find(b)].sort((x, y) => x - y) as [number, number]
    // A name without a brand may stand between two brands; it joins the first, and the name with the brand leads.
    if (first === second || (brands[first] && brands[second] && brands[first] !== brands[second])) return false
    const [root, other] = !brands[first] && brands[second] ? [second, first] : [first, second]
    parent[other] = root
    joined[other] = { group: root, reason, confidence: SURE[reason] }
    return true
  }
  for (const edge of edges) join(edge)
  // What is one by now has the ids of all its names, by which it may be one with more.
  for (let more = SURE.id >= least && nodes.some(({ ids }) => ids); more; ) {
    const groups = [...Map.groupBy(nodes.keys(), find)].map(([root, of]) => ({ root, node: merged(nodes, root, of) }))
    const found = edgesById(groups.map(({ node }) => node))
    more = found
      .map(({ a, b, reason }) => join({ a: groups[a]!.root, b: groups[b]!.root, reason }))
      .some((isJoined) => isJoined)
  }
  return joined.map(({ reason, confidence }, i) => ({ group: find(i), reason, confidence }))
}

function merged(nodes: readonly Node[], root: number, of: readonly number[]): Node {
  if (of.length === 1) return nodes[root]!
  const ids = new Set(of.flatMap((i) => [...(nodes[i]!.ids ?? [])]))
  return { ...nodes[root]!, ids: ids.size > 0 ? ids : null }
}

export const byEvents = (a: Node, b: Node): number => b.events - a.events || byText(a.reading.key, b.reading.key)
