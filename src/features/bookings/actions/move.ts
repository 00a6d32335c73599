import { type Context, once, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { holdDemo } from '../../demos/actions.ts'
import { endWaits } from '../../knocks/actions/end.ts'
import { takeSeat } from '../../slots/actions/seats.ts'
import { holdSlot } from '../../slots/actions/slots.ts'
import { type Booking, bookingById, bookingForStaff } from '../reads.ts'
import { checkChangeable, endBooking } from './end.ts'
import { tellBooking, tellLeftAgents } from './tell.ts'
import { insertBooking, slotOf } from './write.ts'

type Slot = Awaited<ReturnType<typeof slotOf>>

/**
 * Moves a booking to another slot of its product. The slots are locked in order of id; when the new seat has gone, nothing
 * has changed. Joins the caller's transaction.
 * @returns the new booking's id, or undefined when the seat has gone
 */
export async function moveTo(
  ctx: Context,
  work: Work,
  booking: Booking,
  slot: Slot,
  { reason, noticeMin }: { reason: string | null; noticeMin: number },
): Promise<number | undefined> {
  if (slot.product_id !== booking.product_id) throw new AppError('not_found', 'This is a time of another product.')
  for (const id of [booking.slot_id, slot.id].toSorted((a, b) => a - b)) await holdSlot(work, id)
  if (!(await takeSeat(work, slot.id, noticeMin))) return undefined
  if (!(await endBooking(ctx, work, booking, { state: 'MOVED', reason })))
    throw new AppError('conflict', 'This booking was just changed elsewhere. Look at it again.')
  await endWaitAt(work, booking)
  const id = await insertBooking(ctx, work, {
    customerId: booking.customer_id,
    demoId: booking.demo_id,
    slot,
    zone: booking.zone,
    browserHash: booking.browser_hash,
    sequence: booking.sequence + 1,
    // The SMS may come hours after the e-mail: until then the PIN they have opens the new link.
    pinVersion: booking.pin_version,
  })
  await work.db.updateTable('booking').set({ moved_to: id }).where('id', '=', booking.id).execute()
  // The customer reads why beside the new time.
  if (reason !== null) await work.db.updateTable('booking').set({ reason }).where('id', '=', id).execute()
  const moved = await bookingById(work.db, id)
  if (moved.status !== 'PENDING') throw new AppError('gone', 'This booking has just met. Book another time.')
  await tellBooking(work, moved, 'moved', ctx.actor.kind === 'VISITOR')
  await tellLeftAgents(work, booking)
  return id
}

/** Who waits at a time that is moved waits there no longer; a knock that comes meanwhile is for the time it has then. */
export async function endWaitAt(work: Work, booking: Pick<Booking, 'demo_id' | 'slot_id'>): Promise<void> {
  await holdDemo(work, booking.demo_id)
  await endWaits(work, { demoId: booking.demo_id, slotId: booking.slot_id }, 'MOVED')
}

/**
 * The customer moves their booking; who may has been decided by its link. Throws `gone` when it has ended already or is over.
 * @returns undefined when the seat has gone
 */
export async function moveBooking(
  ctx: Context,
  bookingId: number,
  slotId: number,
  key: string,
): Promise<{ id: number } | undefined> {
  return transact(ctx, (work) =>
    once(work, `move:${bookingId}`, key, async () => {
      const booking = await bookingById(work.db, bookingId)
      checkChangeable(work, booking)
      if (booking.slot_id === slotId) return { id: booking.id }
      const slot = await slotOf(work, slotId)
      const id = await moveTo(ctx, work, booking, slot, { reason: null, noticeMin: slot.notice_min })
      return id === undefined ? undefined : { id }
    }),
  )
}

/** Staff move a customer's booking and say why. Throws `not_found`, `gone`, and `conflict` when the seat has gone. */
export async function moveForStaff(
  ctx: Context,
  bookingId: number,
  { slotId, reason }: { slotId: number; reason: string },
): Promise<{ id: number }> {
  return transact(ctx, async (work) => {
    const booking = await bookingForStaff(ctx, bookingId)
    checkChangeable(work, booking)
    if (booking.slot_id === slotId) return { id: booking.id }
    const slot = await slotOf(work, slotId)
    const id = await moveTo(ctx, work, booking, slot, { reason, noticeMin: 0 })
    if (id === undefined) throw new AppError('conflict', 'This time has just gone. Choose another one.')
    return { id }
  })
}
