import { sql } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Actor, type Context, reading, requireUser, requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { deviceWords } from '../knocks/rules.ts'
import type { Page } from '../lists/reads.ts'
import { findDemos } from './reads/list.ts'
import type { DemoChoices, DemoDetails, DemoQuery, DemoRow, EarlierDemo } from './schema.ts'

type User = Extract<Actor, { kind: 'USER' }>

const byToken = prepared((db, { token, customerId }: { token: string; customerId: number }) =>
  db.selectFrom('demo').selectAll().where('token', '=', token).where('customer_id', '=', customerId),
)

/** The asker's own demo behind a token. Throws `not_found` for anybody else's. */
export async function ownDemo(ctx: Context, token: string) {
  const { customerId } = requireVisitor(ctx)
  const [demo] = (await byToken(reading(ctx), { token, customerId })).rows
  if (!demo) throw new AppError('not_found', 'This visit is not here any more. Open the product page again.')
  return demo
}

/** The asker's open demo of a product, if there is one. */
export async function openDemo(ctx: Context, productId: number) {
  const visitor = requireVisitor(ctx)
  return reading(ctx)
    .selectFrom('demo')
    .selectAll()
    .where('customer_id', '=', visitor.customerId)
    .where('product_id', '=', productId)
    .where('open_key', 'is not', null)
    .executeTakeFirst()
}

/** One page of the demos whose products the asker serves (admins: all), as asked. */
export async function listDemos(ctx: Context, query: DemoQuery): Promise<Page<DemoRow>> {
  const { total, ids } = await findDemos(ctx, query)
  const answer = { total, page: query.page, pageSize: query.size }
  if (ids.length === 0) return { rows: [], ...answer }
  let rows = withRow(scopedDemos(ctx, requireUser(ctx))).where('demo.id', 'in', ids)
  // Else the few products come first, and with them every demo.
  if (ctx.database.engine === 'mysql') rows = rows.modifyFront(sql`straight_join`)
  const [found, experts, meetings] = await Promise.all([rows.execute(), expertsOf(ctx, ids), meetingsOf(ctx, ids)])
  const byId = new Map(
    found.map((row) => [
      row.id,
      { ...row, experts: experts.get(row.id) ?? [], meetingAt: meetings.get(row.id) ?? null },
    ]),
  )
  return { rows: ids.flatMap((id) => byId.get(id) ?? []), ...answer }
}

const CHOICES = 500

/** What the filters of the list offer: the asker's products (admins: all), who serves them, and the stores. */
export async function readChoices(ctx: Context): Promise<DemoChoices> {
  const user = requireUser(ctx)
  const db = reading(ctx)
  const mine = db.selectFrom('user_product').select('product_id').where('user_id', '=', user.id)
  let products = db.selectFrom('product').select(['id', 'name'])
  let experts = db.selectFrom('user').select(['id', 'name'])
  if (user.role !== 'ADMIN') {
    products = products.where('id', 'in', mine)
    const colleagues = db.selectFrom('user_product').select('user_id').where('product_id', 'in', mine)
    experts = experts.where('id', 'in', colleagues)
  }
  const stores = db.selectFrom('store').select(['id', 'name'])
  const [p, e, s] = await Promise.all([
    products.orderBy('name').limit(CHOICES).execute(),
    experts.orderBy('name').limit(CHOICES).execute(),
    stores.orderBy('name').limit(CHOICES).execute(),
  ])
  return { products: p, experts: e, stores: s }
}

const withRow = (demos: ReturnType<typeof scopedDemos>) =>
  demos
    .leftJoin('store', 'store.id', 'demo.store_id')
    .select(['demo.id', 'demo.name', 'demo.email', 'customer.mobile', 'product.name as product', 'demo.type'])
    .select(['demo.status', 'demo.missing', 'demo.outcome', 'demo.remarks', 'demo.source', 'store.name as store'])
    .select('demo.requested_at as requestedAt')

/** One demo with what its panel shows besides the row. Throws `not_found` for a demo of other products. */
export async function demoDetails(ctx: Context, demoId: number): Promise<DemoDetails> {
  const row = await withRow(scopedDemos(ctx, requireUser(ctx)))
    .select(['demo.customer_id', 'demo.device_log'])
    .where('demo.id', '=', demoId)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', 'This demo is not one of yours.')
  const { customer_id, device_log, ...shown } = row
  const [experts, meetings, earlier] = await Promise.all([
    expertsOf(ctx, [demoId]),
    meetingsOf(ctx, [demoId]),
    earlierDemos(ctx, customer_id, demoId),
  ])
  const meetingAt = meetings.get(demoId) ?? null
  return { ...shown, experts: experts.get(demoId) ?? [], meetingAt, device: deviceWords(device_log), earlier }
}

/** The demos a user may see: an admin all, an agent those of their products. */
function scopedDemos(ctx: Context, user: User) {
  const all = reading(ctx)
    .selectFrom('demo')
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .innerJoin('product', 'product.id', 'demo.product_id')
  if (user.role === 'ADMIN') return all
  return all.where('demo.product_id', 'in', (eb) =>
    eb.selectFrom('user_product').select('user_product.product_id').where('user_product.user_id', '=', user.id),
  )
}

/** A demo the user may see, or `not_found`. */
export async function demoForStaff(ctx: Context, demoId: number) {
  const demo = await scopedDemos(ctx, requireUser(ctx))
    .selectAll('demo')
    .select(['customer.mobile', 'product.name as product_name'])
    .where('demo.id', '=', demoId)
    .executeTakeFirst()
  if (!demo) throw new AppError('not_found', 'This demo is not one of yours.')
  return demo
}

/** A customer's earlier demos the user may see, newest first, at most 20. */
export async function earlierDemos(ctx: Context, customerId: number, exceptId: number): Promise<EarlierDemo[]> {
  const rows = await scopedDemos(ctx, requireUser(ctx))
    .select(['demo.id', 'product.name as product', 'demo.requested_at as at', 'demo.status', 'demo.outcome'])
    .select('demo.remarks')
    .where('demo.customer_id', '=', customerId)
    .where('demo.id', '!=', exceptId)
    .orderBy('demo.requested_at', 'desc')
    .limit(20)
    .execute()
  const experts = await expertsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map(({ id, ...row }) => ({ ...row, experts: experts.get(id) ?? [] }))
}

/** When the bookings of demos that were neither moved nor cancelled begin, ms. */
async function meetingsOf(ctx: Context, demoIds: number[]): Promise<Map<number, number>> {
  const rows = await reading(ctx)
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .select(['booking.demo_id', 'slot.starts_at'])
    .where('booking.demo_id', 'in', demoIds)
    .where('booking.state', '=', 'BOOKED')
    .execute()
  return new Map(rows.map(({ demo_id, starts_at }) => [demo_id, starts_at]))
}

async function expertsOf(ctx: Context, demoIds: number[]): Promise<Map<number, string[]>> {
  if (demoIds.length === 0) return new Map()
  const rows = await reading(ctx)
    .selectFrom('demo_user')
    .innerJoin('user', 'user.id', 'demo_user.user_id')
    .select(['demo_user.demo_id', 'user.name'])
    .where('demo_user.demo_id', 'in', demoIds)
    .execute()
  const found = new Map<number, string[]>()
  for (const { demo_id, name } of rows) found.set(demo_id, [...(found.get(demo_id) ?? []), name])
  return found
}
