import { sql, wasInserted } from '../database/database.ts'
import type { Work } from './context.ts'

/**
 * Counts one use of `key` in the current span and tells whether it is within `most`. Fixed windows: at worst twice
 * `most` in any span's length. Kept in the database, so the limit holds over processes and restarts.
 * A count taken in a transaction that fails is not kept: take it in one that commits.
 * @param span ms
 */
export async function take(work: Work, key: string, most: number, span: number): Promise<boolean> {
  return (await count(work, key, span)) <= most
}

/** As `take`, but answers how many uses this span has seen, this one included. */
export async function count(work: Work, key: string, span: number): Promise<number> {
  const start = Math.floor(work.now / span) * span
  await bump(work, key, start)
  const row = await work.db
    .selectFrom('rate')
    .select('used')
    .where('key', '=', key)
    .where('span', '=', start)
    .executeTakeFirstOrThrow()
  return row.used
}

async function bump(work: Work, key: string, span: number): Promise<void> {
  const updated = await work.db
    .updateTable('rate')
    .set({ used: sql`used + 1` })
    .where('key', '=', key)
    .where('span', '=', span)
    .executeTakeFirst()
  if (updated.numUpdatedRows > 0n) return
  // Refused when another transaction made the row between the two statements.
  if (!(await wasInserted(work.db.insertInto('rate').values({ key, span, used: 1 })))) await bump(work, key, span)
}
