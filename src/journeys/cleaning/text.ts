const PLAIN = /^[\x21-\x25\x27-\x7e]+(?: [\x21-\x25\x27-\x7e]+)*$/
const ENTITIES: Record<string, string> = { quot: '"', apos: "'", '#39': "'", nbsp: ' ', lt: '<', gt: '>' }
const NOTHING =
  /^(|[-–—.*?#/\\ ]+|\(?(not set|not available|none|null|nil|n\/?a|nan|undefined|unknown|default title|single option only)\)?)$/i

// Written as often over as it may be ("&amp;amp;quot;"), in one go: level by level, one cell of "amp;" took all of the stack.
const decode = (text: string): string =>
  text.replace(/&(?:amp;)+/g, '&').replace(/&(quot|apos|#39|nbsp|lt|gt);/g, (_, name: string) => ENTITIES[name]!)

/** The text with one space between words, typographic quotes and signs made plain, and Unicode in its NFKC form. */
export function tidy(text: string): string {
  if (PLAIN.test(text)) return text
  // Joiners (U+200C, U+200D) stay: they carry meaning in Hindi. Trade marks go first, since NFKC would spell them out.
  return decode(text.replace(/[\u00ad\u200b\ufeff®™©℠]/g, '').replace(/[″“”]/g, '"'))
    .normalize('NFKC')
    .replace(/[‘’′`]/g, "'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFKC')
}

/** A cell made tidy; null when it says nothing: empty, `(not set)`, `N/A`. */
export function readCell(cell: string | null): string | null {
  const text = cell === null ? '' : tidy(cell)
  return NOTHING.test(text) ? null : text
}

/** A word of a name: where it stands, and the form it is compared in. */
export interface Word {
  key: string
  start: number
  end: number
}

// A number keeps its inner point, comma, slash and hyphen ("1.5", "3/4"); a trailing plus tells models apart ("S23+").
const WORD = /[\p{L}\p{M}\p{N}\u200c\u200d]+(?:(?:'(?=\p{L})|(?<=\d)[.,/-](?=\d))[\p{L}\p{M}\p{N}]+)*\+*/gu
// The same without Unicode's classes, which cost three times as much.
const ASCII_WORD = /[a-zA-Z0-9]+(?:(?:'(?=[a-zA-Z])|(?<=\d)[.,/-](?=\d))[a-zA-Z0-9]+)*\+*/g
const ASCII = /^[\0-\x7f]*$/

/** Lower case, without apostrophes, Latin accents and the commas of numbers; a plus sign is a word. */
export function wordKey(word: string): string {
  let key = word.toLowerCase()
  if (/[^a-z0-9]/.test(key)) {
    key = key.replace(/[',]/g, '').replace(/\+/g, 'plus')
    if (/[^a-z0-9]/.test(key))
      key = key
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC')
  }
  return key
}

let last: { text: string; words: readonly Word[] } = { text: '', words: [] }

/** The words of a text, which most callers ask for several times in a row. */
export function readWords(text: string): readonly Word[] {
  if (text === last.text) return last.words
  const words: Word[] = []
  const pattern = ASCII.test(text) ? ASCII_WORD : WORD
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    words.push({ key: wordKey(match[0]), start: match.index, end: match.index + match[0].length })
  }
  last = { text, words }
  return words
}

/** A word without its plural, for comparing only. */
export function singular(key: string): string {
  if (key.length < 4 || !key.endsWith('s') || key.endsWith('ss') || /\d/.test(key)) return key
  if (key.endsWith('ies')) return `${key.slice(0, -3)}y`
  return key.slice(0, /(ss|ch|sh|x)es$/.test(key) ? -2 : -1)
}

// What comes after these says what the product is for or with, not what it is.
const FOR = new Set(['for', 'with', 'compatible', 'without'])

/** Whether a name begins with what it is for. */
export const leadsWithFor = ([first]: readonly Word[]): boolean => first !== undefined && FOR.has(first.key)

/** The index of the first word that says what the product is for or with; the number of words when there is none. */
export function mainWords(words: readonly Word[]): number {
  const at = words.findIndex(({ key }, i) => i > 0 && FOR.has(key))
  return at < 0 ? words.length : at
}

/** Cuts spans of [start, end) out, and what they leave behind: empty brackets, hanging separators, spaces. */
export function cutOut(text: string, spans: readonly (readonly [number, number])[]): string {
  let rest = ''
  let from = 0
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    rest += `${text.slice(from, Math.max(from, start))} `
    from = Math.max(from, end)
  }
  rest += text.slice(from)
  const brackets = /[([{][\s,;|/:+&-]*[)\]}]/g
  return rest
    .replace(brackets, ' ')
    .replace(/([([{])[\s,;|/:-]+/g, '$1')
    .replace(/[\s,;|/:-]+([)\]}])/g, '$1')
    .replace(/(\s[-,;|/:])(?:\s*[-,;|/:])+(?=\s)/g, '$1')
    .replace(/\s+([,;:])/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;|/:-]+|[\s,;|/:-]+$/g, '')
}

/** By code units: the same everywhere, unlike a locale's order. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
