import { distance } from 'fastest-levenshtein'

/** One letter left out, added or changed, or two neighbours swapped; the first letter is right. */
function isNear(a: string, b: string): boolean {
  if (a[0] !== b[0] || a === b) return false
  const apart = distance(a, b)
  if (apart === 1) return true
  if (apart !== 2 || a.length !== b.length) return false
  const at = [...a].findIndex((letter, i) => letter !== b[i])
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}

const withoutOne = (word: string) => Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))

/** Finds the one known word that a word is a slip of; null when there is none, or more than one. */
export function openNearWords(known: Iterable<string>): (word: string) => string | null {
  const words = new Set(known)
  const index = new Map<string, string[]>()
  for (const word of words) {
    for (const key of [word, ...withoutOne(word)]) {
      const list = index.get(key)
      if (list) list.push(word)
      else index.set(key, [word])
    }
  }
  const answers = new Map<string, string | null>()
  return (word) => {
    let answer = answers.get(word)
    if (answer === undefined) {
      const found = new Set<string>()
      if (!words.has(word)) {
        for (const key of [word, ...withoutOne(word)]) {
          for (const candidate of index.get(key) ?? []) if (isNear(word, candidate)) found.add(candidate)
        }
      }
      answer = found.size === 1 ? [...found][0]! : null
      answers.set(word, answer)
    }
    return answer
  }
}
