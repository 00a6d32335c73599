import type { Db } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, reading, requireUser, requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Keys } from '../../platform/keys.ts'
import { hashToken } from '../../platform/keys.ts'
import { demoForStaff } from '../demos/reads.ts'
import { type LinkState, linkParts, linkState, OPENS_MS } from './rules.ts'
import type { SlotOfDay } from './schema.ts'

/** No slot is longer. */
const LONGEST_MS = 8 * 60 * 60_000

/** A booking with its slot, demo, customer and product. */
const bookings = (db: Db) =>
  db
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .selectAll('booking')
    .select(['slot.starts_at', 'slot.ends_at', 'slot.capacity', 'slot.product_id', 'slot.rule_id', 'slot.day'])
    .select(['demo.customer_id', 'demo.token as demo_token', 'demo.status', 'demo.missing', 'demo.store_id'])
    .select(['demo.name', 'demo.email', 'customer.mobile', 'customer.lang', 'customer.blocked_at'])
    .select(['product.name as product', 'product.slug', 'product.banner', 'product.zone as product_zone'])
    .select(['product.buy_link', 'product.status as product_status', 'demo.open_key as demo_open'])

const byId = prepared((db, { id }: { id: number }) => bookings(db).where('booking.id', '=', id))
const byTokenHash = prepared((db, { hash }: { hash: string }) => bookings(db).where('booking.token_hash', '=', hash))
const toCome = prepared((db, it: { customer: number; product: number; now: number }) =>
  bookings(db)
    .where('demo.customer_id', '=', it.customer)
    .where('demo.product_id', '=', it.product)
    .where('booking.open_key', 'is not', null)
    .where('demo.status', '=', 'PENDING')
    .where('slot.ends_at', '>', it.now),
)

export type Booking = Awaited<ReturnType<typeof bookingById>>

/** One booking; its callers have decided who may see it. Throws `not_found`. */
export async function bookingById(db: Db, id: number) {
  const [row] = (await byId(db, { id })).rows
  if (!row) throw noBooking()
  return row
}

const noBooking = () => new AppError('not_found', 'There is no such booking.')

/** The booking behind a meeting link; the token is the permission to know its time. Throws `not_found`. */
export async function bookingByToken(ctx: Context, token: string): Promise<Booking> {
  const [row] = (await byTokenHash(reading(ctx), { hash: hashToken(token) })).rows
  if (!row) throw noLink()
  return row
}

const noLink = () => new AppError('not_found', 'There is nothing behind this link.')

/** The open booking of a demo. */
export const openBooking = (db: Db, demoId: number) =>
  bookings(db).where('booking.demo_id', '=', demoId).where('booking.open_key', 'is not', null).executeTakeFirst()

/** The booking of a product that a customer has to come; one that has met, or is over, is only waiting to be settled. */
export const comingBooking = async (
  db: Db,
  customer: number,
  product: number,
  now: number,
): Promise<Booking | undefined> => (await toCome(db, { customer, product, now })).rows[0]

/** The asker's own booking of a product that is to come. */
export const ownBooking = (ctx: Context, productId: number): Promise<Booking | undefined> =>
  comingBooking(reading(ctx), requireVisitor(ctx).customerId, productId, ctx.now())

const DAY = 24 * 60 * 60_000
const MOST_A_DAY = 20

/** Each booking and each move is told to several people: a visitor may make so many a day. Throws `too_many`. */
export async function checkFewToday(ctx: Context): Promise<void> {
  const { customerId } = requireVisitor(ctx)
  const made = await reading(ctx)
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .select('booking.created_at')
    .where('demo.customer_id', '=', customerId)
    .where('booking.created_at', '>', ctx.now() - DAY)
    .orderBy('booking.created_at', 'desc')
    .limit(MOST_A_DAY)
    .execute()
  if (made.length < MOST_A_DAY) return
  const retryAfterMs = made.at(-1)!.created_at + DAY - ctx.now()
  throw new AppError('too_many', 'You have chosen a time very often today. Come back tomorrow.', { retryAfterMs })
}

/** The booking behind a meeting link, and what it leads to now. Throws `not_found`. */
export async function linkOf(ctx: Context, token: string): Promise<{ booking: Booking; state: LinkState }> {
  const booking = await bookingByToken(ctx, token)
  const state = linkState(booking, await hasOpenMeeting(reading(ctx), booking.slot_id), ctx.now())
  // A demo that staff have dealt with has no lobby any more.
  return { booking, state: state === 'OPEN' && booking.demo_open === null ? 'EXPIRED' : state }
}

/** True while a link leads to a time that is to come or is met: what is over needs no proof, and proves nothing. */
export const isAlive = (state: LinkState): boolean => state === 'EARLY' || state === 'OPEN'

/** What the asker's own meeting link leads to now, and when its lobby opens. Throws `not_found` for anybody else's. */
export async function ownLinkState(ctx: Context, token: string): Promise<{ state: LinkState; opensAt: number }> {
  const { booking, state } = await linkOf(ctx, token)
  if (booking.customer_id !== requireVisitor(ctx).customerId) throw noLink()
  return { state, opensAt: booking.starts_at - OPENS_MS }
}

/** Moves follow each other; nobody has moved one booking so often. */
const MOST_MOVES = 100

/** Where a booking was moved to in the end; itself when it was not. */
export async function movedTo(ctx: Context, booking: Booking): Promise<Booking> {
  let last = booking
  for (let n = 0; n < MOST_MOVES && last.moved_to !== null; n++) last = await bookingById(reading(ctx), last.moved_to)
  return last
}

