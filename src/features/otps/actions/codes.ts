import { randomInt } from 'node:crypto'
import type { Row } from '../../../database/tables.ts'
import { type Context, once, transact, type Work } from '../../../platform/context.ts'
import { hashToken } from '../../../platform/keys.ts'
import { take } from '../../../platform/rates.ts'
import { isBlocked } from '../../customers/reads.ts'
import { mailAdmins } from '../../messages/actions.ts'
import { codeOf, isOver, latestOtp, limits, pendingOf, standing } from '../reads.ts'
import { expiryOf, resendFrom, sendsSameCode } from '../rules.ts'
import type { Pending } from '../schema.ts'
import { type Proof, spendProof } from './challenge.ts'

export interface Asking {
  pending: Pending
  /** Token of the browser's cookie: the code works in this browser only. */
  browser: string
  address: string
  /** Idempotency key of the form. */
  key?: string | undefined
  /** From `readProof`, when the form brought one. */
  proof?: Proof | undefined
}

/**
 * proofNeeded: this network has to bring a proof of work. proof: the one it brought is spent. tooMany: this number has had
 * its sendings for now. unsendable: a cap holds; admins have been told.
 */
export type Refusal = 'proofNeeded' | 'proof' | 'tooMany' | 'unsendable'
export type Requested = { sent: true } | { refused: Refusal }

export const codeHash = (ctx: Context, browserHash: string, mobile: string, code: string): string =>
  ctx.keys.mac('otp', browserHash, mobile, code)

/**
 * Sends a code to a number, for this browser. Nothing of the customer's is touched. Takes the same steps for unknown,
 * known and blocked numbers. The same press again (key and contents) gets the first answer.
 */
export async function requestOtp(ctx: Context, asking: Asking): Promise<Requested> {
  const { pending, key } = asking
  const browserHash = hashToken(asking.browser)
  const press = key && ctx.keys.mac('press', key, browserHash, JSON.stringify(pending))
  return transact(ctx, async (work) => {
    const result = await once(work, 'otp.request', press, async (): Promise<Requested> => {
      const refused = (await checkNetwork(ctx, work, asking)) ?? (await spendSending(ctx, work, pending.mobile))
      if (refused) return { refused }
      await makeCode(ctx, work, browserHash, pending)
      return { sent: true }
    })
    // A refusal is for now: the same form may be sent again later.
    if ('refused' in result && press) {
      await work.db.deleteFrom('idempotency').where('scope', '=', 'otp.request').where('key', '=', press).execute()
    }
    return result
  })
}

async function checkNetwork(ctx: Context, work: Work, { address, proof }: Asking): Promise<Refusal | undefined> {
  if (await take(work, limits.network(ctx, address))) return undefined
  if (!proof) return 'proofNeeded'
  return (await spendProof(work, proof)) ? undefined : 'proof'
}

/** Counts one SMS to a number against all its limits. */
async function spendSending(ctx: Context, work: Work, mobile: string): Promise<'tooMany' | 'unsendable' | undefined> {
  if (!(await take(work, limits.sends(ctx, mobile)))) return 'tooMany'
  const why = !(await take(work, limits.prefix(ctx, mobile)))
    ? 'PREFIX'
    : !(await take(work, limits.all(ctx)))
      ? 'CAP'
      : undefined
  if (!why) return undefined
  if (await take(work, limits.told)) {
    await work.record('otp.unsendable', 'otp', null, { why })
    await mailAdmins(ctx, work, 'otp.unsendable', { why })
  }
  return 'unsendable'
}

async function makeCode(ctx: Context, work: Work, browserHash: string, pending: Pending): Promise<void> {
  const { mobile, productId, terms, privacy, source } = pending
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const row = {
    browser_hash: browserHash,
    mobile,
    product_id: productId,
    code_hash: codeHash(ctx, browserHash, mobile, code),
    code_sealed: ctx.keys.seal('otp', code),
    created_at: work.now,
    expires_at: expiryOf(work.now, work.now, ctx.config.OTP_TTL * 1000),
    checks: 0,
    sends: 1,
    sent_at: work.now,
    name: pending.name,
    email: pending.email,
    source,
    store_id: pending.storeId,
    documents: `${terms}\n${privacy}`,
    news: pending.news ? 1 : 0,
    kiosk: pending.kiosk ? 1 : 0,
    zone: pending.zone,
    lang: ctx.lang,
  }
  const { insertId } = await work.db.insertInto('otp').values(row).executeTakeFirstOrThrow()
  await sendCode(ctx, work, { ...row, id: Number(insertId) })
  await work.record('otp.requested', 'otp', Number(insertId), { productId, source })
}

type Sent = Pick<Row<'otp'>, 'id' | 'mobile' | 'code_sealed' | 'expires_at' | 'sends' | 'zone' | 'lang' | 'product_id'>

async function sendCode(ctx: Context, work: Work, row: Sent): Promise<void> {
  // A blocked number's message is written too, but expired already: the same steps in the same time.
  const blocked = await isBlocked(ctx, row.mobile)
  await work.send({
    channel: 'SMS',
    recipient: row.mobile,
    template: 'otp',
    lang: row.lang,
    refs: { otp: row.id, product: row.product_id },
    ...(row.code_sealed === null ? {} : { secret: row.code_sealed }),
    urgency: 'NOW',
    zone: row.zone || 'UTC',
    expiresAt: blocked ? work.now : row.expires_at,
    dedupeKey: `otp:${row.id}:${row.sends}`,
  })
}

/** again: the same code went out. new: another one. early: not yet. none: this browser has asked for no code. */
export type Resent = 'again' | 'new' | 'early' | 'none' | 'tooMany' | 'unsendable'

/** Sends the code of this browser once more: the same while it lives, with more life; a new one afterwards. */
export async function resendOtp(ctx: Context, asking: { browser: string; productId: number }): Promise<Resent> {
  return transact(ctx, async (work) => {
    const row = await latestOtp(ctx, asking.browser, asking.productId)
    if (!row || isOver(row, work.now)) return 'none'
    const code = codeOf(row)
    if (work.now < resendFrom(code)) return 'early'
    if ((await standing(ctx, limits.checks(ctx, row.mobile))).left === 0) return 'tooMany'
    const own = work.db.updateTable('otp').where('id', '=', row.id)
    // Sent in the language the page is read in now.
    const claim = own.set({ sends: row.sends + 1, sent_at: work.now, lang: ctx.lang }).where('sends', '=', row.sends)
    // Two presses at once: the second finds the count moved.
    if ((await claim.executeTakeFirst()).numUpdatedRows === 0n) return 'early'
    const refused = await spendSending(ctx, work, row.mobile)
    if (refused) {
      await own.set({ sends: row.sends, sent_at: row.sent_at }).execute()
      return refused
    }
    if (!sendsSameCode(code, work.now)) {
      await makeCode(ctx, work, row.browser_hash, pendingOf(row))
      return 'new'
    }
    const expires_at = Math.max(row.expires_at, expiryOf(row.created_at, work.now, ctx.config.OTP_TTL * 1000))
    await own.set({ expires_at }).execute()
    await sendCode(ctx, work, { ...row, sends: row.sends + 1, expires_at, lang: ctx.lang })
    return 'again'
  })
}
