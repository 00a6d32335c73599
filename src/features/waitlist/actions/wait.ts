import { wasInserted } from '../../../database/database.ts'
import { openVisitorSession } from '../../../platform/auth/visitor.ts'
import { type Context, requireVisitor, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { hashToken } from '../../../platform/keys.ts'
import { customerById } from '../../customers/reads.ts'
import { productById } from '../../products/reads.ts'
import { dayIn } from '../../products/rules.ts'
import { giveSeat, takeSeat } from '../../slots/actions/seats.ts'
import { timesOf } from '../../slots/reads.ts'
import { dayAfter, instantAt } from '../../slots/rules.ts'
import { waitByToken } from '../reads.ts'
import { offerParts, waitKey } from '../rules.ts'
import { endWaiting, freeSeat, offerSeat, WAITS_ON } from './offer.ts'

export interface WaitWish {
  productId: number
  /** `YYYY-MM-DD` by the product's calendar. */
  day: string
  zone: string
  source: 'WEBSITE' | 'BRAND_STORE'
  storeId: number | null
}

/**
 * Asks for a seat of a day that is full. Asking twice is asking once. Throws `conflict` when the day has free times, or
 * none at all.
 */
export async function askForSeat(ctx: Context, wish: WaitWish): Promise<void> {
  const { customerId } = requireVisitor(ctx)
  await transact(ctx, async (work) => {
    const customer = await customerById(ctx, customerId)
    const product = await productById(ctx, wish.productId)
    if (!customer || product?.status !== 'ACTIVE') throw new AppError('gone', 'This product has no demos now.')
    const [from, to] = [wish.day, dayAfter(wish.day, 1)].map((day) => instantAt(product.zone, day, '00:00'))
    const times = await timesOf(ctx, product, from!, to!)
    if (!times.some(({ bar }) => bar === 'FULL'))
      throw new AppError('conflict', 'This day has no full times to wait for.')
    if (times.some(({ bar }) => bar === null)) throw new AppError('conflict', 'This day has a free time. Choose it.')
    const facts = { customer_id: customerId, product_id: product.id, day: wish.day, asked_at: work.now }
    const made = await wasInserted(
      work.db.insertInto('waitlist').values({
        ...facts,
        open_key: waitKey(customerId, product.id, wish.day),
        name: customer.name,
        email: customer.email,
        source: wish.source,
        store_id: wish.storeId,
        zone: wish.zone,
        state: 'WAITING',
        token_hash: hashToken(ctx.keys.mac('waitlist', ...offerParts(facts))),
      }),
    )
    if (made) await work.record('waitlist.asked', 'product', product.id, { customerId, day: wish.day })
  })
}

/**
 * Asks for a seat of a day as a zone shows it, whose full times may belong to two days of the product. Throws as
 * `askForSeat` when there is none to wait for.
 */
export async function askForShownDay(ctx: Context, wish: WaitWish, shownZone: string): Promise<void> {
  await transact(ctx, async () => {
    const product = await productById(ctx, wish.productId)
    if (!product) throw new AppError('gone', 'This product has no demos now.')
    const [from, to] = [wish.day, dayAfter(wish.day, 1)].map((day) => instantAt(shownZone, day, '00:00'))
    const times = await timesOf(ctx, product, from!, to!)
    if (times.some(({ bar }) => bar === null)) throw new AppError('conflict', 'This day has a free time. Choose it.')
    const full = times.filter(({ bar }) => bar === 'FULL')
    const days = new Set(full.map(({ startsAt }) => dayIn(product.zone, startsAt)))
    const refusals: unknown[] = []
    for (const day of days) await askForSeat(ctx, { ...wish, day }).catch((error: unknown) => refusals.push(error))
    if (refusals.length === days.size)
      throw refusals[0] ?? new AppError('conflict', 'This day has no full times to wait for.')
  })
}

/** The asker waits no longer for a day as a zone shows it; an offered seat goes on to the next. */
export async function leaveShownDay(ctx: Context, productId: number, day: string, shownZone: string): Promise<void> {
  const { customerId } = requireVisitor(ctx)
  await transact(ctx, async (work) => {
    const product = await productById(ctx, productId)
    if (!product) return
    const [from, to] = [day, dayAfter(day, 1)].map((it) => instantAt(shownZone, it, '00:00'))
    const days = [...new Set([dayIn(product.zone, from!), dayIn(product.zone, to! - 1)])]
    await endWaiting(work, { customerId, productId, days })
    await work.record('waitlist.left', 'product', productId, { customerId, day })
  })
}

/**
 * Takes the offered seat behind an SMS link, without another OTP: `claim` writes the booking in the same transaction.
 * @returns what it wrote with a session of the customer; undefined once the offer has lapsed or was taken, or nobody can meet
 */
export async function takeOffer<T>(
  ctx: Context,
  token: string,
  claim: (ctx: Context, work: Work, wait: Awaited<ReturnType<typeof waitByToken>>) => Promise<T>,
) {
  return transact(ctx, async (work) => {
    const wait = await waitByToken(ctx, token)
    // Before it is taken: else the seat would be nobody's for good.
    if (wait.blocked_at !== null) return undefined
    const { numUpdatedRows } = await work.db
      .updateTable('waitlist')
      .set({ state: 'TAKEN' })
      .where('id', '=', wait.id)
      .where('state', '=', 'OFFERED')
      .where('offer_ends', '>', work.now)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return undefined
    const slot_id = await slotHeld(work, wait.id)
    // What was free when it was offered may have lost its expert, or have begun: they wait on.
    await giveSeat(work, slot_id)
    const fits = await takeSeat(work, slot_id, 0)
    await work.db
      .updateTable('waitlist')
      .set(fits ? { open_key: null } : WAITS_ON)
      .where('id', '=', wait.id)
      .execute()
    if (!fits) return undefined
    const session = await openVisitorSession(work, wait.customer_id, false)
    const actor = { kind: 'VISITOR' as const, customerId: wait.customer_id, sessionId: session.id }
    return { session, result: await claim({ ...ctx, actor }, work, { ...wait, slot_id }) }
  })
}

/** No, thanks: who has the link wants the seat no longer, and it goes on to the next at once. A second press changes nothing. */
export async function declineOffer(ctx: Context, token: string): Promise<void> {
  await transact(ctx, async (work) => {
    const { id, product_id } = await waitByToken(ctx, token)
    const { numUpdatedRows } = await work.db
      .updateTable('waitlist')
      .set({ state: 'LEFT', open_key: null })
      .where('id', '=', id)
      .where('state', '=', 'OFFERED')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await work.record('waitlist.declined', 'product', product_id, { waitlistId: id })
    await freeSeat(work, await slotHeld(work, id))
  })
}

/** The slot of an offer whose row this transaction has changed: before that it may have been another. */
async function slotHeld(work: Work, id: number): Promise<number> {
  const row = work.db.selectFrom('waitlist').select('slot_id').where('id', '=', id)
  return (await row.executeTakeFirstOrThrow()).slot_id!
}

/** Offers that lapsed go on to the next, days that are over end, and seats that are free are offered to the next. */
export async function sweepWaitlist(ctx: Context): Promise<void> {
  const now = ctx.now()
  const lapsed = await ctx.database.read
    .selectFrom('waitlist')
    .select(['id', 'product_id'])
    .where('state', '=', 'OFFERED')
    .where('offer_ends', '<=', now)
    .limit(500)
    .execute()
  for (const wait of lapsed) await transact(ctx, (work) => lapse(work, wait))
  const days = await ctx.database.read
    .selectFrom('waitlist')
    .innerJoin('product', 'product.id', 'waitlist.product_id')
    .select(['waitlist.product_id', 'waitlist.day', 'product.zone'])
    .distinct()
    .where('waitlist.state', '=', 'WAITING')
    .limit(500)
    .execute()
  for (const { product_id: productId, day, zone } of days) {
    if (day < dayIn(zone, now)) await transact(ctx, (work) => endDay(work, productId, day))
    else await transact(ctx, (work) => offerDay(work, productId, day))
  }
}

async function lapse(work: Work, wait: { id: number; product_id: number }): Promise<void> {
  const { numUpdatedRows } = await work.db
    .updateTable('waitlist')
    .set({ state: 'LAPSED', open_key: null })
    .where('id', '=', wait.id)
    .where('state', '=', 'OFFERED')
    .where('offer_ends', '<=', work.now)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await work.record('waitlist.lapsed', 'product', wait.product_id, { waitlistId: wait.id })
  await freeSeat(work, await slotHeld(work, wait.id))
}

async function endDay(work: Work, productId: number, day: string): Promise<void> {
  await work.db
    .updateTable('waitlist')
    .set({ state: 'LAPSED', open_key: null })
    .where('product_id', '=', productId)
    .where('day', '=', day)
    .where('state', '=', 'WAITING')
    .execute()
  await work.record('waitlist.over', 'product', productId, { day })
}

/** One seat at a time, so that a day with many free seats empties its line in order. */
async function offerDay(work: Work, productId: number, day: string): Promise<void> {
  const free = await work.db
    .selectFrom('slot')
    .select('id')
    .where('product_id', '=', productId)
    .where('day', '=', day)
    .where('status', '=', 'OPEN')
    .where('starts_at', '>', work.now)
    .whereRef('taken', '<', 'capacity')
    .orderBy('starts_at')
    .limit(50)
    .execute()
  for (const { id } of free) while (await offerSeat(work, id));
}
