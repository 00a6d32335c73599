import type { Work } from '../../../platform/context.ts'

const MINUTE = 60_000

/**
 * Takes one seat of a slot that can still be booked: open, with an agent, not sooner than the product's notice. One
 * conditional update, so that a slot never holds more than its capacity. False: not to be had any more.
 * @param noticeMin 0 for staff, who may give away what begins at once
 */
export async function takeSeat(work: Work, slotId: number, noticeMin: number): Promise<boolean> {
  const { numUpdatedRows } = await work.db
    .updateTable('slot')
    .set(({ eb }) => ({ taken: eb('taken', '+', 1) }))
    .where('id', '=', slotId)
    .where('status', '=', 'OPEN')
    .whereRef('taken', '<', 'capacity')
    .where('starts_at', '>', work.now)
    .where('starts_at', '>=', work.now + noticeMin * MINUTE)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id')),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Gives one seat back. */
export async function giveSeat(work: Work, slotId: number): Promise<void> {
  await work.db
    .updateTable('slot')
    .set(({ eb }) => ({ taken: eb('taken', '-', 1) }))
    .where('id', '=', slotId)
    .where('taken', '>', 0)
    .execute()
}
