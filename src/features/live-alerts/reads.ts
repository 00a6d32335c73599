import { prepared } from '../../database/prepared.ts'
import { type Context, reading, requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashToken } from '../../platform/keys.ts'

const waitingAlert = prepared((db, { customerId, productId }: { customerId: number; productId: number }) =>
  db
    .selectFrom('live_alert')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('ended_at', 'is', null)
    .where('told_at', 'is', null),
)

const toldAlert = prepared((db, { hash }: { hash: string }) =>
  db
    .selectFrom('live_alert')
    .innerJoin('product', 'product.id', 'live_alert.product_id')
    .innerJoin('customer', 'customer.id', 'live_alert.customer_id')
    .selectAll('live_alert')
    .select(['product.name as product', 'product.slug', 'product.banner', 'product.zone', 'customer.blocked_at'])
    .where('live_alert.token_hash', '=', hash)
    .where('live_alert.told_at', 'is not', null),
)

/** True when the asker waits for the SMS of this product already. */
export async function hasAsked(ctx: Context, productId: number): Promise<boolean> {
  const { customerId } = requireVisitor(ctx)
  return (await waitingAlert(reading(ctx), { customerId, productId })).rows.length > 0
}

/** The alert behind an SMS link; the token is the permission. */
export async function alertByToken(ctx: Context, token: string) {
  const [row] = (await toldAlert(reading(ctx), { hash: hashToken(token) })).rows
  if (!row) throw new AppError('not_found', 'There is nothing behind this link.')
  return row
}

/** What the SMS needs; undefined once the place has lapsed. */
export async function heldAlert(ctx: Context, alertId: number) {
  return reading(ctx)
    .selectFrom('live_alert')
    .innerJoin('product', 'product.id', 'live_alert.product_id')
    .select(['live_alert.id', 'live_alert.customer_id', 'live_alert.product_id', 'live_alert.asked_at'])
    .select('product.name as product_name')
    .where('live_alert.id', '=', alertId)
    .where('live_alert.ended_at', 'is', null)
    .where('live_alert.held_until', '>', ctx.now())
    .executeTakeFirst()
}
