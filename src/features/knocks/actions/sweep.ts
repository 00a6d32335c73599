import { type Context, transact } from '../../../platform/context.ts'
import { standings } from '../../live-demos/reads.ts'
import { KNOCKS_STAY_MS } from '../../live-demos/rules.ts'
import { closeMeeting, holdOpen, returnPlace } from '../../meetings/actions.ts'
import { AWAY_MS } from '../../timings/rules.ts'
import { COME_WITHIN_MS } from '../rules.ts'
import { endWait, endWaits } from './end.ts'

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
  for (const knock of waiting) await transact(ctx, (work) => endWait(work, knock, 'AWAY', knock))

  const products = await ctx.database.read
    .selectFrom('knock')
    .select('product_id')
    .distinct()
    .where('state', '=', 'WAITING')
    .where('slot_id', 'is', null)
    .execute()
  const standing = await standings(
    ctx.database.read,
    products.map((row) => row.product_id),
    now,
  )
  for (const [product, { noneSince }] of standing) if (isOver(noneSince, now)) await tellNobodyComes(ctx, product)
}

const isOver = (noneSince: number | null, now: number) => noneSince !== null && noneSince < now - KNOCKS_STAY_MS

async function tellNobodyComes(ctx: Context, product: number): Promise<void> {
  await transact(ctx, async (work) => {
    // Looked at again: an expert may have come meanwhile.
    const { noneSince } = (await standings(work.db, [product], work.now)).get(product)!
    if (isOver(noneSince, work.now)) await endWaits(work, { productId: product }, 'NO_EXPERT')
  })
}

/**
 * Admitted and not come within a minute: the place stays, and the expert can take the next. The room closes, unless it is
 * a slot's, where others may be.
 */
export async function sweepAdmitted(ctx: Context): Promise<void> {
  const late = await ctx.database.read
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select(['meeting.id', 'meeting.room', 'meeting.slot_id', 'knock.demo_id', 'knock.decided_at'])
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('meeting.closed_at', 'is', null)
    .where('knock.decided_at', '<', ctx.now() - COME_WITHIN_MS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('customer_timing')
            .select('customer_timing.id')
            .whereRef('customer_timing.meeting_id', '=', 'meeting.id')
            .whereRef('customer_timing.demo_id', '=', 'knock.demo_id')
            .whereRef('customer_timing.joined_at', '>=', 'knock.decided_at'),
        ),
      ),
    )
    .limit(BATCH)
    .execute()
  for (const { id, room, slot_id, demo_id, decided_at } of late) {
    await transact(ctx, async (work) => {
      if (!(await holdOpen(work, room))) return
      if (slot_id !== null) return returnPlace(work, id, demo_id)
      const come = work.db
        .selectFrom('customer_timing')
        .select('id')
        .where('meeting_id', '=', id)
        .where('joined_at', '>=', decided_at)
      if (!(await come.executeTakeFirst())) await closeMeeting(work, room)
    })
  }
}
