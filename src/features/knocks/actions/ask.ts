import { wasInserted } from '../../../database/database.ts'
import { prepared } from '../../../database/prepared.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { holdDemo } from '../../demos/actions.ts'
import { ownDemo } from '../../demos/reads.ts'
import { canMeet } from '../../live-demos/reads.ts'
import { closeMeeting } from '../../meetings/actions.ts'
import { leaveVisit, noteVisit } from '../../timings/actions.ts'
import { knockKey, rankOf } from '../rules.ts'

/**
 * Ask to join: one place however often it is pressed. Who has met in this visit, or was told to come, is placed next.
 * Throws `conflict` when no expert takes knocks now.
 */
export async function askToJoin(ctx: Context, demoToken: string): Promise<void> {
  await transact(ctx, async (work) => {
    const { id } = await ownDemo(ctx, demoToken)
    await holdDemo(work, id)
    const demo = await ownDemo(ctx, demoToken)
    if (demo.open_key === null)
      throw new AppError('gone', 'This visit has ended. Open the product page to start again.')
    if ((await isWaiting(work, id)) || (await admission(work, id))) return
    const { experts, open } = await canMeet(ctx, demo.product_id)
    if (!open || experts === 0) throw new AppError('conflict', 'No expert is taking visitors right now.')
    const first = (await hasMet(work, id)) || (await isHeldPlace(work, demo.customer_id, demo.product_id))
    const knock = { key: knockKey(id), demoId: id, productId: demo.product_id, rank: rankOf(work.now, first) }
    if (!(await wasInserted(addKnock(work.db, { ...knock, now: work.now })))) return
    await noteVisit(work, id, 'request')
    await visited(work.db, { id, now: work.now })
    await work.record('knock.asked', 'demo', id, { productId: demo.product_id })
  })
}

const addKnock = prepared((db, it: { key: string; demoId: number; productId: number; rank: number; now: number }) =>
  db.insertInto('knock').values({
    open_key: it.key,
    demo_id: it.demoId,
    product_id: it.productId,
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
