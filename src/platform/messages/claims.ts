import type { Row } from '../../database/tables.ts'
import { type Context, transact, type Work } from '../context.ts'
import type { HeldLease } from '../jobs/lease-watch.ts'
import { newToken } from '../keys.ts'
import type { NextStep } from './retry.ts'

export type Channel = Row<'message'>['channel']

/** A message this process may send now; `lease` says so to the others. */
export type Claimed = Row<'message'> & { lease: string }

const SWEEP = 500
const FREE = { leased_until: null, leased_by: null }
const LOST = 'The process that was sending it ended'

/**
 * Takes up to `most` due messages of a channel, oldest due first. Committed when it returns, so that a process that
 * dies later is known to have been sending. Of several processes exactly one gets a message.
 */
export async function claim(ctx: Context, channel: Channel, most: number, leaseMs: number): Promise<Claimed[]> {
  const now = ctx.now()
  const due = await ctx.database.read
    .selectFrom('message')
    .select('id')
    .where('state', '=', 'PENDING')
    .where('next_try', '<=', now)
    .where('channel', '=', channel)
    .orderBy('next_try')
    .orderBy('id')
    .limit(most)
    .execute()
  if (!due.length) return []
  const ids = due.map(({ id }) => id)
  const lease = newToken()
  const rows = await ctx.database.transact(async (db) => {
    await db
      .updateTable('message')
      .set((eb) => ({
        state: 'SENDING',
        tries: eb('tries', '+', 1),
        leased_by: lease,
        leased_until: now + leaseMs,
      }))
      .where('id', 'in', ids)
      .where('state', '=', 'PENDING')
      .execute()
    return db.selectFrom('message').selectAll().where('id', 'in', ids).where('leased_by', '=', lease).execute()
  })
  return rows.sort((a, b) => a.next_try - b.next_try || a.id - b.id).map((row) => ({ ...row, lease }))
}

/** Gives a message back untried, for `at` (ms) or later. */
export async function release(ctx: Context, message: Claimed, at: number): Promise<void> {
  await ctx.database.transact((db) =>
    db
      .updateTable('message')
      .set((eb) => ({ state: 'PENDING', tries: eb('tries', '-', 1), next_try: at, ...FREE }))
      .where('id', '=', message.id)
      .where('state', '=', 'SENDING')
      .where('leased_by', '=', message.lease)
      .execute(),
  )
}

/** Records that it was sent: for good, even when another process has meanwhile taken the message for lost. */
export async function recordSent(ctx: Context, message: Claimed, provider: string, providerId: string): Promise<void> {
  await transact(ctx, async (work) => {
    const sent = await work.db
      .updateTable('message')
      .set({
        state: 'SENT',
        sent_at: work.now,
        provider,
        provider_id: providerId.slice(0, 128),
        secret: null,
        fault: null,
        ...FREE,
      })
      .where('id', '=', message.id)
      .where('state', '<>', 'SENT')
      .executeTakeFirstOrThrow()
    if (sent.numUpdatedRows > 0n) await tell(work, 'message.sent', message, {})
  })
}

/** Records a try that failed and what comes next. Nothing changes once the message is no longer ours. */
export async function recordFault(ctx: Context, message: Claimed, fault: string, next: NextStep): Promise<void> {
  await transact(ctx, async (work) => {
    const change =
      next.state === 'DEAD'
        ? { state: next.state, secret: null }
        : { state: next.state, next_try: work.now + next.waitMs, uncertain: next.uncertain ? 1 : 0 }
    const changed = await work.db
      .updateTable('message')
      .set({ ...change, fault: fault.slice(0, 200), ...FREE })
      .where('id', '=', message.id)
      .where('state', '=', 'SENDING')
      .where('leased_by', '=', message.lease)
      .executeTakeFirstOrThrow()
    if (changed.numUpdatedRows > 0n && next.state === 'DEAD') await tell(work, 'message.dead', message, { fault })
  })
}

/** Gives up a message that is no longer true or comes too late. */
export async function recordExpired(ctx: Context, message: Claimed): Promise<void> {
  await transact(ctx, async (work) => {
    await expire(work, { ...message, tries: message.tries - 1 }, { state: 'SENDING', leased_by: message.lease })
  })
}

// Expiry after a failed try is told too: admins must hear of codes that could not be sent in time.
async function expire(
  work: Work,
  message: Pick<Row<'message'>, 'id' | 'channel' | 'template' | 'tries' | 'fault'>,
  held: { state: 'PENDING' | 'SENDING'; leased_by?: string },
): Promise<void> {
  let update = work.db
    .updateTable('message')
    .set({ state: 'EXPIRED', secret: null, ...FREE })
    .where('id', '=', message.id)
    .where('state', '=', held.state)
  if (held.leased_by) update = update.where('leased_by', '=', held.leased_by)
  const { numUpdatedRows } = await update.executeTakeFirstOrThrow()
  const { tries, fault } = message
  if (numUpdatedRows > 0n && tries > 0) await tell(work, 'message.expired', message, { fault })
}

/** Expires what waits past its time, so that no secret outlives it. */
export async function expireOverdue(ctx: Context): Promise<void> {
  const now = ctx.now()
  const overdue = await ctx.database.read
    .selectFrom('message')
    .select(['id', 'channel', 'template', 'tries', 'fault'])
    .where('state', '=', 'PENDING')
    .where('expires_at', '<=', now)
    .limit(SWEEP)
    .execute()
  if (!overdue.length) return
  await transact(ctx, async (work) => {
    for (const message of overdue) await expire(work, message, { state: 'PENDING' })
  })
}

/**
 * Takes up what died with its process: its outcome is unknown, so it is tried once more, or given up the second time.
 * @param dead picks the dead among the leases held
 */
export async function reapDead(ctx: Context, dead: (held: HeldLease<number>[]) => HeldLease<number>[]): Promise<void> {
  const held = await ctx.database.read
    .selectFrom('message')
    .select(['id', 'leased_by', 'uncertain', 'channel', 'template'])
    .where('state', '=', 'SENDING')
    .execute()
  const lost = dead(held.map(({ id, leased_by }) => ({ key: id, token: leased_by ?? '' })))
  if (!lost.length) return
  const gone = new Map(lost.map(({ key, token }) => [key, token]))
  await transact(ctx, async (work) => {
    for (const message of held.filter(({ id }) => gone.has(id))) {
      const again = message.uncertain === 0
      const { numUpdatedRows } = await work.db
        .updateTable('message')
        .set({ ...(again ? { state: 'PENDING', next_try: work.now } : { state: 'DEAD', secret: null }), uncertain: 1 })
        .set({ fault: LOST, ...FREE })
        .where('id', '=', message.id)
        .where('state', '=', 'SENDING')
        .where('leased_by', '=', gone.get(message.id) ?? '')
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n && !again) await tell(work, 'message.dead', message, { fault: LOST })
    }
  })
}

const tell = (
  work: Work,
  action: string,
  { id, channel, template }: Pick<Row<'message'>, 'id' | 'channel' | 'template'>,
  more: Record<string, unknown>,
) => work.record(action, 'message', id, { channel, template, ...more })
