import { type Context, reading } from '../../platform/context.ts'
import { customerById } from '../customers/reads.ts'
import { liveState } from '../live-demos/reads.ts'
import type { Product } from '../products/schema.ts'

/** The verified visitor of this browser by name; `kiosk`: the session is to be forgotten after the visit. */
export async function ownVisitor(ctx: Context): Promise<{ name: string; kiosk: boolean } | undefined> {
  const { actor } = ctx
  if (actor.kind !== 'VISITOR') return undefined
  const [customer, session] = await Promise.all([
    customerById(ctx, actor.customerId),
    reading(ctx).selectFrom('visitor_session').select('kiosk').where('id', '=', actor.sessionId).executeTakeFirst(),
  ])
  return customer && session && { name: customer.name, kiosk: session.kiosk === 1 }
}

/** What the product page tells anyone of its experts. `opensAt`: ms. */
export async function expertNow(
  ctx: Context,
  product: Product,
): Promise<{ live: boolean; waitMinutes: number | null; opensAt: number | null }> {
  const { experts, open, waitMs, opensAt } = await liveState(ctx, product)
  const live = open && experts > 0
  return { live, waitMinutes: live && waitMs !== null ? Math.ceil(waitMs / 60_000) : null, opensAt }
}
