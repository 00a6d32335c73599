import { type Context, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cancel } from '../../bookings/actions/cancel.ts'
import { comingBooking } from '../../bookings/reads.ts'
import { endWaits } from '../../knocks/actions/end.ts'
import { holdDemo } from '../actions.ts'
import { demoForStaff } from '../reads.ts'
import type { DemoChange } from '../schema.ts'
import { setDemo } from './rows.ts'

/**
 * Status, outcome and remarks as staff set them. CANCELLED cancels a booking that is to come, and all concerned are told.
 * Throws `not_found` for a demo of other products, `conflict` for an end of one whose booked time is to come.
 */
export async function changeDemo(ctx: Context, demoId: number, change: DemoChange): Promise<void> {
  await transact(ctx, async (work) => {
    if (change.status && change.status !== 'PENDING') await endComing(ctx, work, demoId, change.status)
    await holdDemo(work, demoId)
    const demo = await demoForStaff(ctx, demoId)
    // A wrap-up saves the status it shows: only another one settles the demo, and the next request is a new one.
    const settles = change.status !== undefined && change.status !== demo.status && change.status !== 'PENDING'
    const set = {
      ...(change.status === undefined ? {} : { status: change.status }),
      ...(change.status && change.status !== 'NOT_JOINED' ? { missing: null } : {}),
      ...(change.outcome === undefined ? {} : { outcome: change.outcome }),
      ...(change.remarks === undefined ? {} : { remarks: change.remarks }),
      ...(settles ? { open_key: null } : {}),
    }
    await setDemo(work, demoId, set)
    if (settles) {
      await endWaits(work, { demoId }, 'CLOSED')
    }
    const { status, outcome } = change
    await work.record('demo.changed', 'demo', demoId, { productId: demo.product_id, status, outcome })
  })
}

async function endComing(ctx: Context, work: Work, demoId: number, status: string): Promise<void> {
  const { customer_id, product_id } = await demoForStaff(ctx, demoId)
  const coming = await comingBooking(work.db, customer_id, product_id, work.now)
  if (coming?.demo_id !== demoId) return
  if (status === 'CANCELLED') await cancel(ctx, work, coming, null)
  else if (coming.starts_at > work.now)
    throw new AppError('conflict', 'The booked time of this demo is to come. Move or cancel it first.')
}
