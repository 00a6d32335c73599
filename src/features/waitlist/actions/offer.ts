import type { Work } from '../../../platform/context.ts'
import { afterQuiet } from '../../../platform/messages/quiet-hours.ts'
import { readQuiet } from '../../../platform/messages/settings.ts'
import { giveSeat, takeSeat } from '../../slots/actions/seats.ts'
import { OFFER_MS } from '../rules.ts'

/** How far down a day's line to look for who is awake. */
const MOST_ASKED = 200
const MINUTE = 60_000

/**
 * Gives one seat of a slot back: to the next in the day's line, who has ten minutes to take it, or to everybody. Joins the
 * caller's transaction.
 */
export async function freeSeat(work: Work, slotId: number): Promise<void> {
  await giveSeat(work, slotId)
  await offerSeat(work, slotId)
}

/**
 * Offers one free seat of a slot to the next in its day's line who is awake. Where all sleep it is kept for who wakes first,
 * to the end of their ten minutes in the morning, unless that were too late to book it. Not of an inactive product.
 */
export async function offerSeat(work: Work, slotId: number): Promise<boolean> {
  const slot = await work.db
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .select(['slot.product_id', 'slot.day', 'slot.starts_at', 'product.notice_min'])
    .where('slot.id', '=', slotId)
    .where('product.status', '=', 'ACTIVE')
    .executeTakeFirst()
  if (!slot) return false
  const asked = await work.db
    .selectFrom('waitlist')
    .innerJoin('customer', 'customer.id', 'waitlist.customer_id')
    .select(['waitlist.id', 'waitlist.zone', 'customer.mobile', 'customer.lang'])
    .where('waitlist.product_id', '=', slot.product_id)
    .where('waitlist.day', '=', slot.day)
    .where('waitlist.state', '=', 'WAITING')
    .where('customer.blocked_at', 'is', null)
    .orderBy('waitlist.asked_at')
    .orderBy('waitlist.id')
    .limit(MOST_ASKED)
    .execute()
  if (asked.length === 0) return false
  const quiet = await readQuiet(work.db)
  const line = asked.map((it) => ({ ...it, from: afterQuiet(work.now, it.zone, quiet) }))
  const next = line.reduce((first, it) => (it.from < first.from ? it : first))
  const latest = slot.starts_at - slot.notice_min * MINUTE
  if (next.from >= latest) return false
  if (!(await takeSeat(work, slotId, slot.notice_min))) return false
  const offerEnds = Math.min(next.from + OFFER_MS, latest)
  const { numUpdatedRows } = await work.db
    .updateTable('waitlist')
    .set({ state: 'OFFERED', slot_id: slotId, offered_at: work.now, offer_ends: offerEnds })
    .where('id', '=', next.id)
    .where('state', '=', 'WAITING')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) {
    await giveSeat(work, slotId)
    return false
  }
  await work.send({
    channel: 'SMS',
    recipient: next.mobile,
    template: 'waitlist.offer',
    lang: next.lang,
    refs: { wait: next.id },
    urgency: 'POLITE',
    zone: next.zone,
    expiresAt: offerEnds,
    dedupeKey: `waitlist:${next.id}:${work.now}`,
  })
  await work.record('waitlist.offered', 'product', slot.product_id, { waitlistId: next.id, slotId })
  return true
}

/** An offer that is taken back: who was asked waits on. */
export const WAITS_ON = { state: 'WAITING', slot_id: null, offered_at: null, offer_ends: null } as const

/** Takes back what is offered of a slot that moves or closes: those asked wait on, in their old place. How many seats. */
export async function takeBackOffers(work: Work, slotId: number): Promise<number> {
  const { numUpdatedRows } = await work.db
    .updateTable('waitlist')
    .set(WAITS_ON)
    .where('slot_id', '=', slotId)
    .where('state', '=', 'OFFERED')
    .executeTakeFirst()
  for (let n = 0; n < Number(numUpdatedRows); n++) await giveSeat(work, slotId)
  return Number(numUpdatedRows)
}

/**
 * Ends what a customer waits for, all or some days (`YYYY-MM-DD`) of a product, and frees the seats they are offered. Joins
 * the caller's transaction.
 */
export async function endWaiting(
  work: Work,
  of: { customerId: number; productId?: number; days?: string[] },
): Promise<void> {
  let waits = work.db
    .selectFrom('waitlist')
    .select(['id', 'slot_id', 'state'])
    .where('customer_id', '=', of.customerId)
    .where('open_key', 'is not', null)
  if (of.productId !== undefined) waits = waits.where('product_id', '=', of.productId)
  if (of.days !== undefined) waits = waits.where('day', 'in', of.days)
  const open = await waits.execute()
  for (const { id, slot_id, state } of open) {
    const ended = work.db.updateTable('waitlist').set({ state: 'LEFT', open_key: null }).where('id', '=', id)
    const { numUpdatedRows } = await ended.where('state', '=', state).executeTakeFirst()
    if (numUpdatedRows > 0n && state === 'OFFERED' && slot_id !== null) await freeSeat(work, slot_id)
  }
}
