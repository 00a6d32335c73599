import names from './data/category-names.json' with { type: 'json' }
import taxonomy from './data/taxonomy.json' with { type: 'json' }
import { mainWords, readWords, singular, type Word } from './text.ts'

/** A sub-category with its main category, and which variants its products come in. */
export interface Leaf {
  category: string
  subCategory: string
  colour: boolean
  letterSizes: boolean
}

/** The labelled names the model of categories is trained on, by sub-category. */
export const LABELLED = names as Record<string, string[]>

export const LEAVES: readonly Leaf[] = taxonomy.flatMap(({ name, colour, letterSizes, subs }) =>
  subs.map((sub) => ({ category: name, subCategory: sub.name, colour, letterSizes })),
)

/** The words that name each leaf's products. */
export const LEAF_WORDS: readonly string[][] = taxonomy.flatMap(({ subs }) => subs.map(({ words }) => words))

export const phraseKey = (text: string): string =>
  readWords(text)
    .map(({ key }) => singular(key))
    .join(' ')

const PHRASES = new Map<string, Leaf>()
for (const [i, words] of LEAF_WORDS.entries()) {
  for (const phrase of [LEAVES[i]!.subCategory, ...words]) {
    const key = phraseKey(phrase)
    if (!PHRASES.has(key)) PHRASES.set(key, LEAVES[i]!)
  }
}

export const LEAF_BY_PHRASE: ReadonlyMap<string, Leaf> = PHRASES

/** Main categories by their names and aliases. */
export const MAINS: ReadonlyMap<string, string> = new Map(
  taxonomy.flatMap(({ name, aliases }) => [name, ...aliases].map((alias) => [phraseKey(alias), name] as const)),
)

/** The words of the taxonomy and of the labelled names: no slips of anything. */
export const KNOWN_WORDS: ReadonlySet<string> = new Set(
  [...PHRASES.keys(), ...Object.values(names).flat().map(phraseKey)]
    .flatMap((phrase) => phrase.split(' '))
    .filter((word) => /^[a-z]{4,}$/.test(word)),
)

const LAST_WORDS = new Set(Array.from(PHRASES.keys(), (phrase) => phrase.slice(phrase.lastIndexOf(' ') + 1)))

/** The leaf that the name's head word names ("Leather Flip Cover for iPhone": cover), or null. */
export function readHead(words: readonly Word[]): Leaf | null {
  const keys = words.slice(0, mainWords(words)).map(({ key }) => singular(key))
  for (let end = keys.length; end > 0; end--) {
    if (!LAST_WORDS.has(keys[end - 1]!)) continue
    for (let start = Math.max(0, end - 3); start < end; start++) {
      const leaf = PHRASES.get(keys.slice(start, end).join(' '))
      if (leaf) return leaf
    }
  }
  return null
}
