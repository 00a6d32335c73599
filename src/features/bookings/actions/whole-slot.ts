import { type Context, requireAdmin, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { makeSlots } from '../../slots/actions/make.ts'
import { changeSlot, exceptDay, holdSlot, holdSlotAll, retimeSlot } from '../../slots/actions/slots.ts'
import { takeBackOffers } from '../../waitlist/actions/offer.ts'
import { bookingById, hasOpenMeeting } from '../reads.ts'
import { cancelAll } from './cancel.ts'
import { endWaitAt } from './move.ts'
import { openIn, tellBooking } from './tell.ts'

/**
 * Moves a slot with everybody booked in it and tells them all, with the reason. Throws `invalid` for a time that is over or
 * is the slot's already, `conflict` when an agent has another slot then or its meeting is open, `gone` once it has begun.
 */
export async function moveSlotWithAll(
  ctx: Context,
  slotId: number,
  { day, clock, reason }: { day: string; clock: string; reason: string },
): Promise<{ startsAt: number }> {
  requireAdmin(ctx, 'change slots')
  return transact(ctx, async (work) => {
    const slot = await holdComing(work, slotId)
    await takeBackOffers(work, slotId)
    const { taken } = await holdSlot(work, slotId)
    const moved = await retimeSlot(work, { ...slot, taken }, day, clock)
    if (moved.startsAt === slot.starts_at)
      throw new AppError('invalid', 'The slot is at this time already.', { fields: { clock: 'Choose another time.' } })
    for (const id of await openIn(work, slotId)) {
      const own = work.db.updateTable('booking').where('id', '=', id)
      await own.set(({ eb }) => ({ sequence: eb('sequence', '+', 1), reason })).execute()
      const booking = await bookingById(work.db, id)
      await endWaitAt(work, booking)
      await tellBooking(work, booking, 'moved', false)
    }
    if (slot.rule_id !== null) await makeSlots(ctx, work, slot.rule_id)
    return moved
  })
}

/**
 * Cancels everything booked in a slot, with the reason, and closes it. `keepDay`: its rule may offer the day again, at the
 * time it has now; else the day is closed. Throws `conflict` while its meeting is open, `gone` once it has begun.
 * @returns how many customers were told
 */
export async function cancelSlot(
  ctx: Context,
  slotId: number,
  { reason, keepDay }: { reason: string; keepDay: boolean },
): Promise<{ cancelled: number }> {
  requireAdmin(ctx, 'change slots')
  return transact(ctx, async (work) => {
    const { rule_id, day, product_id } = await holdComing(work, slotId)
    // Closed first: a seat that comes free is offered to nobody. Without its rule: what was cancelled keeps its time.
    await work.db.updateTable('slot').set({ status: 'CLOSED', rule_id: null }).where('id', '=', slotId).execute()
    await takeBackOffers(work, slotId)
    const cancelled = await cancelAll(ctx, work, { slotId }, reason)
    await work.db.deleteFrom('slot_user').where('slot_id', '=', slotId).execute()
    await work.record('slot.closed', 'slot', slotId, { productId: product_id })
    if (rule_id !== null) {
      if (!keepDay) await exceptDay(work, rule_id, day, 0)
      await makeSlots(ctx, work, rule_id)
    }
    return { cancelled }
  })
}

/** Gives a slot to other agents: who comes is told of its customers, who goes that they go. Throws as `changeSlot`. */
export async function handSlot(ctx: Context, slotId: number, users: number[]): Promise<void> {
  await changeSlot(ctx, slotId, { users })
}

async function holdComing(work: Work, slotId: number) {
  const slot = await holdSlotAll(work, slotId)
  if (slot.starts_at <= work.now) throw new AppError('gone', 'This slot has begun. Add another one.')
  if (slot.status === 'CLOSED') throw new AppError('conflict', 'This slot is closed already.')
  // An expert may open it before its time.
  if (await hasOpenMeeting(work.db, slotId))
    throw new AppError('conflict', 'The meeting of this slot is open. End it first.')
  return slot
}
