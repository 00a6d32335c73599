import type { Db } from '../../database/database.ts'
import { type Context, reading, requireUser } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Keys } from '../../platform/keys.ts'
import { hashToken } from '../../platform/keys.ts'
import { demoForStaff } from '../demos/reads.ts'
import { linkParts } from './rules.ts'

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

export type Booking = Awaited<ReturnType<typeof bookingById>>

/** One booking; its callers have decided who may see it. Throws `not_found`. */
export async function bookingById(db: Db, id: number) {
  const row = await bookings(db).where('booking.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is no such booking.')
  return row
}

/** The booking behind a meeting link; the token is the permission to know its time. Throws `not_found`. */
export async function bookingByToken(ctx: Context, token: string): Promise<Booking> {
  const row = await bookings(reading(ctx)).where('booking.token_hash', '=', hashToken(token)).executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is nothing behind this link.')
  return row
}

/** The open booking of a demo. */
export const openBooking = (db: Db, demoId: number) =>
  bookings(db).where('booking.demo_id', '=', demoId).where('booking.open_key', 'is not', null).executeTakeFirst()

/** A booking of a product the asking user serves, or `not_found`. */
export async function bookingForStaff(ctx: Context, id: number): Promise<Booking> {
  requireUser(ctx)
  const booking = await bookingById(reading(ctx), id)
  await demoForStaff(ctx, booking.demo_id)
  return booking
}

/** The token in a booking's link. */
export const linkToken = (keys: Keys, booking: Parameters<typeof linkParts>[0]): string =>
  keys.mac('meeting-link', ...linkParts(booking))

/** The six digits of a booking's PIN; another version is another PIN. */
export function pinOf(keys: Keys, booking: { token_hash: string; pin_version: number }): string {
  const bytes = Buffer.from(keys.mac('meeting-pin', booking.token_hash, booking.pin_version), 'base64url')
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** True while the meeting of a slot is open. */
export async function hasOpenMeeting(db: Db, slotId: number): Promise<boolean> {
  const meeting = db.selectFrom('meeting').select('id').where('slot_id', '=', slotId).where('closed_at', 'is', null)
  return (await meeting.executeTakeFirst()) !== undefined
}
