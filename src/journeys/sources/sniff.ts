import Papa from 'papaparse'
import type { Mapping } from './mapping.ts'

/** How a CSV file is written, and the names of its columns, each once. */
export interface Marks {
  names: string[]
  /** Names that several columns have, with what they are called here: two of `price` are `price_1` and `price_2`. */
  doubled: ReadonlyMap<string, string[]>
  delimiter: string
  quote: string
  escape: string
  /** Lines above the line of names. */
  skip: number
  /** Line ends of two kinds, which strict reading refuses. */
  mixedEnds: boolean
}

const DELIMITERS = [',', '\t', ';', '|', '^', '~', '\u001f']

/** Reads the marks off a file's start; what the mapping's `format` states is taken as it is. */
export function sniff(head: string, format: Mapping['format']): Marks {
  const text = head.replace(/^\ufeff/, '')
  const quote = format.quote ?? '"'
  const blank = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(text)![0]
  const skip = format.skip ?? blank.split(/\r\n|\n|\r/).length - 1
  const body = text
    .split(/(?<=\r\n|\n|\r(?!\n))/)
    .slice(skip)
    .join('')
  const before = format.escape ?? escapeOf(body, quote)
  const parse = (delimiter: string) =>
    Papa.parse<string[]>(body, {
      delimiter,
      delimitersToGuess: DELIMITERS,
      // A quote that cannot stand in a text, where the mapping says there are none.
      quoteChar: quote || '\u0000',
      escapeChar: before || '\u0000',
      preview: 100,
      skipEmptyLines: true,
    })
  let { data, meta } = parse(format.delimiter ?? longDelimiter(body) ?? '')
  // A first guess that leaves one column is worth less than the default.
  if (data[0]?.length === 1 && format.delimiter === undefined) ({ data, meta } = parse(''))
  const outside = quote ? body.replace(new RegExp(`\\${quote}[^${quote}]*\\${quote}`, 'g'), '') : body
  return {
    ...eachOnce(data[0] ?? []),
    delimiter: meta.delimiter,
    quote,
    escape: before,
    skip,
    mixedEnds: /\r\n/.test(outside) && /(^|[^\r])\n/.test(outside),
  }
}

/** A delimiter of two to four marks: the same between all names of the first line. */
function longDelimiter(body: string): string | undefined {
  const [line = ''] = body.split(/\r\n|\n|\r/, 1)
  const between = new Set(line.match(/(?<=[\p{L}\p{M}\p{N}_"])[^\p{L}\p{M}\p{N}_"\s.-]+(?=[\p{L}\p{M}\p{N}_"])/gu))
  const [only = ''] = between
  return between.size === 1 && only.length > 1 && only.length <= 4 ? only : undefined
}

/** Quotes inside quotes are doubled, unless the text shows them after backslashes only. */
function escapeOf(body: string, quote: string): string {
  if (quote === '') return ''
  const backslashed = body.match(new RegExp(`\\\\\\${quote}(?=[^,;\\t|\\r\\n])`, 'g'))?.length ?? 0
  const doubled = body.match(new RegExp(`[^,;\\t|\\r\\n\\\\]\\${quote}\\${quote}`, 'g'))?.length ?? 0
  return backslashed > doubled ? '\\' : quote
}

/** DuckDB tells names apart without regard to case; a name of several columns is none of theirs, so that nobody reads one by chance. */
function eachOnce(cells: readonly string[]): Pick<Marks, 'names' | 'doubled'> {
  const plain = cells.map((cell, at) => cell.trim() || `column${at}`)
  const taken = new Set(plain.map((name) => name.toLowerCase()))
  const counts = Map.groupBy(plain, (name) => name)
  const first = new Set<string>()
  const doubled = new Map<string, string[]>()
  const names = plain.map((wanted) => {
    const twice = counts.get(wanted)!.length > 1
    let name = wanted
    for (let n = 1; twice ? taken.has(name.toLowerCase()) : first.has(name.toLowerCase()); n++) name = `${wanted}_${n}`
    taken.add(name.toLowerCase())
    first.add(name.toLowerCase())
    if (twice) doubled.set(wanted, [...(doubled.get(wanted) ?? []), name])
    return name
  })
  return { names, doubled }
}