/** The names of the agents of a slot, at most 20. */
export async function expertsOf(db: Db, slotId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select('user.name')
    .where('slot_user.slot_id', '=', slotId)
    .orderBy('user.name')
    .limit(20)
    .execute()
  return rows.map(({ name }) => name)
}

/** The same for who asks from a page of their booking. */
export const ownExperts = (ctx: Context, booking: Booking): Promise<string[]> =>
  expertsOf(reading(ctx), booking.slot_id)

/** A booking of a product the asking user serves, or `not_found`. */
export async function bookingForStaff(ctx: Context, id: number): Promise<Booking> {
  requireUser(ctx)
  const booking = await bookingById(reading(ctx), id)
  // One of other products is answered as one that is not there.
  await demoForStaff(ctx, booking.demo_id).catch(() => {
    throw noBooking()
  })
  return booking
}

/** The token in a booking's link. */
export const linkToken = (keys: Keys, booking: Parameters<typeof linkParts>[0]): string =>
  keys.mac('meeting-link', ...linkParts(booking))

/** The six digits of a booking's PIN: one that is moved keeps it, another version is another. */
export function pinOf(keys: Keys, booking: { demo_id: number; pin_version: number }): string {
  const bytes = Buffer.from(keys.mac('meeting-pin', booking.demo_id, booking.pin_version), 'base64url')
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** Until when no PIN is taken, ms; null when one is. */
export const pinLockedUntil = (ctx: Context, { pin_locked_until: until }: Booking): number | null =>
  until !== null && until > ctx.now() ? until : null

/** True while the meeting of a slot is open. */
export async function hasOpenMeeting(db: Db, slotId: number): Promise<boolean> {
  const meeting = db.selectFrom('meeting').select('id').where('slot_id', '=', slotId).where('closed_at', 'is', null)
  return (await meeting.executeTakeFirst()) !== undefined
}

/** The booking of a demo whose lobby is open now, by its time or because its meeting is. */
export async function bookedNow(db: Db, demoId: number, now: number): Promise<Booking | undefined> {
  const booking = await openBooking(db, demoId)
  if (!booking) return undefined
  const state = linkState(booking, now >= booking.ends_at && (await hasOpenMeeting(db, booking.slot_id)), now)
  return state === 'OPEN' ? booking : undefined
}

/**
 * The link token of a demo's booking while its lobby is not open; undefined when it is, and when the visitor has joined
 * live meanwhile.
 */
export async function closedLink(ctx: Context, demoId: number): Promise<string | undefined> {
  const db = reading(ctx)
  const booking = await openBooking(db, demoId)
  if (!booking || (await bookedNow(db, demoId, ctx.now()))) return undefined
  const visit = db
    .selectFrom('customer_timing')
    .select('id')
    .where('demo_id', '=', demoId)
    .where('leave_at', 'is', null)
  return (await visit.executeTakeFirst()) ? undefined : linkToken(ctx.keys, booking)
}

/** Where a demo's booking is moved or cancelled; null without one. */
export async function manageLink(ctx: Context, demoId: number): Promise<string | null> {
  const booking = await openBooking(reading(ctx), demoId)
  return booking ? `/m/${linkToken(ctx.keys, booking)}/manage` : null
}

/** Booked slots of an agent that begin by `to` and end after `from` (ms) or still meet, in order; an admin sees everybody's. At most 50. */
export async function bookedSlots(
  db: Db,
  user: { id: number; role: string },
  from: number,
  to: number,
): Promise<SlotOfDay[]> {
  let slots = db
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .leftJoin('meeting', (join) => join.onRef('meeting.slot_id', '=', 'slot.id').on('meeting.closed_at', 'is', null))
    .select(['slot.id', 'slot.product_id', 'slot.starts_at', 'slot.ends_at', 'product.name', 'meeting.room'])
    .where('slot.starts_at', '<=', to)
    .where('slot.starts_at', '>', from - LONGEST_MS)
    .where('slot.taken', '>', 0)
    .where(({ or, eb }) => or([eb('slot.ends_at', '>', from), eb('meeting.room', 'is not', null)]))
  if (user.role !== 'ADMIN')
    slots = slots.innerJoin('slot_user', 'slot_user.slot_id', 'slot.id').where('slot_user.user_id', '=', user.id)
  const rows = await slots.orderBy('slot.starts_at').orderBy('slot.id').limit(50).execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const booked = await db
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .leftJoin('knock', (join) =>
      join
        .onRef('knock.demo_id', '=', 'booking.demo_id')
        .onRef('knock.slot_id', '=', 'booking.slot_id')
        .on('knock.state', '=', 'WAITING'),
    )
    .select(['booking.slot_id', 'demo.name', 'demo.status', 'knock.id as knock'])
    .where('booking.slot_id', 'in', ids)
    .where('booking.state', '=', 'BOOKED')
    .orderBy('booking.id')
    .execute()
  const bySlot = Map.groupBy(booked, ({ slot_id }) => slot_id)
  return rows.flatMap((row) => {
    const people = bySlot.get(row.id) ?? []
    if (people.length === 0) return []
    return {
      slotId: row.id,
      product: { id: row.product_id, name: row.name },
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      names: people.map(({ name }) => name),
      waiting: people.filter(({ knock }) => knock !== null).length,
      unmet: people.some(({ status }) => status === 'PENDING'),
      room: row.room,
    }
  })
}
