import { type Context, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { freeSeat } from '../../waitlist/actions/offer.ts'
import type { Booking } from '../reads.ts'
import { bookingKey } from '../rules.ts'

/** Throws `gone` for a booking that its customer cannot change any more. */
export function checkChangeable(work: Work, booking: Booking): void {
  if (booking.state !== 'BOOKED') throw new AppError('gone', 'This booking has ended. Book another time.')
  if (booking.ends_at <= work.now || booking.status !== 'PENDING')
    throw new AppError('gone', 'The time of this booking is over. Book another one.')
}

/**
 * Ends an open booking and gives its seat back; its demo is the caller's. Joins the caller's transaction.
 * @returns false when it has ended already
 */
export async function endBooking(
  ctx: Context,
  work: Work,
  booking: { id: number; slot_id: number; demo_id: number; product_id: number },
  how: { state: 'CANCELLED' | 'MOVED'; reason: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await work.db
    .updateTable('booking')
    .set(({ eb }) => ({
      state: how.state,
      open_key: null,
      // A calendar entry that is taken back has the next number; one that is moved goes on in the new booking.
      sequence: how.state === 'CANCELLED' ? eb('sequence', '+', 1) : eb.ref('sequence'),
      ended_at: work.now,
      ended_by: userIdOf(ctx),
      reason: how.reason,
    }))
    .where('id', '=', booking.id)
    .where('state', '=', 'BOOKED')
    .where('open_key', '=', bookingKey(booking.demo_id))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await freeSeat(work, booking.slot_id)
  const { id: bookingId, slot_id: slotId, product_id: productId } = booking
  await work.record(how.state === 'MOVED' ? 'booking.moved' : 'booking.cancelled', 'demo', booking.demo_id, {
    productId,
    slotId,
    bookingId,
  })
  return true
}
