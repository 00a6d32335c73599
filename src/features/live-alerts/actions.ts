import { wasInserted } from '../../database/database.ts'
import { openVisitorSession } from '../../platform/auth/visitor.ts'
import { type Context, requireVisitor, transact, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashToken } from '../../platform/keys.ts'
import { afterQuiet } from '../../platform/messages/quiet-hours.ts'
import { readQuiet } from '../../platform/messages/settings.ts'
import { keepLanguage } from '../customers/actions.ts'
import { customerById } from '../customers/reads.ts'
import { rankOf } from '../knocks/rules.ts'
import { standings } from '../live-demos/reads.ts'
import { isOpen } from '../products/rules.ts'
import { alertByToken } from './reads.ts'
import { ALERT_LIVES_MS, alertKey, HELD_MS, tokenParts } from './rules.ts'

/** How far down the line to look for those who are awake. */
const MOST_ASKED = 200

interface Asking {
  productId: number
  source: 'WEBSITE' | 'BRAND_STORE'
  storeId: number | null
}

/** Be told when an expert is live. Asking twice is asking once. */
export async function askForAlert(ctx: Context, visit: Asking): Promise<void> {
  const { customerId } = requireVisitor(ctx)
  await transact(ctx, async (work) => {
    const customer = await customerById(ctx, customerId)
    if (!customer) throw new AppError('unauthenticated', 'Prove your mobile number first.')
    const facts = { customer_id: customerId, product_id: visit.productId, asked_at: work.now }
    const made = await wasInserted(
      work.db.insertInto('live_alert').values({
        open_key: alertKey(customerId, visit.productId),
        customer_id: customerId,
        product_id: visit.productId,
        token_hash: hashToken(ctx.keys.mac('alert', ...tokenParts(facts))),
        name: customer.name,
        email: customer.email,
        source: visit.source,
        store_id: visit.storeId,
        asked_at: work.now,
      }),
    )
    if (customer.lang !== ctx.lang) await keepLanguage(ctx)
    if (made) await work.record('alert.asked', 'product', visit.productId, { customerId })
  })
}

/**
 * Puts a customer first among those who are told when an expert is live: none came to their booked time. `asked_at` is then
 * a rank before all others, by time among themselves. Joins the caller's transaction.
 */
export async function putFirst(
  ctx: Context,
  work: Work,
  visit: { customerId: number; productId: number; name: string; email: string } & Pick<Asking, 'source' | 'storeId'>,
): Promise<void> {
  const { customerId, productId, source, storeId, name, email } = visit
  const asked_at = rankOf(work.now, true)
  const facts = { customer_id: customerId, product_id: productId, asked_at }
  const token_hash = hashToken(ctx.keys.mac('alert', ...tokenParts(facts)))
  const open_key = alertKey(customerId, productId)
  const row = { ...facts, token_hash, open_key, name, email, source, store_id: storeId }
  if (await wasInserted(work.db.insertInto('live_alert').values(row))) {
    await work.record('alert.asked', 'product', productId, { customerId })
    return
  }
  const own = work.db.updateTable('live_alert').set({ asked_at, token_hash }).where('open_key', '=', open_key)
  await own.where('told_at', 'is', null).execute()
}

/**
 * Tells as many of those who asked as there are free experts, in order, while the product is open. Who sleeps keeps
 * the turn. Joins the caller's transaction.
 */
