import type { Db } from '../../database/database.ts'
import { type Context, reading, requireUser } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { productById } from '../products/reads.ts'
import { isOpen, nextOpening } from '../products/rules.ts'
import { expectedWait, liveStateOf, USUAL_CALL_MS } from './rules.ts'
import type { LiveRow } from './schema.ts'

const RECENT_CALLS = 20

/** How a product stands: experts taking new knocks, how many of them are free, who waits, since when nobody is live. */
export interface Standing {
  experts: number
  free: number
  waiting: number
  /** Since when no expert is there at all (not even paused), ms; null while one is. */
  noneSince: number | null
  callMs: number
}

/** Public: what the product page may tell anyone. */
export async function liveState(
  ctx: Context,
  productId: number,
): Promise<{ experts: number; open: boolean; waitMs: number | null; opensAt: number | null }> {
  const product = await productById(ctx, productId)
  if (!product) throw new AppError('not_found', 'This product does not exist.')
  const now = ctx.now()
  const open = isOpen(product.liveTimings, product.zone, now)
  const standing = (await standings(reading(ctx), [productId], now)).get(productId)!
  return {
    experts: standing.experts,
    open,
    waitMs: open ? expectedWait(standing.waiting, standing.experts, standing.free, standing.callMs) : null,
    opensAt: open ? null : nextOpening(product.liveTimings, product.zone, now),
  }
}

/** The standing of each product. Called by queues and visits, whose own reads decide who may see what. */
export async function standings(db: Db, productIds: number[], now: number): Promise<Map<number, Standing>> {
  if (productIds.length === 0) return new Map()
  const [live, busy, waiting, gone, calls] = await Promise.all([
    db
      .selectFrom('live_demo')
      .select(['product_id', 'user_id', 'paused_at', 'stopping_at', 'ended_at'])
      .where('product_id', 'in', productIds)
      .where('ended_at', 'is', null)
      .execute(),
    db.selectFrom('user_timing').select('user_id').where('leave_at', 'is', null).execute(),
    db
      .selectFrom('knock')
      .select((eb) => ['product_id', eb.fn.countAll<number>().as('n')])
      .where('product_id', 'in', productIds)
      .where('state', '=', 'WAITING')
      .groupBy('product_id')
      .execute(),
    db
      .selectFrom('live_demo')
      .select((eb) => ['product_id', eb.fn.max('ended_at').as('at')])
      .where('product_id', 'in', productIds)
      .groupBy('product_id')
      .execute(),
    recentCalls(db, productIds),
  ])
  const inCall = new Set(busy.map((row) => row.user_id))
  return new Map(
    productIds.map((id) => {
      const there = live.filter((row) => row.product_id === id)
      const taking = there.filter((row) => liveStateOf(row) === 'LIVE')
      const lastEnd = gone.find((row) => row.product_id === id)?.at ?? null
      return [
        id,
        {
          experts: taking.length,
          free: taking.filter((row) => !inCall.has(row.user_id)).length,
          waiting: Number(waiting.find((row) => row.product_id === id)?.n ?? 0),
          noneSince: there.length > 0 ? null : lastEnd === null ? now : Number(lastEnd),
          callMs: calls.get(id) ?? USUAL_CALL_MS,
        },
      ]
    }),
  )
}

async function recentCalls(db: Db, productIds: number[]): Promise<Map<number, number>> {
  const found = new Map<number, number>()
  for (const id of productIds) {
    const rows = await db
      .selectFrom('user_timing')
      .select(['entry_at', 'leave_at'])
      .where('product_id', '=', id)
      .where('leave_at', 'is not', null)
      .orderBy('id', 'desc')
      .limit(RECENT_CALLS)
      .execute()
    if (rows.length < 5) continue
    found.set(id, rows.reduce((sum, row) => sum + (row.leave_at! - row.entry_at), 0) / rows.length)
  }
  return found
}

/** The Join live rows of a user: one per product they serve (an admin: all active ones). */
export async function liveRows(db: Db, user: { id: number; role: string }, now: number): Promise<LiveRow[]> {
  let products = db
    .selectFrom('product')
    .select(['product.id', 'product.name', 'product.slug', 'product.zone', 'product.live_timings'])
    .where('product.status', '=', 'ACTIVE')
    .orderBy('product.name')
    .limit(200)
  if (user.role !== 'ADMIN') {
    products = products
      .innerJoin('user_product', 'user_product.product_id', 'product.id')
      .where('user_product.user_id', '=', user.id)
  }
  const served = await products.execute()
  const ids = served.map((product) => product.id)
  if (ids.length === 0) return []
  const live = await db
    .selectFrom('live_demo')
    .innerJoin('user', 'user.id', 'live_demo.user_id')
    .select(['live_demo.product_id', 'live_demo.user_id', 'live_demo.started_at', 'user.name'])
    .select(['live_demo.paused_at', 'live_demo.stopping_at', 'live_demo.ended_at'])
    .where('live_demo.product_id', 'in', ids)
    .where('live_demo.ended_at', 'is', null)
    .execute()
  const standing = await standings(db, ids, now)
  return served.map(({ id, name, slug, zone, live_timings }) => {
    const there = live.filter((row) => row.product_id === id)
    const own = there.find((row) => row.user_id === user.id)
    return {
      product: { id, name, slug },
      state: liveStateOf(own),
      since: own?.started_at ?? null,
      others: there.filter((row) => row.user_id !== user.id && liveStateOf(row) === 'LIVE').map((row) => row.name),
      waiting: standing.get(id)?.waiting ?? 0,
      timingsOpen: isOpen(JSON.parse(live_timings), zone, now),
    }
  })
}

/** The asking user's Join live rows. */
export const ownRows = (ctx: Context): Promise<LiveRow[]> => liveRows(reading(ctx), requireUser(ctx), ctx.now())
