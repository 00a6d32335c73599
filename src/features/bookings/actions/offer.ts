import type { Context } from '../../../platform/context.ts'
import { giveSeat } from '../../slots/actions/seats.ts'
import { takeOffer } from '../../waitlist/actions/wait.ts'
import { openBookingOf, writeBooking } from './book.ts'
import { moveTo } from './move.ts'
import { slotOf } from './write.ts'

/**
 * Books the seat that an offer of the waitlist holds; a booking of the product that is there already is moved to it.
 * @returns undefined once the offer has lapsed or was taken
 */
export async function bookOffer(ctx: Context, token: string) {
  return takeOffer(ctx, token, async (asCustomer, work, wait) => {
    const slot = await slotOf(asCustomer, work, wait.slot_id!)
    const open = await openBookingOf(work, wait.customer_id, wait.product_id)
    if (open) {
      // Taken again at once by the move: nobody comes in between within this transaction.
      await giveSeat(work, slot.id)
      const moved = await moveTo(asCustomer, work, open, slot, { reason: null, noticeMin: 0 })
      return moved ?? open.id
    }
    const { source, store_id: storeId, name, email, zone } = wait
    const visit = { productId: wait.product_id, source, storeId, name, email }
    return writeBooking(asCustomer, work, { customerId: wait.customer_id, visit, slot, zone, browserHash: null })
  })
}
