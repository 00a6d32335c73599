import { wasInserted } from '../../../database/database.ts'
import { prepared } from '../../../database/prepared.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { bookedNow } from '../../bookings/reads.ts'
import { holdDemo } from '../../demos/actions.ts'
import { ownDemo } from '../../demos/reads.ts'
import { putFirst } from '../../live-alerts/actions.ts'
import { canMeet } from '../../live-demos/reads.ts'
import { closeMeeting } from '../../meetings/actions.ts'
import { leaveVisit, noteVisit, openVisit } from '../../timings/actions.ts'
import { knockKey, LET_DOWN_MS, rankOf } from '../rules.ts'

/**
 * Ask to join: one place however often it is pressed. Who has met in this visit, or was told to come, is placed next.
 * At a booked time it is the slot's agents who are asked, live or not. Throws `conflict` when no expert takes knocks now.
 * @param live in the live queue, also at a booked time
 */
export async function askToJoin(ctx: Context, demoToken: string, live = false): Promise<void> {
  await transact(ctx, async (work) => {
    const { id } = await ownDemo(ctx, demoToken)
    await holdDemo(work, id)
    const demo = await ownDemo(ctx, demoToken)
    if (demo.open_key === null)
      throw new AppError('gone', 'This visit has ended. Open the product page to start again.')
    if ((await isWaiting(work, id)) || (await admission(work, id))) return
    const booking = demo.type === 'SCHEDULED' && !live ? await bookedNow(work.db, id, work.now) : undefined
    const slotId = booking?.slot_id ?? null
    if (slotId === null) await checkLive(ctx, demo.product_id)
    const first = slotId === null && (await isFirst(work, demo))
    const knock = { key: knockKey(id), demoId: id, productId: demo.product_id, slotId, rank: rankOf(work.now, first) }
    if (!(await wasInserted(addKnock(work.db, { ...knock, now: work.now })))) return
    await noteVisit(work, id, 'request')
    await visited(work.db, { id, now: work.now })
    await work.record('knock.asked', 'demo', id, { productId: demo.product_id })
    if (slotId !== null) await callExperts(work, slotId)
  })
}

/** The lobby of a booked time is there: the visit begins. */
export async function enterBooked(ctx: Context, demoId: number): Promise<void> {
  if (!(await bookedNow(ctx.database.read, demoId, ctx.now()))) return
  await transact(ctx, (work) => openVisit(work, demoId))
}

async function checkLive(ctx: Context, productId: number): Promise<void> {
  const { experts, open } = await canMeet(ctx, productId)
  if (!open || experts === 0) throw new AppError('conflict', 'No expert is taking visitors right now.')
}

/** Placed before others: has met in this visit, was told to come, or was let down by an expert at a booked time. */
const isFirst = async (work: Work, demo: { id: number; customer_id: number; product_id: number }): Promise<boolean> =>
  (await hasMet(work, demo.id)) ||
  (await isHeldPlace(work, demo.customer_id, demo.product_id)) ||
  (await wasLetDown(work, demo))

/** Somebody with a booked time waits, and no expert is in the meeting: its agents are told, once. */
async function callExperts(work: Work, slotId: number): Promise<void> {
  const there = work.db
    .selectFrom('user_timing')
    .innerJoin('meeting', 'meeting.id', 'user_timing.meeting_id')
    .select('user_timing.id')
    .where('meeting.slot_id', '=', slotId)
    .where('user_timing.leave_at', 'is', null)
  if (await there.executeTakeFirst()) return
  const agents = await work.db
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .select(['user.id', 'user.email', 'product.zone', 'slot.ends_at'])
    .where('slot_user.slot_id', '=', slotId)
    .execute()
  for (const { id, email, zone, ends_at } of agents) {
    await work.send({
      channel: 'EMAIL',
      recipient: email,
      template: 'slot.waiting',
      lang: 'en',
      refs: { slot: slotId, user: id },
      urgency: 'NOW',
      zone,
      expiresAt: ends_at,
      dedupeKey: `slot-waiting:${slotId}:${id}`,
    })
  }
}

/** Who waits in vain at a booked time goes on in the live queue, first; while nobody is live they are the first to be told. */
export async function joinLiveInstead(ctx: Context, demoToken: string): Promise<void> {
  await transact(ctx, async (work) => {
    const demo = await ownDemo(ctx, demoToken)
    const { id, product_id: productId } = demo
    await holdDemo(work, id)
    const { open, experts } = await canMeet(ctx, productId)
    if (!open || experts === 0) {
      const { customer_id: customerId, name, email, source, store_id: storeId } = demo
      return putFirst(ctx, work, { customerId, productId, name, email, source, storeId })
    }
    const { numUpdatedRows } = await work.db
      .updateTable('knock')
      .set({ slot_id: null, rank: rankOf(work.now, true) })
      .where('open_key', '=', knockKey(id))
      .where('state', '=', 'WAITING')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) await askToJoin(ctx, demoToken, true)
    else await work.record('knock.asked', 'demo', id, { productId })
  })
}

interface NewKnock {
  key: string
  demoId: number
  productId: number
  slotId: number | null
  rank: number
  now: number
}

const addKnock = prepared((db, it: NewKnock) =>
  db.insertInto('knock').values({
    open_key: it.key,
    demo_id: it.demoId,
    product_id: it.productId,
    slot_id: it.slotId,
    state: 'WAITING',
    rank: it.rank,
    asked_at: it.now,
    last_seen: it.now,
  }),
)

const visited = prepared((db, { id, now }: { id: number; now: number }) =>
  db.updateTable('demo').set({ visited_at: now }).where('id', '=', id),
)

