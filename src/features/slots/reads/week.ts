import { type Context, reading, requireAdmin, requireUser } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { MESH_CAPACITY } from '../../../platform/media/mesh.ts'
import { OPENS_MS } from '../../bookings/rules.ts'
import { readBrand } from '../../brand/reads.ts'
import { productById } from '../../products/reads.ts'
import { nextFree } from '../reads.ts'
import { dayAfter, instantAt } from '../rules.ts'
import type { Kept, SlotChoices, SlotDetails, Times, Week } from '../schema/crm.ts'
import type { KeptSlot } from '../schema.ts'
import { selectSlot, withAgents } from './list.ts'

/** Slots of one week that a calendar can still show. */
const MOST_SLOTS = 1500
const MOST_SEATS = 200
const MOST_TIMES = 1000
const CHOICES = 500

/** The slots of the products the asker serves (admins: all). */
function scopedSlots(ctx: Context) {
  const user = requireUser(ctx)
  const all = reading(ctx).selectFrom('slot').innerJoin('product', 'product.id', 'slot.product_id')
  if (user.role === 'ADMIN') return all
  const mine = reading(ctx).selectFrom('user_product').select('product_id').where('user_id', '=', user.id)
  return all.where('slot.product_id', 'in', mine)
}

/** The slots of seven days of the brand's calendar, in order; closed ones only with bookings. */
export async function readWeek(
  ctx: Context,
  { from, product, agent }: { from: string; product: number | ''; agent: number | '' },
): Promise<Week> {
  const { zone } = await readBrand(ctx)
  let found = scopedSlots(ctx)
    .where('slot.starts_at', '>=', instantAt(zone, from, '00:00'))
    .where('slot.starts_at', '<', instantAt(zone, dayAfter(from, 7), '00:00'))
    .where(({ or, eb }) => or([eb('slot.status', '=', 'OPEN'), eb('slot.taken', '>', 0)]))
  if (product !== '') found = found.where('slot.product_id', '=', product)
  if (agent !== '') {
    const of = reading(ctx).selectFrom('slot_user').select('slot_id').where('user_id', '=', agent)
    found = found.where('slot.id', 'in', of)
  }
  const rows = await selectSlot(found)
    .orderBy('slot.starts_at')
    .orderBy('slot.id')
    .limit(MOST_SLOTS + 1)
    .execute()
  return { slots: await withAgents(ctx, rows.slice(0, MOST_SLOTS)), more: rows.length > MOST_SLOTS }
}

/** One slot with who sits in it. Throws `not_found` for a slot of other products. */
export async function slotForStaff(ctx: Context, id: number): Promise<SlotDetails> {
  const user = requireUser(ctx)
  const [slot] = await withAgents(ctx, await selectSlot(scopedSlots(ctx).where('slot.id', '=', id)).execute())
  if (!slot) throw new AppError('not_found', 'There is no such slot.')
  const db = reading(ctx)
  const now = ctx.now()
  const [seats, meeting] = await Promise.all([
    db
      .selectFrom('booking')
      .innerJoin('demo', 'demo.id', 'booking.demo_id')
      .innerJoin('customer', 'customer.id', 'demo.customer_id')
      .leftJoin('knock', (join) =>
        join
          .onRef('knock.demo_id', '=', 'booking.demo_id')
          .onRef('knock.slot_id', '=', 'booking.slot_id')
          .on('knock.state', '=', 'WAITING'),
      )
      .select(['booking.id as bookingId', 'demo.id as demoId', 'demo.name', 'customer.mobile', 'demo.email'])
      .select(['demo.status', 'booking.open_key', 'knock.id as knock'])
      .where('booking.slot_id', '=', id)
      .where('booking.state', '=', 'BOOKED')
      .orderBy('booking.id')
      .limit(MOST_SEATS)
      .execute(),
    db.selectFrom('meeting').select('room').where('slot_id', '=', id).where('closed_at', 'is', null).executeTakeFirst(),
  ])
  return {
    ...slot,
    seats: seats.map(({ open_key, knock, ...seat }) => ({
      ...seat,
      open: open_key !== null && slot.endsAt > now,
      waiting: knock !== null,
    })),
    room: meeting?.room ?? null,
    mayJoin: user.role === 'ADMIN' || slot.agents.some((agent) => agent.id === user.id),
    joinable: meeting !== undefined || (now >= slot.startsAt - OPENS_MS && now < slot.endsAt),
  }
}

