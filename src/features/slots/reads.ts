import type { Db } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type Product, productById } from '../products/reads.ts'
import { barOf } from './rules.ts'
import type { FreeTime, KeptSlot, SlotRule } from './schema.ts'

/** Times of one product that a calendar can show at once. */
const MOST_TIMES = 40_000
const MINUTE = 60_000

const openSlots = prepared((db, it: { product: number; from: number; to: number }) =>
  db
    .selectFrom('slot')
    .select(['id', 'starts_at', 'ends_at', 'capacity', 'taken'])
    .where('product_id', '=', it.product)
    .where('starts_at', '>=', it.from)
    .where('starts_at', '<', it.to)
    .where('status', '=', 'OPEN')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id')),
    )
    .orderBy('starts_at')
    .orderBy('id')
    .limit(MOST_TIMES),
)

/** The times of a product that begin in [from, to), ms, in order, with why one cannot be chosen. Public. */
export async function timesOf(ctx: Context, product: Product, from: number, to: number): Promise<FreeTime[]> {
  const now = ctx.now()
  const { rows } = await openSlots(reading(ctx), { product: product.id, from, to })
  return rows.map((row) => {
    const slot = { startsAt: row.starts_at, capacity: row.capacity, taken: row.taken, status: 'OPEN' as const }
    const bar = barOf(slot, product.noticeMin, now)
    return {
      id: row.id,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      left: row.capacity - row.taken,
      capacity: row.capacity,
      bar,
    }
  })
}

const oneSlot = prepared((db, it: { product: number; id: number }) =>
  db
    .selectFrom('slot')
    .select(['id', 'starts_at', 'ends_at', 'capacity', 'taken', 'status'])
    .where('product_id', '=', it.product)
    .where('id', '=', it.id),
)

/** One time of a product, with why it cannot be chosen; undefined for a slot that is not the product's. Public. */
export async function slotTime(ctx: Context, product: Product, id: number): Promise<FreeTime | undefined> {
  const [row] = (await oneSlot(reading(ctx), { product: product.id, id })).rows
  if (!row) return undefined
  const { starts_at: startsAt, capacity, taken, status } = row
  return { ...freeTime(row), bar: barOf({ startsAt, capacity, taken, status }, product.noticeMin, ctx.now()) }
}

const freeSlots = prepared((db, it: { product: number; from: number; most: number }) =>
  db
    .selectFrom('slot')
    .select(['id', 'starts_at', 'ends_at', 'capacity', 'taken'])
    .where('product_id', '=', it.product)
    .where('starts_at', '>=', it.from)
    .where('status', '=', 'OPEN')
    .whereRef('taken', '<', 'capacity')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id')),
    )
    .orderBy('starts_at')
    .orderBy('id')
    .limit(it.most),
)

const freeSlotsBefore = prepared((db, it: { product: number; from: number; to: number; most: number }) =>
  db
    .selectFrom('slot')
    .select(['id', 'starts_at', 'ends_at', 'capacity', 'taken'])
    .where('product_id', '=', it.product)
    .where('starts_at', '>=', it.from)
    .where('starts_at', '<=', it.to)
    .where('status', '=', 'OPEN')
    .whereRef('taken', '<', 'capacity')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id')),
    )
    .orderBy('starts_at', 'desc')
    .orderBy('id')
    .limit(it.most),
)

interface FreeSlot {
  id: number
  starts_at: number
  ends_at: number
  capacity: number
  taken: number
}

const freeTime = ({ id, starts_at, ends_at, capacity, taken }: FreeSlot): FreeTime => ({
  ...{ id, startsAt: starts_at, endsAt: ends_at, left: capacity - taken, capacity, bar: null },
})

const earliest = (ctx: Context, product: Product): number => ctx.now() + product.noticeMin * MINUTE

/** The next free times of a product not before an instant, at most `most`. Public. */
export async function nextFree(ctx: Context, product: Product, from: number, most: number): Promise<FreeTime[]> {
  const asked = { product: product.id, from: Math.max(from, earliest(ctx, product)), most }
  return (await freeSlots(reading(ctx), asked)).rows.map(freeTime)
}

