import { type Context, transact, type Work } from '../../../platform/context.ts'
import { setDemo } from '../../demos/actions/rows.ts'
import { holdDemo } from '../../demos/actions.ts'
import { endWaits } from '../../knocks/actions/end.ts'
import { putFirst } from '../../live-alerts/actions.ts'
import { mailAdmins } from '../../messages/actions.ts'
import { hasOpenMeeting } from '../reads.ts'
import { whoMissedSlot } from '../rules.ts'

const AT_ONCE = 200

/**
 * Slots that are over: who never met becomes NOT_JOINED with who was missing, and is told once. An open meeting runs on.
 */
export async function settleSlots(ctx: Context): Promise<void> {
  const over = await ctx.database.read
    .selectFrom('slot')
    .select('id')
    .where('settled_at', 'is', null)
    .where('ends_at', '<=', ctx.now())
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('meeting')
            .select('meeting.id')
            .whereRef('meeting.slot_id', '=', 'slot.id')
            .where('meeting.closed_at', 'is', null),
        ),
      ),
    )
    .orderBy('ends_at')
    .limit(AT_ONCE)
    .execute()
  for (const { id } of over) await transact(ctx, (work) => settleSlot(ctx, work, id))
}

async function settleSlot(ctx: Context, work: Work, slotId: number): Promise<void> {
  const { numUpdatedRows } = await work.db
    .updateTable('slot')
    .set({ settled_at: work.now })
    .where('id', '=', slotId)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const bookings = await work.db
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .select(['booking.id', 'booking.demo_id', 'booking.zone', 'demo.product_id', 'demo.email'])
    .select(['customer.mobile', 'customer.lang', 'demo.customer_id', 'demo.name', 'demo.source', 'demo.store_id'])
    .where('booking.slot_id', '=', slotId)
    .where('booking.open_key', 'is not', null)
    .execute()
  // Held first, as an admit does: one that came meanwhile is seen, one that comes later finds nobody waiting.
  for (const booking of bookings) await holdDemo(work, booking.demo_id)
  if (await hasOpenMeeting(work.db, slotId)) {
    await work.db.updateTable('slot').set({ settled_at: null }).where('id', '=', slotId).execute()
    return
  }
  if (bookings.length === 0) return
  const experts = await wereThere(work, slotId)
  for (const booking of bookings) {
    await work.db.updateTable('booking').set({ open_key: null }).where('id', '=', booking.id).execute()
    const knocks = await knocksOf(work, booking.demo_id, slotId)
    await endWaits(work, { demoId: booking.demo_id }, 'MISSED')
    const demo = work.db.updateTable('demo').where('id', '=', booking.demo_id)
    await demo.set({ open_key: null }).execute()
    const missing = whoMissedSlot({ ...knocks, expertThere: experts })
    if (!(await setDemo(work, booking.demo_id, { status: 'NOT_JOINED', missing }, 'PENDING'))) continue
    await work.record('demo.not-joined', 'demo', booking.demo_id, { productId: booking.product_id, missing })
    const facts = { lang: booking.lang, zone: booking.zone, refs: { booking: booking.id } }
    // Who would have met nobody either is owed the apology too.
    const missed = missing === 'VISITOR' ? 'visitor' : 'expert'
    await work.send({
      ...facts,
      channel: 'SMS',
      recipient: booking.mobile,
      template: `booking.missed.${missed}`,
      urgency: 'POLITE',
      dedupeKey: `booking:${booking.id}:missed`,
    })
    if (missing !== 'VISITOR') {
      const { customer_id: customerId, product_id: productId, name, email, source, store_id: storeId } = booking
      await putFirst(ctx, work, { customerId, productId, name, email, source, storeId })
      await mailAdmins(ctx, work, 'slot.missed', { booking: String(booking.id) })
    }
  }
}

/** Whether an expert has been in a meeting of the slot. */
async function wereThere(work: Work, slotId: number): Promise<boolean> {
  const row = await work.db
    .selectFrom('user_timing')
    .innerJoin('meeting', 'meeting.id', 'user_timing.meeting_id')
    .select('user_timing.id')
    .where('meeting.slot_id', '=', slotId)
    .executeTakeFirst()
  return row !== undefined
}

async function knocksOf(work: Work, demoId: number, slotId: number): Promise<{ knocked: boolean; admitted: boolean }> {
  const rows = await work.db
    .selectFrom('knock')
    .select('meeting_id')
    .where('demo_id', '=', demoId)
    .where('slot_id', '=', slotId)
    .execute()
  return { knocked: rows.length > 0, admitted: rows.some(({ meeting_id }) => meeting_id !== null) }
}