const openKnock = prepared((db, { key }: { key: string }) =>
  db.selectFrom('knock').select('id').where('open_key', '=', key),
)

const admitted = prepared((db, { demoId }: { demoId: number }) =>
  db
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select(['knock.id', 'meeting.room', 'meeting.id as meeting_id'])
    .where('knock.demo_id', '=', demoId)
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('meeting.closed_at', 'is', null),
)

const joined = prepared((db, { demoId }: { demoId: number }) =>
  db.selectFrom('customer_timing').select('id').where('demo_id', '=', demoId).where('joined_at', 'is not', null),
)

const removals = prepared((db, { demoId }: { demoId: number }) =>
  db.selectFrom('knock').select('id').where('demo_id', '=', demoId).where('removed_at', 'is not', null),
)

const heldAlerts = prepared((db, it: { customerId: number; productId: number; now: number }) =>
  db
    .selectFrom('live_alert')
    .select('id')
    .where('customer_id', '=', it.customerId)
    .where('product_id', '=', it.productId)
    .where('held_until', '>', it.now),
)

const isWaiting = async (work: Work, demoId: number): Promise<boolean> =>
  (await openKnock(work.db, { key: knockKey(demoId) })).rows.length > 0

/** The open meeting a visit has been admitted to, and whether the visitor has been in it. */
async function admission(work: Work, demoId: number) {
  const [row] = (await admitted(work.db, { demoId })).rows
  if (!row) return undefined
  const visit = work.db.selectFrom('customer_timing').select('id').where('meeting_id', '=', row.meeting_id)
  return { ...row, entered: (await visit.executeTakeFirst()) !== undefined }
}

/** Has been in a meeting of this visit, and was not sent out of one. */
async function hasMet(work: Work, demoId: number): Promise<boolean> {
  if ((await joined(work.db, { demoId })).rows.length === 0) return false
  return (await removals(work.db, { demoId })).rows.length === 0
}

/** An alert's link holds the place for ten minutes. */
const isHeldPlace = async (work: Work, customerId: number, productId: number): Promise<boolean> =>
  (await heldAlerts(work.db, { customerId, productId, now: work.now })).rows.length > 0

const missed = prepared((db, it: { customerId: number; productId: number; after: number }) =>
  db
    .selectFrom('demo')
    .select('status')
    .where('customer_id', '=', it.customerId)
    .where('product_id', '=', it.productId)
    .where('type', '=', 'SCHEDULED')
    .where('missing', 'in', ['EXPERT', 'BOTH'])
    .where('requested_at', '>', it.after)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('demo as later')
            .select('later.id')
            .whereRef('later.customer_id', '=', 'demo.customer_id')
            .whereRef('later.product_id', '=', 'demo.product_id')
            .whereRef('later.id', '>', 'demo.id')
            .where('later.status', '=', 'COMPLETED'),
        ),
      ),
    ),
)

/** Had a booked time to which no expert came, and they have not met since. */
async function wasLetDown(work: Work, demo: { customer_id: number; product_id: number }): Promise<boolean> {
  const asked = { customerId: demo.customer_id, productId: demo.product_id, after: work.now - LET_DOWN_MS }
  return (await missed(work.db, asked)).rows.length > 0
}

/** Leave queue, from the lobby or the queue. The demo stays open for a while, so that coming back is the same request. */
export async function leaveQueue(ctx: Context, demoToken: string): Promise<void> {
  await transact(ctx, async (work) => {
    const demo = await ownDemo(ctx, demoToken)
    await holdDemo(work, demo.id)
    const admitted = await admission(work, demo.id)
    // In the call, perhaps in another tab: that one has its own Leave.
    if (admitted?.entered) return
    const left = work.db
      .updateTable('knock')
      .set({ state: 'LEFT', open_key: null, decided_at: work.now, reason: 'LEFT' })
      .where('demo_id', '=', demo.id)
    await left.where('state', '=', 'WAITING').execute()
    if (admitted) {
      // Pressed in the moment of the admit: nobody will come, and nobody is to be called back.
      await left.where('id', '=', admitted.id).execute()
      await closeMeeting(work, admitted.room)
    }
    await leaveVisit(work, demo.id)
    await work.record('knock.left', 'demo', demo.id, { productId: demo.product_id, reason: 'LEFT' })
  })
}

/** The visitor's page is hidden, cut off, or back. The place stays; agents see it as away. */
export async function setAway(ctx: Context, demoId: number, away: boolean): Promise<void> {
  await transact(ctx, async (work) => {
    let update = work.db
      .updateTable('knock')
      .set({ away_at: away ? work.now : null, last_seen: work.now })
      .where('open_key', '=', knockKey(demoId))
      .where('state', '=', 'WAITING')
    update = update.where('away_at', away ? 'is' : 'is not', null)
    const { numUpdatedRows } = await update.executeTakeFirst()
    if (numUpdatedRows === 0n) return
    const { product_id } = await work.db
      .selectFrom('demo')
      .select('product_id')
      .where('id', '=', demoId)
      .executeTakeFirstOrThrow()
    await work.record(away ? 'knock.away' : 'knock.back', 'demo', demoId, { productId: product_id })
  })
}

/** Heartbeats of those who wait, in one write. */
export async function seeKnocks(ctx: Pick<Context, 'database'>, demoIds: number[], at: number): Promise<void> {
  if (demoIds.length === 0) return
  await ctx.database.write
    .updateTable('knock')
    .set({ last_seen: at })
    .where('open_key', 'in', demoIds.map(knockKey))
    .execute()
}