/** The same for a product known by its id alone; none for one that is not active. Public. */
export async function nextFreeOf(ctx: Context, productId: number, most: number): Promise<FreeTime[]> {
  const product = await productById(ctx, productId)
  return product?.status === 'ACTIVE' ? nextFree(ctx, product, ctx.now(), most) : []
}

/** The free times of a product nearest to an instant, at most two before it, four in all, in order. Public. */
export async function nearestFree(ctx: Context, product: Product, at: number): Promise<FreeTime[]> {
  const asked = { product: product.id, from: earliest(ctx, product), to: at, most: 8 }
  const [before, after] = await Promise.all([freeSlotsBefore(reading(ctx), asked), nextFree(ctx, product, at + 1, 16)])
  // Several agents may have the same time.
  const once = (times: FreeTime[]) => times.filter((time, n) => time.startsAt !== times[n - 1]?.startsAt)
  const earlier = once(before.rows.map(freeTime)).slice(0, 2).reverse()
  return [...earlier, ...once(after).slice(0, 4 - earlier.length)]
}

/** One rule with its lists. Its callers decide who may see it. Throws `not_found`. */
export async function ruleOf(db: Db, id: number): Promise<SlotRule> {
  const [rule] = await rulesOf(db, [id])
  if (!rule) throw new AppError('not_found', 'There is no such slot rule.')
  return rule
}

/** Rules with their lists, in order of id. Its callers decide who may see them. */
export async function rulesOf(db: Db, ids: number[]): Promise<SlotRule[]> {
  if (ids.length === 0) return []
  const [rows, days, users] = await Promise.all([
    db.selectFrom('slot_rule').selectAll().where('id', 'in', ids).orderBy('id').execute(),
    db.selectFrom('slot_rule_day').selectAll().where('rule_id', 'in', ids).orderBy('day').execute(),
    db.selectFrom('slot_rule_user').selectAll().where('rule_id', 'in', ids).orderBy('user_id').execute(),
  ])
  return rows.map((row) => ({
    id: row.id,
    productId: row.product_id,
    clock: row.clock,
    zone: row.zone,
    lengthMin: row.length_min,
    days: row.days,
    weekdays: row.weekdays === '' ? [] : (row.weekdays.split(',') as SlotRule['weekdays']),
    firstDate: row.first_date,
    lastDate: row.last_date,
    capacity: row.capacity,
    exceptions: Object.fromEntries(days.filter((it) => it.rule_id === row.id).map((it) => [it.day, it.capacity])),
    users: users.filter((it) => it.rule_id === row.id).map((it) => it.user_id),
    status: row.status,
  }))
}

/** Those of some users who may have slots of a product: who is active and serves it. By name. */
export const fitAgents = (db: Db, productId: number, users: number[]): Promise<{ id: number; name: string }[]> =>
  db
    .selectFrom('user')
    .select(['id', 'name'])
    .where('id', 'in', [0, ...new Set(users)])
    .where('status', '=', 'ACTIVE')
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('role', '=', 'ADMIN'),
        eb('id', 'in', selectFrom('user_product').select('user_id').where('product_id', '=', productId)),
      ]),
    )
    .orderBy('name')
    .execute()

/**
 * Slots to come that somebody has booked: of a product, or those of rules on some days. In order, at most 500. Its callers
 * decide who may see them.
 */
export function bookedToCome(db: Db, now: number, of: { productId: number } | { days: string[] }): Promise<KeptSlot[]> {
  const coming = db
    .selectFrom('slot')
    .select(['id', 'starts_at as startsAt', 'ends_at as endsAt', 'taken'])
    .where('starts_at', '>', now)
    .where('taken', '>', 0)
    .orderBy('starts_at')
    .orderBy('id')
    .limit(500)
  return 'days' in of
    ? coming
        .where('rule_id', 'is not', null)
        .where('day', 'in', ['', ...of.days])
        .execute()
    : coming.where('product_id', '=', of.productId).execute()
}
