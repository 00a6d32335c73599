import type { Db } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, reading, requireUser } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { productById } from '../products/reads.ts'
import { isOpen, nextOpening } from '../products/rules.ts'
import type { Product } from '../products/schema.ts'
import { expectedWait, liveStateOf, USUAL_CALL_MS } from './rules.ts'
import type { LiveRow } from './schema.ts'

const RECENT_CALLS = 20
const FEWEST_CALLS = 5

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
  product: Product,
): Promise<{ experts: number; open: boolean; waitMs: number | null; opensAt: number | null }> {
  const now = ctx.now()
  const open = isOpen(product.liveTimings, product.zone, now)
  const standing = (await standings(reading(ctx), [product.id], now)).get(product.id)!
  return {
    experts: standing.experts,
    open,
    waitMs: open ? expectedWait(standing.waiting, standing.experts, standing.free, standing.callMs) : null,
    opensAt: open ? null : nextOpening(product.liveTimings, product.zone, now),
  }
}

/** Whether a product is met now: within its hours, and by how many experts who take new knocks. */
export async function canMeet(ctx: Context, productId: number): Promise<{ open: boolean; experts: number }> {
  const product = await productById(ctx, productId)
  if (!product) throw new AppError('not_found', 'This product does not exist.')
  const { rows: there } = await expertsThere(reading(ctx), { products: [productId] })
  const experts = there.filter((row) => liveStateOf(row) === 'LIVE').length
  return { open: isOpen(product.liveTimings, product.zone, ctx.now()), experts }
}

interface Products {
  products: number[]
}

const expertsThere = prepared((db, { products }: Products) =>
  db
    .selectFrom('live_demo')
    .select(['product_id', 'user_id', 'paused_at', 'stopping_at', 'ended_at'])
    .where('product_id', 'in', products)
    .where('ended_at', 'is', null),
)

const waitingAt = prepared((db, { products }: Products) =>
  db
    .selectFrom('knock')
    .select((eb) => ['product_id', eb.fn.countAll<number>().as('n')])
    .where('product_id', 'in', products)
    .where('state', '=', 'WAITING')
    .where('slot_id', 'is', null)
    .groupBy('product_id'),
)

const inCalls = prepared((db, { users }: { users: number[] }) =>
  db.selectFrom('user_timing').select('user_id').where('user_id', 'in', users).where('leave_at', 'is', null),
)

const lastThere = prepared((db, { products }: Products) =>
  db
    .selectFrom('live_demo')
    .select((eb) => ['product_id', eb.fn.max('ended_at').as('at')])
    .where('product_id', 'in', products)
    .groupBy('product_id'),
)

const lastCalls = prepared((db, { product }: { product: number }) =>
  db
    .selectFrom('user_timing')
    .select(['entry_at', 'leave_at'])
    .where('product_id', '=', product)
    .where('leave_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(RECENT_CALLS),
)

/** The standing of each product. Called by queues and visits, whose own reads decide who may see what. */
export async function standings(db: Db, productIds: number[], now: number): Promise<Map<number, Standing>> {
  if (productIds.length === 0) return new Map()
  const { rows: live } = await expertsThere(db, { products: productIds })
  const deserted = productIds.filter((id) => !live.some((row) => row.product_id === id))
  const [inCall, { rows: waiting }, gone] = await Promise.all([
    busyExperts(db, live),
    waitingAt(db, { products: productIds }),
    lastSeen(db, deserted),
  ])
  // Where nobody waits and nobody is there, nobody asks how long.
  const calls = await recentCalls(
    db,
    productIds.filter((id) => !deserted.includes(id) || waiting.some((row) => row.product_id === id)),
  )
  return new Map(
    productIds.map((id) => {
      const there = live.filter((row) => row.product_id === id)
      const taking = there.filter((row) => liveStateOf(row) === 'LIVE')
      return [
        id,
        {
          experts: taking.length,
          free: taking.filter((row) => !inCall.has(row.user_id)).length,
          waiting: Number(waiting.find((row) => row.product_id === id)?.n ?? 0),
          noneSince: there.length > 0 ? null : (gone.get(id) ?? now),
          callMs: calls.get(id) ?? USUAL_CALL_MS,
        },
      ]
    }),
  )
}

async function busyExperts(db: Db, experts: { user_id: number }[]): Promise<Set<number>> {
  if (experts.length === 0) return new Set()
  const { rows } = await inCalls(db, { users: [...new Set(experts.map((row) => row.user_id))] })
  return new Set(rows.map((row) => row.user_id))
}

/** When the last expert of each product went. */
async function lastSeen(db: Db, productIds: number[]): Promise<Map<number, number>> {
  if (productIds.length === 0) return new Map()
  const { rows } = await lastThere(db, { products: productIds })
  return new Map(rows.map((row) => [row.product_id, Number(row.at)]))
}

/** How long a call of each product lasts, from its last twenty; nothing before there are five. */
async function recentCalls(db: Db, productIds: number[]): Promise<Map<number, number>> {
  const found = new Map<number, number>()
  // One by one: each reads the end of an index, where one statement for all would read every call there ever was.
  for (const id of productIds) {
    const { rows } = await lastCalls(db, { product: id })
    if (rows.length < FEWEST_CALLS) continue
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
