import type { Leaf } from './taxonomy.ts'
import { tidy } from './text.ts'

/** A variant's cell and the spans [start, end) of the name that say it. */
export interface FoundVariant {
  value: string
  spans: [number, number][]
}

const UNITS: Record<string, string> = {
  ml: 'ml',
  l: 'L',
  ltr: 'L',
  litre: 'L',
  liter: 'L',
  kg: 'kg',
  g: 'g',
  gm: 'g',
  gram: 'g',
  oz: 'oz',
  lb: 'lb',
  inch: 'inch',
  inche: 'inch',
  '"': 'inch',
  cm: 'cm',
  gb: 'GB',
  tb: 'TB',
}
const LETTERS: Record<string, string> = {
  small: 'S',
  sm: 'S',
  medium: 'M',
  med: 'M',
  md: 'M',
  large: 'L',
  lg: 'L',
  'extra large': 'XL',
  'x-large': 'XL',
  'extra small': 'XS',
  xxl: '2XL',
  xxxl: '3XL',
  xxxxl: '4XL',
}
const LETTER =
  '(?:extra large|x-large|extra small|small|medium|large|(?:[2-6]|x{1,4})?xl|x{0,2}s|m|l|free size|one size)'
const BEFORE = '(?<![\\p{L}\\p{N}.,/+-])'
const AFTER = '(?![\\p{L}\\p{N}+]|[.,/-]\\d)'
const NUMBER = '\\d+(?:[.,]\\d+)?'

// 8 GB + 128 GB; 108 cm (43 inch), of which the inches are the size; 4 x 100 g.
const MEMORY = new RegExp(
  `${BEFORE}(\\d+)\\s?gb(?:\\s?ram)?\\s*(?:[,/+|&-]\\s*)?(\\d+)\\s?(gb|tb)(?:\\s?(?:rom|internal storage|storage))?${AFTER}`,
  'giu',
)
const BOTH = new RegExp(`${BEFORE}${NUMBER}\\s?cms?\\s*\\(\\s*(${NUMBER})\\s?-?(?:inch(?:es)?|")\\s*\\)`, 'giu')
const MEASURE = new RegExp(
  `${BEFORE}((?:\\d+\\s?[x×]\\s?)?)(${NUMBER})\\s?-?((?:ml|l|ltr|litre|liter|kg|g|gm|gram|lb|inche?|cm)s?|(?:fl\\.? )?oz\\.?|"|gb|tb)(?:\\s(?:storage|rom))?${AFTER}`,
  'giu',
)
const NAMED = new RegExp(
  `${BEFORE}size\\s?[:=-]?\\s?((?:uk|us|eu|ind)?[\\s-]?\\d{1,2}(?:\\.5)?|${LETTER})${AFTER}`,
  'giu',
)
const SHOE = new RegExp(`${BEFORE}(uk|us|eu)[\\s:/-]?(\\d{1,2}(?:\\.5)?)${AFTER}`, 'giu')
const AGE = new RegExp(`${BEFORE}(\\d{1,2})\\s?-\\s?(\\d{1,2})\\s?(m|months?|y|yrs?|years?)${AFTER}`, 'giu')
const WAIST = new RegExp(`${BEFORE}w(\\d{2})[\\s/x-]{0,3}l(\\d{2})${AFTER}`, 'giu')
// A letter is a size of clothes only where a variant is written: in brackets, after a separator, at the end.
const LETTER_PLACE = new RegExp(`(?<=[([,;|/:]\\s?|\\s-\\s?|\\s)(${LETTER})(?=\\s*(?:[)\\],;|/]|$))`, 'giu')
const WHOLE_LETTER = new RegExp(`^${LETTER}$|^(sm|md|lg|med)$`, 'i')
const NUMERIC = new RegExp(`^(${NUMBER})\\s?-?(.+)$`, 'iu')

function unitOf(text: string): string | undefined {
  const unit = text.toLowerCase().replace(/^fl\.? |\.$/g, '')
  return UNITS[unit] ?? UNITS[unit.replace(/s$/, '')]
}

/** A size as a cell has it, in one spelling: `XXL` is `2XL`, `500ML` is `500 ml`; other sizes stay as they are. */
export function readSizeCell(cell: string): string {
  const text = tidy(cell)
  const letter = WHOLE_LETTER.test(text)
  if (letter)
    return (
      LETTERS[text.toLowerCase()] ??
      (/size/i.test(text) ? `${text[0]!.toUpperCase()}${text.slice(1).toLowerCase()}` : text.toUpperCase())
    )
  const measure = NUMERIC.exec(text)
  const unit = measure && unitOf(measure[2]!)
  return unit ? `${measure[1]} ${unit}` : text
}

const UNIT_HINT = /\d\s?-?(ml|l|kg|g|oz|lb|inch|cm|gb|tb|fl|")/i

/** The sizes that a name says: measures anywhere, sizes of clothes and shoes where the name is of such. */
export function findSize(text: string, head: Leaf | null): FoundVariant | null {
  const found: { at: number; end: number; value: string }[] = []
  const take = (pattern: RegExp, read: (match: RegExpMatchArray) => string | null) => {
    for (const match of text.matchAll(pattern)) {
      const value = read(match)
      const at = match.index!
      const end = at + match[0].length
      if (value && !found.some((other) => at < other.end && other.at < end)) found.push({ at, end, value })
    }
  }
  if (UNIT_HINT.test(text)) {
    take(MEMORY, (match) => `${match[1]} GB / ${match[2]} ${match[3]!.toUpperCase()}`)
    take(BOTH, (match) => `${match[1]} inch`)
    take(MEASURE, (match) => {
      const unit = unitOf(match[3]!)
      // 5G is a network, not five grams.
      if (!unit || (unit === 'g' && /^\d$/.test(match[2]!) && /\dG/.test(match[0]))) return null
      return `${match[1]!.replace(/\s?[x×]\s?/i, ' x ')}${match[2]} ${unit}`
    })
  }
  if (/size/i.test(text)) take(NAMED, (match) => readSizeCell(match[1]!.toUpperCase().trim()))
  if (head?.letterSizes) {
    if (/\d/.test(text)) {
      take(SHOE, (match) => `${match[1]!.toUpperCase()} ${match[2]}`)
      take(AGE, (match) => `${match[1]}-${match[2]} ${/^m/i.test(match[3]!) ? 'months' : 'years'}`)
      take(WAIST, (match) => `W${match[1]} L${match[2]}`)
    }
    take(LETTER_PLACE, (match) => readSizeCell(match[1]!))
  }
  if (found.length === 0) return null
  found.sort((a, b) => a.at - b.at)
  return {
    value: [...new Set(found.map(({ value }) => value))].join(' / '),
    spans: found.map(({ at, end }) => [at, end]),
  }
}
