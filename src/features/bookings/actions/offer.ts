import type { Context } from '../../../platform/context.ts'
import { hashToken } from '../../../platform/keys.ts'
import { customerById } from '../../customers/reads.ts'
import { giveSeat } from '../../slots/actions/seats.ts'
import { freeSeat } from '../../waitlist/actions/offer.ts'
import { takeOffer } from '../../waitlist/actions/wait.ts'
import { openBookingOf, writeBooking } from './book.ts'
import { moveTo } from './move.ts'
import { slotOf } from './write.ts'

/**
 * Books the seat that an offer of the waitlist holds; a booking of the product that is there already is moved to it.
 * @param browser token of the browser, which is not asked for the PIN later; null: any is
 * @returns undefined once the offer has lapsed or was taken
 */
export async function bookOffer(ctx: Context, token: string, browser: string | null = null) {
  return takeOffer(ctx, token, async (asCustomer, work, wait) => {
    const slot = await slotOf(work, wait.slot_id!)
    const open = await openBookingOf(work, wait.customer_id, wait.product_id)
    if (open?.slot_id === slot.id) {
      await freeSeat(work, slot.id)
      return open.id
    }
    if (open) {
      // Taken again at once by the move: nobody comes in between within this transaction.
      await giveSeat(work, slot.id)
      const moved = await moveTo(asCustomer, work, open, slot, { reason: null, noticeMin: 0 })
      return moved ?? open.id
    }
    const customer = await customerById(asCustomer, wait.customer_id)
    const { source, store_id: storeId, name, email, zone } = wait
    const visit = { productId: wait.product_id, source, storeId, name, email }
    return writeBooking(asCustomer, work, {
      customer: customer!,
      visit,
      slot,
      zone,
      browserHash: browser && hashToken(browser),
    })
  })
}
