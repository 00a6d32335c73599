import type { Duck } from '../../engine/duckdb.ts'
import type { InputFile } from '../files.ts'

/** Most rows looked at, spread over the file. */
export const SAMPLE = 20_000
const MOST_TEXT = 64 * 1024 * 1024
const MOST_PATHS = 500

/** What the rows of a sample hold: texts by column (in JSON by path), and lists of items by theirs. */
export interface Sample {
  rows: number
  columns: Map<string, string[]>
  lists: Map<string, Map<string, string[]>>
  /** Words that stand for nothing, left out of the columns. */
  empty: Set<string>
}

const NOTHING = /^(\(?not (set|provided|available)\b.*|\(none\)|n\/?a|null|none|nil|nan|undefined|unknown|-+|\\n)$/i

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Takes a sample through `from` (of a reader). */
export async function takeSample(duck: Duck, { type }: InputFile, from: string): Promise<Sample> {
  const rows =
    type === 'ndjson'
      ? `select line from ${from} where length(line) < 100000 and "@record" is not null`
      : `select cast(to_json(t) as varchar) as line from (select * exclude ("@file") from ${from}) t`
  const sample: Sample = { rows: 0, columns: new Map(), lists: new Map(), empty: new Set() }
  let read = 0
  for await (const block of duck.stream<{ line: string }>(
    `select line from (${rows}) using sample reservoir(${SAMPLE} rows) repeatable (1)`,
  )) {
    for (const { line } of block) {
      read += line.length
      if (read > MOST_TEXT) return withoutEmpty(sample)
      sample.rows++
      walk(JSON.parse(line) as Json, '', sample.columns, sample.lists)
    }
  }
  return withoutEmpty(sample)
}

function withoutEmpty(sample: Sample): Sample {
  for (const columns of [sample.columns, ...sample.lists.values()]) {
    for (const [name, texts] of columns) {
      for (const text of texts) if (text.length <= 40 && NOTHING.test(text)) sample.empty.add(text)
      columns.set(
        name,
        texts.filter((text) => !sample.empty.has(text)),
      )
    }
  }
  return sample
}

function walk(value: Json, path: string, columns: Sample['columns'], lists?: Sample['lists']): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) return list(value, path, columns, lists)
  if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) walk(inner, path ? `${path}.${name}` : name, columns, lists)
    return
  }
  const text = String(value).trim()
  if (lists && text.startsWith('[{')) {
    try {
      list(JSON.parse(text) as Json[], path, columns, lists)
    } catch {
      // Not JSON after all: a text like any other.
    }
  }
  if (text !== '') note(columns, path, text)
}

function list(entries: Json[], path: string, columns: Sample['columns'], lists?: Sample['lists']): void {
  for (const entry of entries) {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) continue
    if (typeof entry.key === 'string' && 'value' in entry) {
      const { value } = entry
      const said =
        value !== null && typeof value === 'object' ? Object.values(value).find((inner) => inner !== null) : value
      if (said !== undefined && said !== null) note(columns, `${path}[${entry.key}]`, String(said))
    } else if (lists) {
      const of = lists.get(path) ?? new Map<string, string[]>()
      lists.set(path, of)
      walk(entry, '', of)
    }
  }
}

function note(columns: Map<string, string[]>, path: string, text: string): void {
  const texts = columns.get(path)
  if (texts) texts.push(text)
  else if (columns.size < MOST_PATHS) columns.set(path, [text])
}
