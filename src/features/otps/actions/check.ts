import type { Row } from '../../../database/tables.ts'
import { openVisitorSession } from '../../../platform/auth/visitor.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { sameText } from '../../../platform/keys.ts'
import { take } from '../../../platform/rates.ts'
import { recordConsents } from '../../consents/actions.ts'
import { endSession, keepCustomer } from '../../customers/actions.ts'
import { isBlocked } from '../../customers/reads.ts'
import { productById } from '../../products/reads.ts'
import { latestOtp, limits, pendingOf } from '../reads.ts'
import { MAX_CHECKS } from '../rules.ts'
import type { Pending } from '../schema.ts'
import { codeHash } from './codes.ts'

export interface Checking {
  browser: string
  productId: number
  /** Six digits. */
  code: string
}

export interface Passed {
  ok: true
  /** The one check that counted; a repeat of it in the same browser goes on without. */
  first: boolean
  customerId: number
  sessionId: number
  /** For the cookie; null when the session the browser has goes on. */
  token: string | null
  pending: Pending
}

/** none: this browser has no code. used: the code was used and this is another one. */
export type Checked = Passed | { ok: false; why: 'none' | 'expired' | 'locked' | 'wrong' | 'used' }

/**
 * Checks a code. The first right check makes the customer, the consents and a session, in one transaction; every refused
 * one is counted, which is why refusals are answers here and not errors.
 */
export async function checkOtp(ctx: Context, checking: Checking): Promise<Checked> {
  return transact(ctx, async (work): Promise<Checked> => {
    const row = await latestOtp(ctx, checking.browser, checking.productId)
    if (!row) return { ok: false, why: 'none' }
    if (row.used_at !== null) return repeat(ctx, work, row, checking.code)
    if (row.expires_at <= work.now) return { ok: false, why: 'expired' }
    if (!(await countCheck(work, row.id))) {
      // Another press was first: it has used the code, or the last check.
      const now = await latestOtp(ctx, checking.browser, checking.productId)
      return now?.used_at ? repeat(ctx, work, now, checking.code) : { ok: false, why: 'locked' }
    }
    const within = await take(work, limits.checks(ctx, row.mobile))
    if (!within) return { ok: false, why: 'locked' }
    return (await isRight(ctx, row, checking.code)) ? pass(ctx, work, row) : { ok: false, why: 'wrong' }
  })
}

/** Counted before the code is looked at, so that parallel guesses get no more than the rest. */
async function countCheck(work: Work, id: number): Promise<boolean> {
  const { numUpdatedRows } = await work.db
    .updateTable('otp')
    .set((eb) => ({ checks: eb('checks', '+', 1) }))
    .where('id', '=', id)
    .where('checks', '<', MAX_CHECKS)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A blocked number's code is never right; both questions are asked either way. */
async function isRight(ctx: Context, row: Row<'otp'>, code: string): Promise<boolean> {
  const blocked = await isBlocked(ctx, row.mobile)
  const right = sameText(row.code_hash, codeHash(ctx, row.browser_hash, row.mobile, code))
  return right && !blocked
}

async function pass(ctx: Context, work: Work, row: Row<'otp'>): Promise<Checked> {
  const pending = pendingOf(row)
  const zone = pending.zone || (await productById(ctx, row.product_id))?.zone || 'UTC'
  const { mobile, name, email } = pending
  const customerId = await keepCustomer(work, { mobile, name, email, zone, lang: ctx.lang })
  const use = work.db.updateTable('otp').set({ used_at: work.now, used_by: customerId, code_sealed: null })
  const { numUpdatedRows } = await use.where('id', '=', row.id).where('used_at', 'is', null).executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Error('a code was used twice')
  await recordConsents(work, customerId, { ...pending, at: row.created_at })
  await work.record('otp.verified', 'otp', row.id, { productId: row.product_id, customerId, source: row.source })
  return { ok: true, first: true, customerId, pending, ...(await newSession(ctx, work, customerId, pending.kiosk)) }
}

async function repeat(ctx: Context, work: Work, row: Row<'otp'>, code: string): Promise<Checked> {
  const customerId = row.used_by
  if (customerId === null || row.expires_at <= work.now || !(await isRight(ctx, row, code))) {
    return { ok: false, why: 'used' }
  }
  const pending = pendingOf(row)
  const { actor } = ctx
  const session =
    actor.kind === 'VISITOR' && actor.customerId === customerId
      ? { sessionId: actor.sessionId, token: null }
      : await newSession(ctx, work, customerId, pending.kiosk)
  return { ok: true, first: false, customerId, pending, ...session }
}

async function newSession(ctx: Context, work: Work, customerId: number, kiosk: boolean) {
  const { actor } = ctx
  if (actor.kind === 'VISITOR' && actor.customerId !== customerId) await endSession(work, actor.sessionId)
  const { id, token } = await openVisitorSession(work, customerId, kiosk)
  return { sessionId: id, token }
}
