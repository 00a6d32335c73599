import type { Work } from '../../../platform/context.ts'

/** A knock that waits. */
export interface Wait {
  id: number
  demo_id: number
  product_id: number
}

/** LEFT: by the visitor. AWAY: too long. NO_EXPERT: nobody came, MISSED: nor to the booked time. CLOSED: the last expert, or staff, ended it. MOVED: the booked time. */
export type WaitEnd = 'LEFT' | 'AWAY' | 'NO_EXPERT' | 'MISSED' | 'CLOSED' | 'MOVED'

/**
 * Ends one wait, if it still is one, and says so. Joins the caller's transaction.
 * @param looked how it was found: a sign of life since then lets it be
 */
export async function endWait(
  work: Work,
  wait: Wait,
  reason: WaitEnd,
  looked?: { away_at: number | null; last_seen: number },
): Promise<void> {
  let update = work.db
    .updateTable('knock')
    .set({ state: 'LEFT', open_key: null, decided_at: work.now, reason })
    .where('id', '=', wait.id)
    .where('state', '=', 'WAITING')
  if (looked) update = update.where('last_seen', '=', looked.last_seen)
  if (looked) update = update.where('away_at', looked.away_at === null ? 'is' : '=', looked.away_at)
  const { numUpdatedRows } = await update.executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await work.record('knock.left', 'demo', wait.demo_id, { productId: wait.product_id, reason })
}

/** Ends the waits in a product's live queue, or of a demo (everywhere, or at one booked time), at most 500. */
export async function endWaits(
  work: Work,
  of: { productId: number } | { demoId: number; slotId?: number },
  reason: WaitEnd,
): Promise<void> {
  const waiting = work.db.selectFrom('knock').select(['id', 'demo_id', 'product_id']).where('state', '=', 'WAITING')
  let found =
    'productId' in of
      ? waiting.where('product_id', '=', of.productId).where('slot_id', 'is', null)
      : waiting.where('demo_id', '=', of.demoId)
  if ('slotId' in of && of.slotId !== undefined) found = found.where('slot_id', '=', of.slotId)
  for (const wait of await found.limit(500).execute()) await endWait(work, wait, reason)
}
