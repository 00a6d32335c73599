import { statSync } from 'node:fs'
import { type Duck, fileLiteral, type Row } from './engine/duckdb.ts'

/** What an event's line holds, as its file has it. */
const HELD = [
  ...['time_written', 'application', 'product', 'category', 'sub_category', 'colour', 'size', 'term', 'order_id'],
  ...['session', 'payment_mode', 'quantity_written', 'unit_written', 'final_written'],
]

/** A larger file takes longer to look through than anybody waits. */
const LARGEST = 500e6

/**
 * Adds to each event the line of its file it stands on, from 1: the first that holds the customer and every cell as written and is no
 * other event's. `null` where none does: the file is gone, packed, Parquet or above 500 MB, or writes a cell in another way (escaped, say).
 */
export async function withLines(duck: Duck, events: readonly Row[], customer: string): Promise<Row[]> {
  const byFile = Map.groupBy(events, ({ file }) => String(file))
  const lines = new Map<Row, number>()
  const named = new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(customer)}(?![\\p{L}\\p{N}])`, 'u')
  for (const [file, rows] of byFile) {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (bytes === 0 || bytes > LARGEST) continue
    const found = await duck
      .rows<{ line: number; text: string }>(
        `select line, text from (select row_number() over () as line, text from read_csv(${fileLiteral(file)},
          delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false, null_padding = true, max_line_size = 4000000, columns = {'text': 'varchar'}))
        where contains(text, $customer) order by line`,
        { customer },
      )
      // No text of UTF-8: it has no lines to name.
      .catch(() => [])
    const theirs = found.filter(({ text }) => named.test(text))
    const taken = new Set<number>()
    for (const row of rows) {
      const cells = HELD.map((name) => row[name]).filter((cell) => typeof cell === 'string')
      const at = theirs.find(({ line, text }) => !taken.has(line) && cells.every((cell) => text.includes(cell)))
      if (!at) continue
      taken.add(at.line)
      lines.set(row, at.line)
    }
  }
  return events.map((row) => ({ ...row, line: lines.get(row) ?? null }))
}
