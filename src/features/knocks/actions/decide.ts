import { type Context, requireUser, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { bookedSlots } from '../../bookings/reads.ts'
import { OPENS_MS } from '../../bookings/rules.ts'
import { customerById } from '../../customers/reads.ts'
import { holdDemo } from '../../demos/actions.ts'
import { closeMeeting, openMeeting } from '../../meetings/actions.ts'
import { currentMeeting } from '../../meetings/reads.ts'
import { leaveVisit, noteVisit } from '../../timings/actions.ts'
import { holdUsers, servedProducts } from '../../users/reads.ts'
import { MEETING_SOON_MS } from '../rules.ts'

/**
 * Admits one waiting knock and opens its meeting. Of two agents one wins.
 * Throws `conflict` when it is no longer waiting, when the agent is in another call and did not say to end it, or when a
 * booked meeting of theirs is about to begin and they did not say to override that.
 */
export async function admitKnock(
  ctx: Context,
  knockId: number,
  endCurrent: boolean,
  override = false,
): Promise<{ room: string }> {
  const user = requireUser(ctx)
  return transact(ctx, async (work) => {
    // Two visitors pressed at once must not both be let in.
    await holdUsers(work, [user.id])
    const knock = await knockFor(ctx, work, knockId)
    const current = await currentMeeting(work.db, user.id)
    // Pressed twice: the meeting is there, and must not end itself.
    if (current && knock.room === current.room) return { room: current.room }
    const own = knock.slot_id !== null && (await openRoom(work, knock.slot_id)) === current?.room
    if (knock.slot_id === null && !override) await checkMeetingSoon(work, user)
    if (current && !own && !endCurrent) {
      throw new AppError('conflict', `You are in a call with ${current.name}. End it to admit the next visitor.`)
    }
    if (current && !own) await closeMeeting(work, current.room)
    const { numUpdatedRows } = await work.db
      .updateTable('knock')
      .set({ state: 'ADMITTED', open_key: null, decided_at: work.now, decided_by: user.id })
      .where('id', '=', knockId)
      .where('state', '=', 'WAITING')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw taken(await whoDecided(work, knockId))
    const of = knock.slot_id === null ? { demoId: knock.demo_id } : { slotId: knock.slot_id }
    const meeting = await openMeeting(ctx, work, of, knock.product_id)
    await work.db.updateTable('knock').set({ meeting_id: meeting.id }).where('id', '=', knockId).execute()
    await noteVisit(work, knock.demo_id, 'allow')
    const facts = { productId: knock.product_id, userId: user.id }
    await work.record('knock.admitted', 'demo', knock.demo_id, facts)
    if (knock.away_at !== null) await callBack(ctx, work, knock, meeting.room)
    return { room: meeting.room }
  })
}

async function openRoom(work: Work, slotId: number): Promise<string | undefined> {
  const meeting = work.db.selectFrom('meeting').select('room').where('slot_id', '=', slotId)
  return (await meeting.where('closed_at', 'is', null).executeTakeFirst())?.room
}

/** Throws `conflict` when a booked meeting of the agent begins within five minutes, or has and nobody opened it. */
async function checkMeetingSoon(work: Work, user: { id: number }): Promise<void> {
  const soon = work.now + MEETING_SOON_MS
  const booked = await bookedSlots(work.db, { id: user.id, role: 'AGENT' }, work.now, soon)
  const next = booked.find(({ room, unmet }) => room === null && unmet)
  if (!next) return
  const minutes = Math.max(0, Math.ceil((next.startsAt - work.now) / 60_000))
  const when = minutes === 0 ? 'has begun' : `begins in ${minutes} min`
  throw new AppError('conflict', `Your booked meeting with ${next.names[0]} ${when}.`, { fields: { override: when } })
}

/**
 * An agent joins the meeting of a slot they have, or an admin any: it is opened when it is not. Throws `not_found` for
 * other slots, `conflict` too early, in another call, or when nobody has booked it.
 */
export async function joinSlot(ctx: Context, slotId: number, endCurrent: boolean): Promise<{ room: string }> {
  const user = requireUser(ctx)
  return transact(ctx, async (work) => {
    await holdUsers(work, [user.id])
    const [slot] = (await bookedSlots(work.db, user, work.now, work.now + OPENS_MS)).filter(
      (it) => it.slotId === slotId,
    )
    if (!slot)
      throw new AppError('not_found', 'This meeting is not open to you now: it opens 10 minutes before its time.')
    const current = await currentMeeting(work.db, user.id)
    if (current && current.room !== slot.room) {
      if (!endCurrent)
        throw new AppError('conflict', `You are in a call with ${current.name}. End it to join this one.`)
      await closeMeeting(work, current.room)
    }
    const { room } = await openMeeting(ctx, work, { slotId }, slot.product.id)
    return { room }
  })
}

/** The knock, if it is for a product the asker serves, with its demo held. Throws `not_found`. */
async function knockFor(ctx: Context, work: Work, knockId: number) {
  const user = requireUser(ctx)
  const row = work.db.selectFrom('knock').select(['demo_id', 'product_id']).where('id', '=', knockId)
  const asked = await row.executeTakeFirst()
  if (!asked || !(await servedProducts(ctx, user)).includes(asked.product_id)) {
    throw new AppError('not_found', 'This visitor is not waiting for one of your products.')
  }
  await holdDemo(work, asked.demo_id)
  return work.db
    .selectFrom('knock')
    .innerJoin('demo', 'demo.id', 'knock.demo_id')
    .leftJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select([
      'knock.id',
      'knock.demo_id',
      'knock.product_id',
      'knock.slot_id',
      'knock.away_at',
      'demo.customer_id',
      'demo.token',
    ])
    .select('meeting.room')
    .where('knock.id', '=', knockId)
    .executeTakeFirstOrThrow()
}

async function whoDecided(work: Work, knockId: number) {
  return work.db
    .selectFrom('knock')
    .leftJoin('user', 'user.id', 'knock.decided_by')
    .select(['knock.state', 'user.name'])
    .where('knock.id', '=', knockId)
    .executeTakeFirst()
}

function taken(now: { state: string; name: string | null } | undefined): AppError {
  if (now?.state === 'ADMITTED')
    return new AppError('conflict', `${now.name ?? 'A colleague'} has just admitted this visitor.`)
  if (now?.state === 'REJECTED')
    return new AppError('conflict', `${now.name ?? 'A colleague'} has just answered this visitor.`)
  return new AppError('conflict', 'This visitor has left the queue.')
}

/** Admitted while away: one SMS, whatever the hour, since it answers what they asked. */
async function callBack(
  ctx: Context,
  work: Work,
  knock: { id: number; customer_id: number; token: string },
  room: string,
) {
  const customer = await customerById(ctx, knock.customer_id)
  if (!customer) return
  await work.send({
    channel: 'SMS',
    recipient: customer.mobile,
    template: 'knock.admitted',
    lang: customer.lang,
    refs: { room },
    urgency: 'NOW',
    zone: customer.zone,
    expiresAt: work.now + 5 * 60_000,
    dedupeKey: `admitted:${knock.id}`,
  })
}

/** Rejects with a reason and a polite text (the reason's own words when empty). */
export async function rejectKnock(ctx: Context, knockId: number, reason: string, text: string): Promise<void> {
  const user = requireUser(ctx)
  await transact(ctx, async (work) => {
    const knock = await knockFor(ctx, work, knockId)
    const { numUpdatedRows } = await work.db
      .updateTable('knock')
      .set({ state: 'REJECTED', open_key: null, decided_at: work.now, decided_by: user.id, reason: text || reason })
      .where('id', '=', knockId)
      .where('state', '=', 'WAITING')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw taken(await whoDecided(work, knockId))
    await leaveVisit(work, knock.demo_id)
    await work.record('knock.rejected', 'demo', knock.demo_id, { productId: knock.product_id, userId: user.id, reason })
  })
}

/** A message to everyone who waits for a product. */
export async function noteToWaiting(ctx: Context, productId: number, text: string): Promise<void> {
  const user = requireUser(ctx)
  await transact(ctx, async (work) => {
    if (!(await servedProducts(ctx, user)).includes(productId)) {
      throw new AppError('forbidden', 'That product is not one of yours.')
    }
    await work.record('queue.note', 'product', productId, { userId: user.id, text })
  })
}
