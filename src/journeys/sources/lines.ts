import type { InputFile } from './files.ts'
import type { Marks } from './sniff.ts'
import { readBlocks } from './whole.ts'

const LF = 10
const CR = 13
const SPACE = 32

/** What a reader numbers: lines of no quotes and no names (NDJSON) are `undefined`. */
type Written = Pick<Marks, 'delimiter' | 'quote' | 'escape' | 'skip'> | undefined

/**
 * Calls `each` for every record of a file, blank lines among them: `line` is where it begins, as an editor counts, `ordinal`
 * counts records and blank lines alike from 1, as DuckDB does in what it refuses. Names and skipped lines are passed over.
 */
export async function eachRecord(
  file: InputFile,
  written: Written,
  each: (line: number, ordinal: number, blank: boolean) => void,
): Promise<void> {
  const { delimiter, quote, escape: before, skip } = written ?? { delimiter: '', quote: '', escape: '', skip: 0 }
  const delim = Buffer.from(delimiter)
  const mark = quote ? quote.charCodeAt(0) : -1
  const doubles = before === quote
  const slash = doubles || !before ? -1 : before.charCodeAt(0)
  let names = written === undefined ? 0 : 1
  let line = 1
  let ordinal = 1
  let start = 1
  let blank = true
  let cellStart = true
  let quoted = false
  let closing = false
  let escaped = false
  let matched = 0
  let last = 0
  const end = () => {
    if (line > skip) {
      if (names > 0 && !blank) names--
      else if (names === 0) each(start, ordinal, blank)
    }
    ordinal++
    blank = true
    cellStart = true
    matched = 0
  }
  const take = (block: Uint8Array) => {
    for (let at = 0; at < block.length; at++) {
      const byte = block[at]!
      const isEnd = byte === CR || (byte === LF && last !== CR)
      if (quoted && closing) {
        closing = false
        if (byte === mark) {
          last = byte
          continue
        }
        quoted = false
      }
      if (isEnd) {
        if (!quoted) end()
        line++
        if (!quoted) start = line
      } else if (byte === LF) {
        // The second half of a line end.
      } else {
        if (quoted) {
          if (escaped) escaped = false
          else if (byte === slash) escaped = true
          else if (byte === mark && doubles) closing = true
          else if (byte === mark) quoted = false
        } else if (byte === mark && cellStart && line > skip) {
          quoted = true
          cellStart = false
          blank = false
        } else {
          matched = byte === delim[matched] ? matched + 1 : byte === delim[0] ? 1 : 0
          if (matched > 0 && matched === delim.length) {
            cellStart = true
            matched = 0
          } else if (byte !== SPACE) cellStart = false
          blank = false
        }
      }
      last = byte
    }
  }
  if (file.encoding === 'utf-16') {
    const decoder = new TextDecoder('utf-16le')
    await readBlocks(file, (block) => take(Buffer.from(decoder.decode(block, { stream: true }))))
  } else {
    let first = true
    await readBlocks(file, (block) => {
      // A byte order mark is no cell.
      take(first && block[0] === 0xef ? block.subarray(3) : block)
      first = false
    })
  }
  if (!blank) end()
}
