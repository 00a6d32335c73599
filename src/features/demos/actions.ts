import { held } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, requireVisitor, transact, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashToken, newToken } from '../../platform/keys.ts'
import { endWaits } from '../knocks/actions/end.ts'
import { canMeet } from '../live-demos/reads.ts'
import { openVisit } from '../timings/actions.ts'
import { addDemo, setDemo } from './actions/rows.ts'
import { openDemo, ownDemo } from './reads.ts'
import { demoKey, VISIT_LOST_MS, whoWasMissing } from './rules.ts'

export interface Visit {
  productId: number
  source: 'WEBSITE' | 'BRAND_STORE'
  storeId: number | null
  name: string
  email: string
}

/**
 * Join live: into the lobby when an expert is live and the product's timings are open, else a choice. A LIVE demo is
 * created on entering the lobby; a retry within the visit reuses it, even when the last expert has gone meanwhile.
 */
export async function enterLobby(
  ctx: Context,
  visit: Visit,
): Promise<{ lobby: string } | { choice: 'nobody' | 'closed' }> {
  const visitor = requireVisitor(ctx)
  return transact(ctx, async (work) => {
    const open = await openDemo(ctx, visit.productId)
    const inPlace = open && (await hasPlace(work, open.id))
    if (!inPlace) {
      const state = await canMeet(ctx, visit.productId)
      if (!state.open) return { choice: 'closed' }
      if (state.experts === 0) return { choice: 'nobody' }
    }
    const demo = open ?? (await createDemo(ctx, work, visitor.customerId, visit, 'LIVE'))
    await work.db.updateTable('demo').set({ visited_at: work.now }).where('id', '=', demo.id).execute()
    await openVisit(work, demo.id)
    return { lobby: demo.token }
  })
}

/** Waiting, or admitted to a meeting that is still open. */
async function hasPlace(work: Work, demoId: number): Promise<boolean> {
  const row = await work.db
    .selectFrom('knock')
    .leftJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select('knock.id')
    .where('knock.demo_id', '=', demoId)
    .where(({ or, and, eb }) =>
      or([
        eb('knock.state', '=', 'WAITING'),
        and([
          eb('knock.state', '=', 'ADMITTED'),
          eb('knock.removed_at', 'is', null),
          eb('meeting.closed_at', 'is', null),
        ]),
      ]),
    )
    .executeTakeFirst()
  return row !== undefined
}

/** Holds a demo's row to the end of the transaction, so that asking, admitting and leaving come one after another. */
export async function holdDemo(work: Work, demoId: number): Promise<void> {
  await demoRow(work.db, { id: demoId })
}

const demoRow = prepared((db, { id }: { id: number }) =>
  held(db, db.selectFrom('demo').select('id').where('id', '=', id)),
)

/** The store of a link or form when there is one: it comes from outside and may be any number. */
async function knownStore(work: Work, storeId: number | null): Promise<number | null> {
  if (storeId === null) return null
  const store = await work.db.selectFrom('store').select('id').where('id', '=', storeId).executeTakeFirst()
  return store?.id ?? null
}

/** The open demo of a customer for a product: made, or the one that is there. Joins the caller's transaction. */
export async function createDemo(
  ctx: Context,
  work: Work,
  customerId: number,
  visit: Visit,
  type: 'LIVE' | 'SCHEDULED',
): Promise<{ id: number; token: string }> {
  const token = newToken()
  const key = demoKey(customerId, visit.productId)
  const made = await addDemo(work, {
    token,
    open_key: key,
    customer_id: customerId,
    product_id: visit.productId,
    type,
    status: 'PENDING',
    source: visit.source,
    store_id: await knownStore(work, visit.storeId),
    name: visit.name,
    email: visit.email,
    remarks: '',
    device_log: '{}',
    requested_at: work.now,
    visited_at: work.now,
    feedback_hash: hashToken(ctx.keys.mac('feedback', token)),
  })
  if (made === undefined) return (await behindKey(work.db, { key })).rows[0]!
  await work.record('demo.requested', 'demo', made, { productId: visit.productId, type })
  return { id: made, token }
}

/** What the browser says of its camera, microphone and system, kept for support. */
export async function keepDeviceLog(ctx: Context, token: string, log: Record<string, string>): Promise<void> {
  const demo = await ownDemo(ctx, token)
  await transact(ctx, async (work) => {
    const device_log = JSON.stringify(log)
    await work.db.updateTable('demo').set({ device_log }).where('id', '=', demo.id).execute()
    await work.record('demo.device', 'demo', demo.id, { productId: demo.product_id })
  })
}

