import { prepared } from '../../../database/prepared.ts'
import type { Work } from '../../../platform/context.ts'

const MINUTE = 60_000

/**
 * Takes one seat of a slot that can still be booked: open, with an agent, not sooner than the product's notice. One
 * conditional update, so that a slot never holds more than its capacity. False: not to be had any more.
 * @param noticeMin 0 for staff, who may give away what begins at once
 */
export async function takeSeat(work: Work, slotId: number, noticeMin: number): Promise<boolean> {
  const earliest = work.now + noticeMin * MINUTE
  return Boolean((await takeOne(work.db, { slotId, now: work.now, earliest })).numAffectedRows)
}

const takeOne = prepared((db, it: { slotId: number; now: number; earliest: number }) =>
  db
    .updateTable('slot')
    .set(({ eb }) => ({ taken: eb('taken', '+', 1) }))
    .where('id', '=', it.slotId)
    .where('status', '=', 'OPEN')
    .whereRef('taken', '<', 'capacity')
    .where('starts_at', '>', it.now)
    .where('starts_at', '>=', it.earliest)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id')),
    ),
)

/** Gives one seat back. */
export async function giveSeat(work: Work, slotId: number): Promise<void> {
  await work.db
    .updateTable('slot')
    .set(({ eb }) => ({ taken: eb('taken', '-', 1) }))
    .where('id', '=', slotId)
    .where('taken', '>', 0)
    .execute()
}
