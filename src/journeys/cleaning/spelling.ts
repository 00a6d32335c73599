import { lineOf } from './brands.ts'
import { byText, readWords } from './text.ts'

const CAPITALS = new Set(
  'TV LED LCD OLED QLED UHD FHD HD USB SSD HDD RAM ROM CPU AC DVD CD GPS NFC RGB UV RO BP SPF LTE RC DSLR CCTV WIFI TWS ANC EDT EDP HDMI IPS VR UPS XS XL XXL'.split(
    ' ',
  ),
)
const LITTLE = new Set(['ml', 'kg', 'cm', 'and', 'of', 'for', 'with', 'in', 'on', 'the', 'a', 'an', 'by', 'to'])

// By the words whose case is free: both cases, or a script without any.
function isWellWritten(text: string): boolean {
  const free = readWords(text).filter(({ key }) => !CAPITALS.has(key.toUpperCase()))
  const letters = free.map(({ start, end }) => text.slice(start, end)).join('')
  return /\p{Lu}/u.test(letters) === /\p{Ll}/u.test(letters)
}
// A letter whose capital is two letters (ß) keeps the second small.
const capital = (word: string) =>
  word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase().replace(/(?<=.).+/u, (rest) => rest.toLowerCase()))

/** A name as a shop window writes it: known short words in capitals, and a name all in one case in title case. */
export function spellName(text: string): string {
  const rewrite = !isWellWritten(text)
  let spelled = ''
  let from = 0
  for (const [i, { start, end, key }] of readWords(text).entries()) {
    const word = text.slice(start, end)
    let better = word
    if (CAPITALS.has(key.toUpperCase())) better = word.toUpperCase()
    else if (rewrite && lineOf(key)) better = lineOf(key)!.text
    else if (rewrite && LITTLE.has(key) && i > 0) better = word.toLowerCase()
    else if (rewrite && !/\d/.test(word)) better = capital(word.toLowerCase())
    else if (rewrite && /^\d+\p{L}+$/u.test(word))
      better = word.toLowerCase().replace(/^(\d+)[gkd]$/, (all) => all.toUpperCase())
    else if (rewrite && !/^\d/.test(word)) better = word.toUpperCase()
    spelled += text.slice(from, start) + better
    from = end
  }
  // A letter and its mark may make one letter once the case has changed.
  return (spelled + text.slice(from)).normalize('NFKC')
}

/** The spelling for show: well-written ones first, then the most frequent, then by code units. */
export function chooseSpelling(spellings: ReadonlyMap<string, number>): string {
  const [best] = [...spellings].sort(
    ([a, eventsOfA], [b, eventsOfB]) =>
      Number(isWellWritten(b)) - Number(isWellWritten(a)) || eventsOfB - eventsOfA || byText(a, b),
  )
  return spellName(best![0])
}