/** The asker's products (admins: all) and who may have slots of them, by name. */
export async function slotChoices(ctx: Context): Promise<SlotChoices> {
  const user = requireUser(ctx)
  const db = reading(ctx)
  const mine = db.selectFrom('user_product').select('product_id').where('user_id', '=', user.id)
  let products = db.selectFrom('product').select(['id', 'name', 'zone', 'status'])
  let agents = db.selectFrom('user').select(['id', 'name', 'role']).where('status', '=', 'ACTIVE')
  if (user.role !== 'ADMIN') {
    products = products.where('id', 'in', mine)
    const colleagues = db.selectFrom('user_product').select('user_id').where('product_id', 'in', mine)
    agents = agents.where('id', 'in', colleagues)
  }
  const [shown, people] = await Promise.all([
    products.orderBy('name').limit(CHOICES).execute(),
    agents.orderBy('name').limit(CHOICES).execute(),
  ])
  const serve = await db
    .selectFrom('user_product')
    .select(['user_id', 'product_id'])
    .where('user_id', 'in', [0, ...people.map(({ id }) => id)])
    .where('product_id', 'in', [0, ...shown.map(({ id }) => id)])
    .execute()
  return {
    products: shown.map(({ status, ...product }) => ({ ...product, active: status === 'ACTIVE' })),
    agents: people.map(({ id, name, role }) => ({
      id,
      name,
      products: role === 'ADMIN' ? null : serve.filter((row) => row.user_id === id).map(({ product_id }) => product_id),
    })),
    carries: ctx.config.ENGINE === 'mesh' ? MESH_CAPACITY - 1 : null,
  }
}

/** The free times of a product for staff, who may give away what begins at once: from a day on, at most 1000. */
export async function timesForStaff(ctx: Context, productId: number, from?: string): Promise<Times> {
  const user = requireUser(ctx)
  const product = await productById(ctx, productId)
  const serves = reading(ctx).selectFrom('user_product').select('user_id').where('user_id', '=', user.id)
  const mine = user.role === 'ADMIN' || (await serves.where('product_id', '=', productId).executeTakeFirst())
  if (!product || !mine) throw new AppError('not_found', 'This product is not one of yours.')
  const since = from === undefined ? 0 : instantAt(product.zone, from, '00:00')
  const free = await nextFree(ctx, { ...product, noticeMin: 0 }, since, MOST_TIMES)
  return { zone: product.zone, times: free.map(({ id, startsAt, endsAt, left }) => ({ id, startsAt, endsAt, left })) }
}

/** Slots that a change left as they were, with their products. */
export async function namedSlots(ctx: Context, kept: KeptSlot[]): Promise<Kept> {
  if (kept.length === 0) return { kept: [] }
  const rows = await reading(ctx)
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .select(['slot.id as slotId', 'product.id', 'product.name', 'product.zone'])
    .where(
      'slot.id',
      'in',
      kept.map(({ id }) => id),
    )
    .execute()
  const byId = new Map(rows.map(({ slotId, ...product }) => [slotId, product]))
  return { kept: kept.map((slot) => ({ ...slot, product: byId.get(slot.id)! })) }
}

/** Times off that are not over, in order. Admins only. At most 500. */
export async function timesOffToCome(ctx: Context) {
  requireAdmin(ctx, 'see this')
  const rows = await reading(ctx)
    .selectFrom('time_off')
    .innerJoin('user', 'user.id', 'time_off.user_id')
    .select(['time_off.id', 'time_off.starts_at as startsAt', 'time_off.ends_at as endsAt', 'time_off.note'])
    .select(['user.id as userId', 'user.name'])
    .where('time_off.ends_at', '>', ctx.now())
    .orderBy('time_off.starts_at')
    .orderBy('time_off.id')
    .limit(CHOICES)
    .execute()
  return { rows: rows.map(({ userId, name, ...off }) => ({ ...off, user: { id: userId, name } })) }
}
