import { type Context, reading } from '../../../platform/context.ts'
import type { Refs } from '../../../platform/messages/outbox.ts'
import {
  dayAndClock,
  dayAndClockPlain,
  inBothZones,
  localeIn,
  plainSpaces,
  sameClock,
} from '../../../web/texts/format.ts'
import { type Texts, texts } from '../../../web/texts/texts.ts'
import { readBrand } from '../../brand/reads.ts'
import { type Booking, bookingById, expertsOf } from '../reads.ts'

/** What a message about a booking is made of. */
export interface News {
  booking: Booking
  brand: string
  words: Texts['bookingMessages']
  /** Language and country, for dates. */
  locale: string
  /** The time on the customer's clocks, short; and as e-mails have it: the zones named, both where they differ. */
  when: string
  whens: string
}

async function newsOf(ctx: Context, booking: Booking): Promise<News> {
  const { name, country } = await readBrand(ctx)
  const locale = localeIn(ctx.lang, country)
  const { zone, product_zone, starts_at } = booking
  const short = sameClock(zone, product_zone, starts_at) ? dayAndClockPlain : dayAndClock
  return {
    booking,
    brand: name,
    words: texts(ctx.lang).bookingMessages,
    locale,
    when: plainSpaces(short(locale, zone, starts_at)),
    whens: plainSpaces(inBothZones(locale, zone, product_zone, starts_at).join(' / ')),
  }
}

async function told(ctx: Context, refs: Refs): Promise<Booking> {
  return bookingById(reading(ctx), Number(refs.booking))
}

/** A booking that stands as the message tells it: same time, same entry. Null when it has changed since. */
export async function standing(ctx: Context, refs: Refs): Promise<News | null> {
  const booking = await told(ctx, refs)
  const same = refs.sequence === undefined || booking.sequence === refs.sequence
  const stands = booking.state === 'BOOKED' && booking.starts_at === refs.at && same
  return stands ? newsOf(ctx, booking) : null
}

/** A booking to be reminded of: it stands, and nobody has met or missed it yet. */
export async function coming(ctx: Context, refs: Refs): Promise<News | null> {
  const news = await standing(ctx, refs)
  const isComing = news && news.booking.open_key !== null && news.booking.status === 'PENDING'
  return isComing && news.booking.ends_at > ctx.now() ? news : null
}

/** A booking that is called off. */
export async function cancelled(ctx: Context, refs: Refs): Promise<News | null> {
  const booking = await told(ctx, refs)
  return booking.state === 'CANCELLED' ? newsOf(ctx, booking) : null
}

/** A booking that was moved or handed away from the agent at `email`, who does not have it where it is now. */
export async function leftBehind(ctx: Context, refs: Refs, email: string): Promise<News | null> {
  const booking = await told(ctx, refs)
  if (booking.state === 'CANCELLED') return null
  const { slot_id } = booking.moved_to === null ? booking : await bookingById(reading(ctx), booking.moved_to)
  const stays = await reading(ctx)
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select('user.id')
    .where('slot_user.slot_id', '=', slot_id)
    .where('user.email', '=', email)
    .executeTakeFirst()
  return stays ? null : newsOf(ctx, booking)
}

/** A booking whose PIN is the one that was asked for. */
export async function withPin(ctx: Context, refs: Refs): Promise<News | null> {
  const booking = await told(ctx, refs)
  const stands = booking.state === 'BOOKED' && booking.pin_version === refs.version
  return stands ? newsOf(ctx, booking) : null
}

/** A booking that was not met, and still counts so. */
export async function missed(ctx: Context, refs: Refs): Promise<News | null> {
  const booking = await told(ctx, refs)
  return booking.status === 'NOT_JOINED' ? newsOf(ctx, booking) : null
}

/** The experts a message names, with commas. */
export const expertsNamed = async (ctx: Context, slotId: number): Promise<string> =>
  (await expertsOf(reading(ctx), slotId)).join(', ')

/** A slot as its agents and the admins are told of it; `userId`: still one of its agents. Null without bookings. */
export async function slotNews(ctx: Context, slotId: number, { at, userId }: { at?: number; userId?: number } = {}) {
  const db = reading(ctx)
  const slot = await db
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .select(['slot.starts_at', 'slot.ends_at', 'slot.taken', 'product.name as product', 'product.zone'])
    .where('slot.id', '=', slotId)
    .executeTakeFirst()
  const customers = await db
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .select('demo.name')
    .where('booking.slot_id', '=', slotId)
    .where('booking.open_key', 'is not', null)
    .orderBy('booking.id')
    .limit(100)
    .execute()
  const agents = await db.selectFrom('slot_user').select('user_id').where('slot_id', '=', slotId).limit(100).execute()
  if (!slot || customers.length === 0 || slot.ends_at <= ctx.now()) return null
  if (at !== undefined && slot.starts_at !== at) return null
  if (userId !== undefined && !agents.some(({ user_id }) => user_id === userId)) return null
  const { country } = await readBrand(ctx)
  const when = plainSpaces(dayAndClock(localeIn(ctx.lang, country), slot.zone, slot.starts_at))
  const names = customers.map(({ name }) => name).join(', ')
  return { ...slot, when, names, agents: agents.length }
}