export async function tellNextInLine(work: Work, productId: number): Promise<void> {
  const places = await freePlaces(work, productId)
  if (places <= 0) return
  const asked = await work.db
    .selectFrom('live_alert')
    .innerJoin('customer', 'customer.id', 'live_alert.customer_id')
    .select(['live_alert.id', 'customer.mobile', 'customer.lang', 'customer.zone', 'customer.blocked_at'])
    .where('live_alert.product_id', '=', productId)
    .where('live_alert.ended_at', 'is', null)
    .where('live_alert.told_at', 'is', null)
    .where('customer.blocked_at', 'is', null)
    .orderBy('live_alert.asked_at')
    .orderBy('live_alert.id')
    .limit(MOST_ASKED)
    .execute()
  const quiet = await readQuiet(work.db)
  const awake = asked.filter(({ zone }) => afterQuiet(work.now, zone, quiet) === work.now)
  for (const alert of awake.slice(0, places)) {
    const heldUntil = work.now + HELD_MS
    const { numUpdatedRows } = await work.db
      .updateTable('live_alert')
      .set({ told_at: work.now, held_until: heldUntil })
      .where('id', '=', alert.id)
      .where('told_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) continue
    await work.send({
      channel: 'SMS',
      recipient: alert.mobile,
      template: 'alert.live',
      lang: alert.lang,
      refs: { alert: alert.id },
      urgency: 'POLITE',
      zone: alert.zone,
      expiresAt: heldUntil,
      dedupeKey: `alert:${alert.id}`,
    })
    await work.record('alert.told', 'product', productId, { alertId: alert.id })
  }
}

/** Free experts for whom nobody waits, and nobody has been told or has taken the place without asking to join yet. */
async function freePlaces(work: Work, productId: number): Promise<number> {
  const product = await work.db
    .selectFrom('product')
    .select(['zone', 'live_timings'])
    .where('id', '=', productId)
    .executeTakeFirst()
  if (!product || !isOpen(JSON.parse(product.live_timings), product.zone, work.now)) return 0
  const standing = (await standings(work.db, [productId], work.now)).get(productId)!
  const held = await work.db
    .selectFrom('live_alert')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('product_id', '=', productId)
    .where('held_until', '>', work.now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('knock')
            .innerJoin('demo', 'demo.id', 'knock.demo_id')
            .select('knock.id')
            .whereRef('demo.customer_id', '=', 'live_alert.customer_id')
            .whereRef('knock.product_id', '=', 'live_alert.product_id')
            .whereRef('knock.asked_at', '>=', 'live_alert.told_at'),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return standing.free - standing.waiting - Number(held.n)
}

/**
 * The link's button: a session without another OTP while the place is held. Answers undefined once it has lapsed or
 * was used: the visitor proves the number again.
 */
export async function takeHeldPlace(ctx: Context, token: string) {
  return transact(ctx, async (work) => {
    const alert = await alertByToken(ctx, token)
    const { numUpdatedRows } = await work.db
      .updateTable('live_alert')
      .set({ ended_at: work.now, open_key: null })
      .where('id', '=', alert.id)
      .where('ended_at', 'is', null)
      .where('held_until', '>', work.now)
      .executeTakeFirst()
    if (numUpdatedRows === 0n || alert.blocked_at !== null) return undefined
    await work.record('alert.taken', 'product', alert.product_id, { alertId: alert.id })
    const session = await openVisitorSession(work, alert.customer_id, false)
    return { alert, session }
  })
}

/** Places that lapsed go to the next in line; what is a day old is over. */
export async function sweepAlerts(ctx: Context): Promise<void> {
  const now = ctx.now()
  const over = await ctx.database.read
    .selectFrom('live_alert')
    .select(['id', 'product_id'])
    .where('ended_at', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        eb('held_until', '<', now),
        and([
          eb('told_at', 'is', null),
          or([
            eb('asked_at', '<', rankOf(now - ALERT_LIVES_MS, true)),
            // Below zero is who was put first.
            and([eb('asked_at', '>=', 0), eb('asked_at', '<', now - ALERT_LIVES_MS)]),
          ]),
        ]),
      ]),
    )
    .limit(500)
    .execute()
  for (const alert of over) {
    await transact(ctx, async (work) => {
      const { numUpdatedRows } = await work.db
        .updateTable('live_alert')
        .set({ ended_at: work.now, open_key: null })
        .where('id', '=', alert.id)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await work.record('alert.lapsed', 'product', alert.product_id, { alertId: alert.id })
    })
  }
  const asked = await ctx.database.read
    .selectFrom('live_alert')
    .select('product_id')
    .distinct()
    .where('ended_at', 'is', null)
    .where('told_at', 'is', null)
    .execute()
  for (const { product_id } of asked) await transact(ctx, (work) => tellNextInLine(work, product_id))
}
