import data from './data/colours.json' with { type: 'json' }
import type { FoundVariant } from './sizes.ts'
import type { Leaf } from './taxonomy.ts'
import { mainWords, readWords, type Word } from './text.ts'

// An own list: the CSS names that packages ship hold tomato and wheat, and miss rose gold and charcoal.
const keyOf = (text: string) =>
  readWords(text)
    .map(({ key }) => key)
    .join(' ')
const PLAIN = new Map([
  ...data.plain.map((name) => [keyOf(name), name] as const),
  ...Object.entries(data.aliases).map(([alias, name]) => [keyOf(alias), name] as const),
])
// Foods, metals, flowers and stones too: colours only where a variant is written.
const CAREFUL = new Map(data.careful.map((name) => [keyOf(name), name] as const))
const NEVER = new Set(data.never.map(keyOf))
const FIRST = new Set([...PLAIN.keys(), ...CAREFUL.keys()].map((key) => key.split(' ')[0]!))
const LOOSE = new Set(['the', 'of', 'and', 'is', 'to', 'a', 'in', 'on', 'or', 'new', 'with', 'for', 'vs', 'not', 'no'])

/** A colour as a cell has it, in one spelling and case; what is no known colour stays as it is. */
export function readColourCell(cell: string): string {
  const known = (part: string) => PLAIN.get(keyOf(part)) ?? CAREFUL.get(keyOf(part))
  const parts = cell.split('/')
  const whole = known(cell)
  return whole ?? (parts.every(known) ? parts.map(known).join('/') : cell)
}

/** Whether words `from` to `to` stand where variants are written: in brackets, after a separator, at the end. */
function isSetApart(text: string, words: readonly Word[], from: number, to: number): 'end' | 'bracket' | null {
  const before = text.slice(from === 0 ? 0 : words[from - 1]!.end, words[from]!.start)
  const after = text.slice(words[to - 1]!.end, to === words.length ? text.length : words[to]!.start)
  if (/[([{,;|:]|\s-\s?$/.test(before) && (to === words.length || /[)\]},;|/]|^\s-/.test(after))) return 'bracket'
  return to === words.length ? 'end' : null
}

interface Run {
  from: number
  to: number
  names: string[]
  careful: boolean
}

function readRuns(text: string, words: readonly Word[]): Run[] {
  const runs: Run[] = []
  for (let i = 0; i < words.length; i++) {
    if (!FIRST.has(words[i]!.key)) continue
    for (let to = Math.min(words.length, i + 3); to > i; to--) {
      const key = words
        .slice(i, to)
        .map((word) => word.key)
        .join(' ')
      const name = PLAIN.get(key) ?? CAREFUL.get(key)
      if (!name) continue
      const last = runs.at(-1)
      const joined = last?.to === i && /^\s?[/&+-]?\s?$/.test(text.slice(words[i - 1]!.end, words[i]!.start))
      if (joined) Object.assign(last, { to, names: [...last.names, name], careful: last.careful && !PLAIN.has(key) })
      else runs.push({ from: i, to, names: [name], careful: !PLAIN.has(key) })
      i = to - 1
      break
    }
  }
  return runs
}

function isPartOfMore(words: readonly Word[], { from, to }: Run): boolean {
  for (let start = Math.max(0, from - 1); start < to; start++) {
    for (let length = 2; length <= 3; length++) {
      if (
        NEVER.has(
          words
            .slice(start, start + length)
            .map(({ key }) => key)
            .join(' '),
        )
      )
        return true
    }
  }
  return false
}

/**
 * The colour that a name says. `words` are those without the size; `comesInColours` says whether products of this kind
 * come in colours (null: nobody knows, so only a plain colour that is set apart or last is read).
 */
export function findColour(
  text: string,
  words: readonly Word[],
  comesInColours: Leaf['colour'] | null,
): FoundVariant | null {
  if (comesInColours === false || !words.some(({ key }) => FIRST.has(key))) return null
  const end = mainWords(words)
  const found = readRuns(text, words).filter((run) => {
    const place = isSetApart(text, words, run.from, run.to)
    if (isPartOfMore(words, run) || (run.from > end && place !== 'bracket')) return false
    if (place === 'bracket') return true
    const before = words[run.from - 1]?.key
    if (comesInColours === null) return !run.careful && place === 'end' && words.length > 1 && !LOOSE.has(before ?? '')
    if (before !== undefined && before !== 'in' && LOOSE.has(before)) return false
    return !run.careful || place === 'end'
  })
  if (found.length === 0) return null
  const spans = found.map(({ from, to }): [number, number] => {
    const lead = words[from - 1]
    const isLed = lead && (lead.key === 'in' || lead.key === 'colour' || lead.key === 'color')
    const next = words[to]
    const isNamed = next && (next.key === 'colour' || next.key === 'color')
    return [isLed ? lead.start : words[from]!.start, isNamed ? next.end : words[to - 1]!.end]
  })
  return { value: [...new Set(found.flatMap(({ names }) => names))].join('/'), spans }
}