/** Ends a demo that its customer or staff have called off. Joins the caller's transaction. */
export async function cancelDemo(work: Work, demoId: number): Promise<void> {
  await setDemo(work, demoId, { status: 'CANCELLED' }, 'PENDING')
  await work.db.updateTable('demo').set({ open_key: null }).where('id', '=', demoId).execute()
  await endWaits(work, { demoId }, 'CLOSED')
}

const behindKey = prepared((db, { key }: { key: string }) =>
  db.selectFrom('demo').select(['id', 'token', 'status']).where('open_key', '=', key),
)

/**
 * Ends the open demo of a customer and product, for another one that begins: unmet it becomes NOT_JOINED. Joins the
 * caller's transaction. Throws `conflict` while its meeting is open. @returns its id; undefined when there was none
 */
export async function settleDemo(work: Work, customerId: number, productId: number): Promise<number | undefined> {
  const [demo] = (await behindKey(work.db, { key: demoKey(customerId, productId) })).rows
  if (!demo) return undefined
  await holdDemo(work, demo.id)
  const meeting = await work.db
    .selectFrom('knock')
    .innerJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .select('meeting.id')
    .where('knock.demo_id', '=', demo.id)
    .where('knock.state', '=', 'ADMITTED')
    .where('meeting.closed_at', 'is', null)
    .executeTakeFirst()
  if (meeting) throw new AppError('conflict', 'An expert is in a meeting with you. Leave it first.')
  await endWaits(work, { demoId: demo.id }, 'LEFT')
  const unmet = demo.status === 'PENDING'
  const end = unmet ? { status: 'NOT_JOINED' as const, missing: whoWasMissing(await whatHappened(work, demo.id)) } : {}
  await setDemo(work, demo.id, { ...end, open_key: null })
  if (unmet) await work.record('demo.not-joined', 'demo', demo.id, { productId, ...end })
  return demo.id
}

/** Demos that are live, without a visit for 30 minutes: the unmet become NOT_JOINED with who was missing, the met are over. */
export async function sweepDemos(ctx: Context): Promise<void> {
  const stale = await ctx.database.read
    .selectFrom('demo')
    .select(['id', 'status', 'product_id'])
    .where('open_key', 'is not', null)
    // Of a booked one only without its booking: they have met live before the time.
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('type', '=', 'LIVE'),
        not(
          exists(
            selectFrom('booking')
              .select('booking.id')
              .whereRef('booking.demo_id', '=', 'demo.id')
              .where('booking.open_key', 'is not', null),
          ),
        ),
      ]),
    )
    .where('visited_at', '<', ctx.now() - VISIT_LOST_MS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('customer_timing')
            .select('customer_timing.id')
            .whereRef('customer_timing.demo_id', '=', 'demo.id')
            .where('customer_timing.leave_at', 'is', null),
        ),
      ),
    )
    .limit(500)
    .execute()
  for (const demo of stale) {
    await transact(ctx, async (work) => {
      const { numUpdatedRows } = await work.db
        .updateTable('demo')
        .set({ open_key: null })
        .where('id', '=', demo.id)
        .where('status', '=', demo.status)
        .where('visited_at', '<', work.now - VISIT_LOST_MS)
        .executeTakeFirst()
      if (demo.status !== 'PENDING' || numUpdatedRows === 0n) return
      const end = { status: 'NOT_JOINED' as const, missing: whoWasMissing(await whatHappened(work, demo.id)) }
      await setDemo(work, demo.id, end)
      await work.record('demo.not-joined', 'demo', demo.id, { productId: demo.product_id, ...end })
    })
  }
}

async function whatHappened(work: Work, demoId: number) {
  const knock = await work.db.selectFrom('knock').select('id').where('demo_id', '=', demoId).executeTakeFirst()
  const visits = await work.db
    .selectFrom('customer_timing')
    .select(['allow_at', 'joined_at'])
    .where('demo_id', '=', demoId)
    .execute()
  const expert = await work.db
    .selectFrom('user_timing')
    .innerJoin('meeting', 'meeting.id', 'user_timing.meeting_id')
    .select('user_timing.id')
    .where('meeting.demo_id', '=', demoId)
    .executeTakeFirst()
  return {
    knocked: knock !== undefined,
    // A knock that went back to the queue forgets its admit; the visit does not.
    admitted: visits.some((visit) => visit.allow_at !== null),
    visitorEntered: visits.some((visit) => visit.joined_at !== null),
    expertEntered: expert !== undefined,
  }
}
