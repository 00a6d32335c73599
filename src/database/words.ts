/** Longest part of a word that is kept and compared, in UTF-16 units. */
const LONGEST = 60
/** As `demo.words` holds, in UTF-16 units. */
const MOST_LETTERS = 1600
const NO_WORD = /[^\p{L}\p{N}\p{M}]+/u

/** A text as searches compare it: no case, no Latin accents (jose is José), one form of each letter. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u200c\u200d]/g, '')
    .toLowerCase()

/** The words of a text, folded. */
export const wordsIn = (text: string): string[] =>
  fold(text)
    .split(NO_WORD)
    .filter((word) => word !== '')

/**
 * The words a person is found by, sorted, without any that begins another one: of the name, the e-mail address whole and
 * in parts, the number (E.164) with and without its country, and backwards behind "<", for its last digits.
 * @param national the number's digits without the country's
 */
export function personWords(person: { name: string; email: string; mobile: string; national: string }): string[] {
  const email = fold(person.email)
  const local = email.slice(0, email.lastIndexOf('@'))
  const { mobile, national } = person
  // Where a name leaves no room for all, it is the name that is cut.
  const all = [email, mobile, national, `<${backwards(mobile.slice(1))}`, ...wordsIn(local), ...wordsIn(person.name)]
  let room = MOST_LETTERS
  const kept = [...new Set(all.map((word) => word.slice(0, LONGEST)))].filter((word) => {
    room -= word.length + 1
    return word !== '' && room >= 0
  })
  kept.sort()
  return kept.filter((word, at) => !kept[at + 1]?.startsWith(word))
}

export const backwards = (digits: string): string => [...digits].reverse().join('')

/** How much of each sorted word its predecessor has too: a search for more than that has not met the row before it. */
export const sharedStarts = (sorted: readonly string[]): number[] =>
  sorted.map((word, at) => {
    const before = sorted[at - 1] ?? ''
    let shared = 0
    while (shared < word.length && word[shared] === before[shared]) shared++
    return shared
  })

/** Words as the column `demo.words` keeps them: a blank before each. */
export const joinWords = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('')

/** A part of a word as it is compared with those kept. */
export const startOf = (part: string): string => part.slice(0, LONGEST)
