import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { toAppError } from '../../platform/errors.ts'
import type { Duck } from '../engine/duckdb.ts'
import { phrasedBy, readPhrases, sentencesOf } from '../insights/phrasing/kept.ts'
import { sentencesBetween } from '../insights/sentences.ts'

/** Customers whose sentences are made at a time. */
const CUSTOMERS = 20_000

/**
 * Writes `sentences.json`: a list, a line each, of `{ customer, sentences: [{ rule, text, made? }] }`; first the whole (customer
 * null), then every customer of whom there is something to say, by key. Whole or not there. Returns its path; throws what DuckDB
 * throws, and `disk_full` where there is no room.
 */
export async function writeSentences({
  result,
  folder,
  zone,
}: {
  result: Duck
  folder: string
  /** IANA zone of the days named. */
  zone: string
}): Promise<string> {
  const path = join(folder, 'sentences.json')
  const shown = phrasedBy(readPhrases(folder))
  try {
    const file = await open(`${path}.new`, 'w')
    try {
      await file.write(`[\n${JSON.stringify({ customer: null, sentences: await sentencesOf(result, folder, null) })}`)
      const parts = await result.rows<{ from: string; to: string }>(
        `select min(customer) as "from", max(customer) as "to" from
          (select customer, (row_number() over (order by customer) - 1) // ${CUSTOMERS} as part from customers) group by part order by 1`,
      )
      for (const part of parts) {
        let lines = ''
        for (const [customer, made] of await sentencesBetween(result, part, zone)) {
          if (made.length > 0) lines += `,\n${JSON.stringify({ customer, sentences: made.map(shown) })}`
        }
        await file.write(lines)
      }
      await file.write('\n]\n')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  } catch (error) {
    throw toAppError(error)
  }
  return path
}
