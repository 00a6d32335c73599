import { endVisitorSessions } from '../../../platform/auth/visitor.ts'
import { type Context, requireAdmin, transact, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { cancelAll } from '../../bookings/actions/cancel.ts'
import { cancelDemo } from '../../demos/actions.ts'
import { closeMeeting } from '../../meetings/actions.ts'
import { leaveVisit } from '../../timings/actions.ts'
import { endWaiting } from '../../waitlist/actions/offer.ts'
import { emailKey } from '../rules.ts'

/** Customers: the one of a number (E.164), or all who last gave an e-mail address. */
export type Whom = { mobile: string } | { email: string }

/** So many customers with one e-mail address are blocked at once. */
const MOST = 100

/**
 * Blocks customers: their sessions, knocks, meeting, bookings and what they wait for end at once; the public pages go on
 * answering as to anyone. Admins only. Throws `not_found` when nobody fits. @returns how many were not blocked before
 */
export async function blockCustomers(ctx: Context, whom: Whom, reason: string): Promise<{ changed: number }> {
  return change(ctx, whom, async (work, id) => {
    const by = userIdOf(ctx)
    const { numUpdatedRows } = await work.db
      .updateTable('customer')
      .set({ blocked_at: work.now, blocked_by: by, blocked_why: reason })
      .where('id', '=', id)
      .where('blocked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await work.record('customer.blocked', 'customer', id)
    await endAll(ctx, work, id)
    return true
  })
}

/** Lets blocked customers come again; what was ended stays so. Throws as `blockCustomers`. */
export async function unblockCustomers(ctx: Context, whom: Whom): Promise<{ changed: number }> {
  return change(ctx, whom, async (work, id) => {
    const { numUpdatedRows } = await work.db
      .updateTable('customer')
      .set({ blocked_at: null, blocked_by: null, blocked_why: null })
      .where('id', '=', id)
      .where('blocked_at', 'is not', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await work.record('customer.unblocked', 'customer', id)
    return true
  })
}

async function change(ctx: Context, whom: Whom, one: (work: Work, id: number) => Promise<boolean>) {
  requireAdmin(ctx, 'block customers')
  return transact(ctx, async (work) => {
    const all = work.db.selectFrom('customer').select('id').orderBy('id').limit(MOST)
    const found =
      'mobile' in whom ? all.where('mobile', '=', whom.mobile) : all.where('email_key', '=', emailKey(whom.email))
    const rows = await found.execute()
    if (rows.length === 0) throw new AppError('not_found', 'No customer has this number or address.')
    let changed = 0
    for (const { id } of rows) if (await one(work, id)) changed++
    return { changed }
  })
}

async function endAll(ctx: Context, work: Work, customerId: number): Promise<void> {
  const sessions = work.db.selectFrom('visitor_session').select('id').where('customer_id', '=', customerId)
  const open = await sessions.where('ended_at', 'is', null).where('expires_at', '>', work.now).execute()
  await endVisitorSessions(work, { customerId })
  for (const { id } of open) await work.record('visitor.session_ended', 'session', id)
  await leaveMeetings(work, customerId)
  // They are told as anybody is, without the reason: it is for staff.
  await cancelAll(ctx, work, { customerId }, null)
  const demos = work.db.selectFrom('demo').select('id').where('customer_id', '=', customerId)
  for (const { id } of await demos.where('open_key', 'is not', null).execute()) {
    await leaveVisit(work, id)
    await cancelDemo(work, id)
  }
  await endWaiting(work, { customerId })
  await work.db
    .updateTable('live_alert')
    .set({ ended_at: work.now, open_key: null })
    .where('customer_id', '=', customerId)
    .where('ended_at', 'is', null)
    .execute()
}

/** A meeting of theirs alone closes; from one of a slot only they are removed. */
async function leaveMeetings(work: Work, customerId: number): Promise<void> {
  const rooms = await work.db
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .innerJoin('demo', 'demo.id', 'knock.demo_id')
    .select(['meeting.id', 'meeting.room', 'meeting.slot_id', 'knock.demo_id'])
    .distinct()
    .where('demo.customer_id', '=', customerId)
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('meeting.closed_at', 'is', null)
    .execute()
  for (const { id, room, slot_id, demo_id: demoId } of rooms) {
    const own = work.db.updateTable('knock').set({ removed_at: work.now }).where('meeting_id', '=', id)
    await own.where('demo_id', '=', demoId).execute()
    await leaveVisit(work, demoId)
    await work.record('meeting.removed', 'meeting', id, { room, demoId, customerId, participant: `v${demoId}` })
    if (slot_id === null) await closeMeeting(work, room)
  }
}
