import type { Db } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Product } from '../products/schema.ts'
import { barOf } from './rules.ts'
import type { FreeTime, SlotRule } from './schema.ts'

/** Times of one product that a calendar can show at once. */
const MOST_TIMES = 40_000

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
    return { id: row.id, startsAt: row.starts_at, endsAt: row.ends_at, left: row.capacity - row.taken, bar }
  })
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

/** The next free times of a product not before an instant, at most `most`. Public. */
export async function nextFree(ctx: Context, product: Product, from: number, most: number): Promise<FreeTime[]> {
  const earliest = Math.max(from, ctx.now() + product.noticeMin * 60_000)
  const { rows } = await freeSlots(reading(ctx), { product: product.id, from: earliest, most })
  return rows.map((row) => ({
    id: row.id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    left: row.capacity - row.taken,
    bar: null,
  }))
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
