import { type Context, reading, requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashToken } from '../../platform/keys.ts'
import { offerParts } from './rules.ts'
import type { HeldSeat } from './schema.ts'

const waits = (ctx: Context) =>
  reading(ctx)
    .selectFrom('waitlist')
    .innerJoin('product', 'product.id', 'waitlist.product_id')
    .innerJoin('customer', 'customer.id', 'waitlist.customer_id')
    .leftJoin('slot', 'slot.id', 'waitlist.slot_id')
    .selectAll('waitlist')
    .select(['product.name as product', 'product.slug', 'product.banner', 'product.zone as product_zone'])
    .select(['customer.mobile', 'customer.blocked_at', 'slot.starts_at'])

/** The offer behind an SMS link; the token is the permission. Throws `not_found`. */
export async function waitByToken(ctx: Context, token: string) {
  const row = await waits(ctx).where('waitlist.token_hash', '=', hashToken(token)).executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is nothing behind this link.')
  return row
}

/** What the SMS of an offer needs; undefined once it has lapsed or was taken. */
export const openOffer = (ctx: Context, id: number) =>
  waits(ctx)
    .where('waitlist.id', '=', id)
    .where('waitlist.state', '=', 'OFFERED')
    .where('waitlist.offer_ends', '>', ctx.now())
    .executeTakeFirst()

/** The days of a product (`YYYY-MM-DD`) for whose seats the asker waits. */
export async function daysWaitedFor(ctx: Context, productId: number): Promise<Set<string>> {
  const { customerId } = requireVisitor(ctx)
  const rows = await reading(ctx)
    .selectFrom('waitlist')
    .select('day')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('open_key', 'is not', null)
    .limit(400)
    .execute()
  return new Set(rows.map(({ day }) => day))
}

/** The seats of a product that are held for the asker now, in order. */
export async function seatsHeld(ctx: Context, productId: number): Promise<HeldSeat[]> {
  const rows = await waits(ctx)
    .where('waitlist.customer_id', '=', requireVisitor(ctx).customerId)
    .where('waitlist.product_id', '=', productId)
    .where('waitlist.open_key', 'is not', null)
    .where('waitlist.state', '=', 'OFFERED')
    .where('waitlist.offer_ends', '>', ctx.now())
    .orderBy('slot.starts_at')
    .limit(400)
    .execute()
  return rows.map((row) => ({
    slotId: row.slot_id!,
    startsAt: row.starts_at!,
    until: row.offer_ends!,
    href: `/w/${ctx.keys.mac('waitlist', ...offerParts(row))}`,
  }))
}
