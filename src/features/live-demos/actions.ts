import { wasInserted } from '../../database/database.ts'
import { type Context, requireUser, transact, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { endWaits } from '../knocks/actions/end.ts'
import { tellNextInLine } from '../live-alerts/actions.ts'
import { servedProducts } from '../users/reads.ts'
import { DROPPED_AFTER_MS, liveKey } from './rules.ts'
import type { LiveChange } from './schema.ts'

/**
 * Go live, pause, resume or stop for products the user serves. Going live twice is being live once.
 * Throws `forbidden` for a product that is not theirs.
 */
export async function changeLive(ctx: Context, change: LiveChange): Promise<void> {
  const user = requireUser(ctx)
  await transact(ctx, async (work) => {
    const served = new Set(await servedProducts(ctx, user))
    for (const productId of new Set(change.products)) {
      if (!served.has(productId)) throw new AppError('forbidden', 'That product is not one of yours.')
      if (change.action === 'GO') await goLive(work, user.id, productId)
      else if (change.action === 'STOP') await stop(work, user.id, productId, change.waiting ?? 'SERVE')
      else await pause(work, user.id, productId, change.action === 'PAUSE')
      if (change.action === 'GO' || change.action === 'RESUME') await tellNextInLine(work, productId)
    }
  })
}

async function goLive(work: Work, userId: number, productId: number): Promise<void> {
  const fresh = { user_id: userId, product_id: productId, started_at: work.now, last_seen: work.now }
  const made = await wasInserted(
    work.db.insertInto('live_demo').values({ ...fresh, open_key: liveKey(userId, productId) }),
  )
  if (!made) {
    await work.db
      .updateTable('live_demo')
      .set({ paused_at: null, stopping_at: null, last_seen: work.now })
      .where('open_key', '=', liveKey(userId, productId))
      .execute()
  }
  await work.record('live.started', 'product', productId, { userId })
}

async function pause(work: Work, userId: number, productId: number, on: boolean): Promise<void> {
  const changed = await work.db
    .updateTable('live_demo')
    .set({ paused_at: on ? work.now : null })
    .where('open_key', '=', liveKey(userId, productId))
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new AppError('conflict', 'You are not live for this product any more.')
  await work.record(on ? 'live.paused' : 'live.resumed', 'product', productId, { userId })
}

async function stop(work: Work, userId: number, productId: number, waiting: 'SERVE' | 'TELL'): Promise<void> {
  const live = await work.db
    .selectFrom('live_demo')
    .select('user_id')
    .where('product_id', '=', productId)
    .where('ended_at', 'is', null)
    .execute()
  // Who is live no longer sends nobody away: a colleague may be on the way.
  if (!live.some((row) => row.user_id === userId)) return
  const others = live.some((row) => row.user_id !== userId)
  const someoneWaits = await work.db
    .selectFrom('knock')
    .select('id')
    .where('product_id', '=', productId)
    .where('state', '=', 'WAITING')
    .where('slot_id', 'is', null)
    .executeTakeFirst()
  const own = work.db.updateTable('live_demo').where('open_key', '=', liveKey(userId, productId))
  if (someoneWaits && !others && waiting === 'SERVE') {
    await own.set({ stopping_at: work.now }).execute()
    await work.record('live.stopping', 'product', productId, { userId })
    return
  }
  await own.set({ ended_at: work.now, open_key: null }).execute()
  await work.record('live.stopped', 'product', productId, { userId })
  if (!others) await endWaits(work, { productId }, 'CLOSED')
}

/** Ends the live demos whose browser is silent, and those that were stopping and have served everyone. */
export async function sweepLive(ctx: Context): Promise<void> {
  const open = () => ctx.database.read.selectFrom('live_demo').where('ended_at', 'is', null)
  const silent = await open()
    .select(['id', 'user_id', 'product_id', 'last_seen'])
    .where('last_seen', '<', ctx.now() - DROPPED_AFTER_MS)
    .limit(500)
    .execute()
  const served = await open()
    .select(['id', 'user_id', 'product_id', 'last_seen'])
    .where('stopping_at', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('knock')
            .select('knock.id')
            .whereRef('knock.product_id', '=', 'live_demo.product_id')
            .where('knock.state', '=', 'WAITING')
            .where('knock.slot_id', 'is', null),
        ),
      ),
    )
    .limit(500)
    .execute()
  for (const row of [...silent, ...served]) {
    const dropped = silent.includes(row)
    await transact(ctx, async (work) => {
      let update = work.db
        .updateTable('live_demo')
        .set({ ended_at: dropped ? row.last_seen : work.now, open_key: null })
        .where('id', '=', row.id)
        .where('ended_at', 'is', null)
      update = dropped ? update.where('last_seen', '=', row.last_seen) : update.where('stopping_at', 'is not', null)
      const { numUpdatedRows } = await update.executeTakeFirst()
      if (numUpdatedRows === 0n) return
      await work.record(dropped ? 'live.dropped' : 'live.stopped', 'product', row.product_id, { userId: row.user_id })
    })
  }
}

/** Heartbeats of users, wherever in the CRM or in a call they are. */
export async function keepLive(ctx: Pick<Context, 'database'>, userIds: number[], at: number): Promise<void> {
  if (userIds.length === 0) return
  await ctx.database.write
    .updateTable('live_demo')
    .set({ last_seen: at })
    .where('user_id', 'in', userIds)
    .where('ended_at', 'is', null)
    .execute()
}

/** An inactive user is live nowhere, one who serves other products now only for those. */
export async function endLiveOf(work: Work, userId: number, except: readonly number[] = []): Promise<void> {
  const rows = await work.db
    .selectFrom('live_demo')
    .select(['id', 'product_id'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .execute()
  for (const row of rows) {
    if (except.includes(row.product_id)) continue
    await work.db
      .updateTable('live_demo')
      .set({ ended_at: work.now, open_key: null })
      .where('id', '=', row.id)
      .execute()
    await work.record('live.dropped', 'product', row.product_id, { userId })
  }
}

/** A product is offered no longer: nobody is live for it, and who waits is told. Joins the caller's transaction. */
export async function endLiveFor(work: Work, productId: number): Promise<void> {
  const open = work.db
    .updateTable('live_demo')
    .set({ ended_at: work.now, open_key: null })
    .where('product_id', '=', productId)
    .where('ended_at', 'is', null)
  if ((await open.executeTakeFirst()).numUpdatedRows > 0n) await work.record('live.dropped', 'product', productId)
  await endWaits(work, { productId }, 'CLOSED')
}
