import type { SelectQueryBuilder } from 'kysely'
import { sql } from '../../../database/database.ts'
import type { Tables } from '../../../database/tables.ts'
import { type Context, reading, requireUser } from '../../../platform/context.ts'
import { readBrand } from '../../brand/reads.ts'
import { emailKey } from '../../customers/rules.ts'
import { startsOf } from '../../demos/reads/wanted.ts'
import { demoForStaff } from '../../demos/reads.ts'
import { type Page, readPage } from '../../lists/reads.ts'
import { instantsOf } from '../../lists/rules/days.ts'
import { comingBooking } from '../reads.ts'
import { linkState } from '../rules.ts'
import type { BookingQuery, BookingRow, DemoBooking } from '../schema/staff.ts'

/** The bookings of the products the asker serves (admins: all). */
function scopedBookings(ctx: Context) {
  const user = requireUser(ctx)
  const all = reading(ctx)
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .innerJoin('product', 'product.id', 'slot.product_id')
  if (user.role === 'ADMIN') return all
  const mine = reading(ctx).selectFrom('user_product').select('product_id').where('user_id', '=', user.id)
  return all.where('slot.product_id', 'in', mine)
}

const columns = {
  startsAt: 'slot.starts_at',
  name: 'demo.name',
  product: 'product.name',
  bookedAt: 'booking.created_at',
}

/** One page of the bookings, of the asker's products (admins: all): those to come, unless asked otherwise. */
export async function listBookings(ctx: Context, query: BookingQuery): Promise<Page<BookingRow>> {
  const now = ctx.now()
  let found = scopedBookings(ctx)
  const days = query.day ? instantsOf(query.day, (await readBrand(ctx)).zone, now) : {}
  if (query.when === 'PAST') found = found.where('slot.ends_at', '<=', now)
  else if (query.when === '' && !query.day) found = found.where('slot.ends_at', '>', now)
  if (days.from !== undefined) found = found.where('slot.starts_at', '>=', days.from)
  if (days.until !== undefined) found = found.where('slot.starts_at', '<', days.until)
  if (query.product) found = found.where('slot.product_id', '=', Number(query.product))
  if (query.source) found = found.where('demo.source', '=', query.source)
  // A moved booking goes on as another one.
  if (query.state) found = found.where('booking.state', '=', query.state)
  else found = found.where('booking.state', '!=', 'MOVED')
  if (query.agent) {
    const of = reading(ctx).selectFrom('slot_user').select('slot_id').where('user_id', '=', Number(query.agent))
    found = found.where('slot.id', 'in', of)
  }
  for (const starts of query.search ? startsOf(query.search) : []) {
    const likes = starts.map(
      (start) => sql<boolean>`demo.words like ${`% ${start.replace(/[!%_]/g, '!$&')}%`} escape '!'`,
    )
    found = found.where(({ or }) => or(likes))
  }
  const page = await readPage(found, selectBooking, query, columns, 'booking.id')
  return { ...page, rows: await asRows(ctx, page.rows) }
}

const selectBooking = (from: SelectQueryBuilder<Tables, 'booking' | 'slot' | 'demo' | 'product', object>) =>
  from
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .leftJoin('store', 'store.id', 'demo.store_id')
    .leftJoin('meeting', (join) => join.onRef('meeting.slot_id', '=', 'slot.id').on('meeting.closed_at', 'is', null))
    .select(['booking.id', 'booking.demo_id as demoId', 'booking.slot_id as slotId', 'booking.state', 'booking.reason'])
    .select(['booking.created_at as bookedAt', 'demo.name', 'customer.mobile', 'demo.status', 'demo.source'])
    .select(['slot.starts_at', 'slot.ends_at', 'slot.capacity', 'slot.taken', 'store.name as store'])
    .select(['product.id as productId', 'product.name as productName', 'product.zone', 'meeting.room'])

type Found = Awaited<ReturnType<ReturnType<typeof selectBooking>['execute']>>[number]

async function asRows(ctx: Context, found: Found[]): Promise<BookingRow[]> {
  if (found.length === 0) return []
  const agents = await reading(ctx)
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select(['slot_user.slot_id', 'user.name'])
    .where('slot_user.slot_id', 'in', [...new Set(found.map(({ slotId }) => slotId))])
    .orderBy('user.name')
    .execute()
  const bySlot = Map.groupBy(agents, ({ slot_id }) => slot_id)
  return found.map(({ productId, productName, zone, room, starts_at, ends_at, ...row }) => ({
    ...row,
    product: { id: productId, name: productName, zone },
    startsAt: starts_at,
    endsAt: ends_at,
    agents: (bySlot.get(row.slotId) ?? []).map(({ name }) => name),
    link: linkState({ ...row, starts_at, ends_at }, room !== null, ctx.now()),
  }))
}

/** What scheduling knows of a demo and its customer. Throws `not_found` for a demo of other products. */
export async function demoBooking(ctx: Context, demoId: number): Promise<DemoBooking> {
  const demo = await demoForStaff(ctx, demoId)
  const db = reading(ctx)
  const of = selectBooking(scopedBookings(ctx).where('booking.demo_id', '=', demoId))
  const [rows, coming, customer] = await Promise.all([
    of.orderBy('booking.id', 'desc').limit(1).execute(),
    comingBooking(db, demo.customer_id, demo.product_id, ctx.now()),
    db
      .selectFrom('customer')
      .leftJoin('user', 'user.id', 'customer.blocked_by')
      .select(['customer.blocked_at', 'customer.blocked_why', 'customer.email', 'user.name as by'])
      .where('customer.id', '=', demo.customer_id)
      .executeTakeFirstOrThrow(),
  ])
  const same = db.selectFrom('customer').select((eb) => eb.fn.countAll<number>().as('n'))
  const { n } = await same.where('email_key', '=', emailKey(customer.email)).executeTakeFirstOrThrow()
  const [booking = null] = await asRows(ctx, rows)
  return {
    booking,
    productId: demo.product_id,
    coming: coming ? { demoId: coming.demo_id, startsAt: coming.starts_at } : null,
    blocked:
      customer.blocked_at === null
        ? null
        : { at: customer.blocked_at, by: customer.by, why: customer.blocked_why ?? '' },
    sameEmail: Number(n),
  }
}
