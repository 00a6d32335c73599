import { type Context, transact, type Work } from '../../../platform/context.ts'
import { cancelDemo } from '../../demos/actions.ts'
import { type Booking, bookingById, bookingForStaff } from '../reads.ts'
import { checkChangeable, endBooking } from './end.ts'
import { tellBooking } from './tell.ts'

/**
 * The customer gives the time back; who may has been decided by its link. A second press changes nothing. Throws `gone` for
 * a time that is over, or a booking that was moved.
 */
export async function cancelBooking(ctx: Context, bookingId: number): Promise<void> {
  await transact(ctx, async (work) => {
    const booking = await bookingById(work.db, bookingId)
    if (booking.state === 'CANCELLED') return
    checkChangeable(work, booking)
    await cancel(ctx, work, booking, null)
  })
}

/** Staff cancel a customer's booking and say why. Throws `not_found`, and `gone` when it has ended already. */
export async function cancelForStaff(ctx: Context, bookingId: number, reason: string): Promise<void> {
  await transact(ctx, async (work) => {
    const booking = await bookingForStaff(ctx, bookingId)
    checkChangeable(work, booking)
    await cancel(ctx, work, booking, reason)
  })
}

/** Cancels booking and demo and tells everybody concerned. Joins the caller's transaction. */
export async function cancel(ctx: Context, work: Work, booking: Booking, reason: string | null): Promise<void> {
  if (!(await endBooking(ctx, work, booking, { state: 'CANCELLED', reason }))) return
  await cancelDemo(work, booking.demo_id)
  await tellBooking(work, await bookingById(work.db, booking.id), 'cancelled', ctx.actor.kind === 'VISITOR')
}

/** Cancels everything booked in a slot, or by a customer. Joins the caller's transaction. @returns how many */
export async function cancelAll(
  ctx: Context,
  work: Work,
  of: { slotId: number } | { customerId: number },
  reason: string | null,
): Promise<number> {
  const open = work.db
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .select('booking.id')
    .where('booking.open_key', 'is not', null)
    .orderBy('booking.id')
  const found = 'slotId' in of ? open.where('slot_id', '=', of.slotId) : open.where('customer_id', '=', of.customerId)
  const rows = await found.execute()
  for (const { id } of rows) await cancel(ctx, work, await bookingById(work.db, id), reason)
  return rows.length
}
