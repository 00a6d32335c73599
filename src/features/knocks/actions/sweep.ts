import { type Context, transact } from '../../../platform/context.ts'
import { standings } from '../../live-demos/reads.ts'
import { KNOCKS_STAY_MS } from '../../live-demos/rules.ts'
import { closeMeeting } from '../../meetings/actions.ts'
import { AWAY_MS } from '../../timings/rules.ts'
import { COME_WITHIN_MS, knockKey, rankOf } from '../rules.ts'

const BATCH = 500

/** Ends the waits that are over: five minutes away, or three without any expert. */
export async function sweepQueue(ctx: Context): Promise<void> {
  const now = ctx.now()
  const waiting = await ctx.database.read
    .selectFrom('knock')
    .select(['id', 'demo_id', 'product_id', 'away_at', 'last_seen'])
    .where('state', '=', 'WAITING')
    .where(({ or, eb }) => or([eb('away_at', '<', now - AWAY_MS), eb('last_seen', '<', now - AWAY_MS)]))
    .limit(BATCH)
    .execute()
  for (const knock of waiting) await giveUp(ctx, knock, 'AWAY')

  const products = await ctx.database.read
    .selectFrom('knock')
    .select('product_id')
    .distinct()
    .where('state', '=', 'WAITING')
    .execute()
  const standing = await standings(
    ctx.database.read,
    products.map((row) => row.product_id),
    now,
  )
  for (const [product, { noneSince }] of standing) {
    if (noneSince === null || noneSince > now - KNOCKS_STAY_MS) continue
    const left = await ctx.database.read
      .selectFrom('knock')
      .select(['id', 'demo_id', 'product_id'])
      .where('product_id', '=', product)
      .where('state', '=', 'WAITING')
      .limit(BATCH)
      .execute()
    for (const knock of left) await giveUp(ctx, knock, 'NO_EXPERT')
  }
}

async function giveUp(
  ctx: Context,
  knock: { id: number; demo_id: number; product_id: number },
  reason: string,
): Promise<void> {
  await transact(ctx, async (work) => {
    const { numUpdatedRows } = await work.db
      .updateTable('knock')
      .set({ state: 'LEFT', open_key: null, decided_at: work.now, reason })
      .where('id', '=', knock.id)
      .where('state', '=', 'WAITING')
      .executeTakeFirst()
    if (numUpdatedRows > 0n)
      await work.record('knock.left', 'demo', knock.demo_id, { productId: knock.product_id, reason })
  })
}

/** Admitted and not come within a minute: back to the queue, first, so that the expert can take the next. */
export async function sweepAdmitted(ctx: Context): Promise<void> {
  const late = await ctx.database.read
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select([
      'knock.id',
      'knock.demo_id',
      'knock.product_id',
      'knock.asked_at',
      'meeting.id as meeting_id',
      'meeting.room',
    ])
    .where('knock.state', '=', 'ADMITTED')
    .where('meeting.closed_at', 'is', null)
    .where('knock.decided_at', '<', ctx.now() - COME_WITHIN_MS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('customer_timing')
            .select('customer_timing.id')
            .whereRef('customer_timing.meeting_id', '=', 'meeting.id'),
        ),
      ),
    )
    .limit(BATCH)
    .execute()
  for (const knock of late) {
    await transact(ctx, async (work) => {
      const { numUpdatedRows } = await work.db
        .updateTable('knock')
        .set({
          state: 'WAITING',
          open_key: knockKey(knock.demo_id),
          rank: rankOf(knock.asked_at, true),
          away_at: work.now,
          last_seen: work.now,
          decided_at: null,
          decided_by: null,
          meeting_id: null,
        })
        .where('id', '=', knock.id)
        .where('state', '=', 'ADMITTED')
        .where('meeting_id', '=', knock.meeting_id)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return
      await closeMeeting(work, knock.room)
      await work.record('knock.returned', 'demo', knock.demo_id, { productId: knock.product_id })
    })
  }
}
