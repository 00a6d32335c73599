import { wasInserted } from '../../../database/database.ts'
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
    const first = (await hasMet(work, demo.id)) || (await isHeldPlace(work, demo.customer_id, demo.product_id))
    const made = await wasInserted(
      work.db.insertInto('knock').values({
        open_key: knockKey(demo.id),
        demo_id: demo.id,
        product_id: demo.product_id,
        state: 'WAITING',
        rank: rankOf(work.now, first),
        asked_at: work.now,
        last_seen: work.now,
      }),
    )
    if (!made) return
    await noteVisit(work, demo.id, { request_at: work.now })
    await work.db.updateTable('demo').set({ visited_at: work.now }).where('id', '=', demo.id).execute()
    await work.record('knock.asked', 'demo', demo.id, { productId: demo.product_id })
  })
}

async function isWaiting(work: Work, demoId: number): Promise<boolean> {
  const row = work.db.selectFrom('knock').select('id').where('open_key', '=', knockKey(demoId))
  return (await row.executeTakeFirst()) !== undefined
}

/** The open meeting a visit has been admitted to, and whether the visitor has been in it. */
async function admission(work: Work, demoId: number) {
  const row = await work.db
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select(['knock.id', 'meeting.room', 'meeting.id as meeting_id'])
    .where('knock.demo_id', '=', demoId)
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('meeting.closed_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const visit = work.db.selectFrom('customer_timing').select('id').where('meeting_id', '=', row.meeting_id)
  return { ...row, entered: (await visit.executeTakeFirst()) !== undefined }
}

async function hasMet(work: Work, demoId: number): Promise<boolean> {
  const row = await work.db
    .selectFrom('customer_timing')
    .select('id')
    .where('demo_id', '=', demoId)
    .where('joined_at', 'is not', null)
    .executeTakeFirst()
  const removed = await work.db
    .selectFrom('knock')
    .select('id')
    .where('demo_id', '=', demoId)
    .where('removed_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined && removed === undefined
}

/** An alert's link holds the place for ten minutes. */
async function isHeldPlace(work: Work, customerId: number, productId: number): Promise<boolean> {
  const row = await work.db
    .selectFrom('live_alert')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('held_until', '>', work.now)
    .executeTakeFirst()
  return row !== undefined
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
