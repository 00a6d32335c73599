import { prepared } from '../../database/prepared.ts'
import type { Row } from '../../database/tables.ts'
import { type Context, reading } from '../../platform/context.ts'
import { hashToken } from '../../platform/keys.ts'
import { type Budget, budgetOf, type Limit, networkOf } from '../../platform/rates.ts'
import {
  type Code,
  DAY,
  FORGET_MS,
  HOUR,
  isSpent,
  MAX_CHECKS,
  MAX_SENDS,
  NETWORK_MS,
  prefixOf,
  resendFrom,
  SENDS_MS,
  TOLD_MS,
} from './rules.ts'
import type { OtpState, Pending } from './schema.ts'

/** The limits of codes. Numbers and addresses stand in their keys as keyed hashes only. */
export const limits = {
  sends: (ctx: Context, mobile: string) => limit(`otp.sends:${ctx.keys.mac('rate', mobile)}`, MAX_SENDS, SENDS_MS),
  checks: (ctx: Context, mobile: string) =>
    limit(`otp.checks:${ctx.keys.mac('rate', mobile)}`, ctx.config.OTP_DAILY_CHECKS, DAY),
  prefix: (ctx: Context, mobile: string) =>
    limit(`otp.prefix:${ctx.keys.mac('rate', prefixOf(mobile))}`, ctx.config.OTP_PREFIX_HOURLY, HOUR),
  network: (ctx: Context, address: string) =>
    limit(`otp.network:${ctx.keys.mac('rate', networkOf(address))}`, ctx.config.CHALLENGE_AFTER, NETWORK_MS),
  all: (ctx: Context) => limit('otp.all', ctx.config.OTP_HOURLY_CAP, HOUR),
  told: limit('otp.told', 1, TOLD_MS),
}

function limit(key: string, most: number, span: number): Limit {
  return { key, most, span }
}

/** How a limit stands now, without using it. */
export const standing = (ctx: Context, of: Limit): Promise<Budget> => budgetOf(reading(ctx), of, ctx.now())

/** True when the next request from this address has to bring a proof of work. */
export const needsProof = async (ctx: Context, address: string): Promise<boolean> =>
  (await standing(ctx, limits.network(ctx, address))).left === 0

const lastOf = prepared((db, it: { browser: string; productId: number; after: number }) =>
  db
    .selectFrom('otp')
    .selectAll()
    .where('browser_hash', '=', it.browser)
    .where('product_id', '=', it.productId)
    .where('expires_at', '>', it.after)
    .orderBy('id', 'desc')
    .limit(1),
)

/** The code this browser asked for last, for this product. The scope is the browser's cookie. */
export async function latestOtp(ctx: Context, browser: string, productId: number): Promise<Row<'otp'> | undefined> {
  const asked = { browser: hashToken(browser), productId, after: ctx.now() - FORGET_MS }
  return (await lastOf(reading(ctx), asked)).rows[0]
}

export const codeOf = (row: Row<'otp'>): Code => ({
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  sentAt: row.sent_at,
  sends: row.sends,
  checks: row.checks,
  usedAt: row.used_at,
})

/** A used code lives on for its browser (pressed twice, or come back to, it goes on), but not over its end. */
export const isOver = (row: Row<'otp'>, now: number): boolean => row.used_at !== null && row.expires_at <= now

/** True while a code may still be sent. */
export async function livingCode(ctx: Context, id: number): Promise<boolean> {
  const row = await reading(ctx)
    .selectFrom('otp')
    .select('id')
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.now())
    .executeTakeFirst()
  return row !== undefined
}

export function pendingOf(row: Row<'otp'>): Pending {
  const [terms = '', privacy = ''] = row.documents.split('\n')
  return {
    productId: row.product_id,
    mobile: row.mobile,
    name: row.name,
    email: row.email,
    source: row.source,
    storeId: row.store_id,
    terms,
    privacy,
    news: row.news === 1,
    kiosk: row.kiosk === 1,
    zone: row.zone,
  }
}

/** How this browser stands with its code; undefined when it asked for none or is through with it. */
export async function otpState(ctx: Context, browser: string, productId: number): Promise<OtpState | undefined> {
  const row = await latestOtp(ctx, browser, productId)
  const now = ctx.now()
  if (!row || isOver(row, now)) return undefined
  const code = codeOf(row)
  const [sends, checks, stuck] = await Promise.all([
    standing(ctx, limits.sends(ctx, row.mobile)),
    standing(ctx, limits.checks(ctx, row.mobile)),
    codesStuck(ctx),
  ])
  const noChecks = checks.left === 0
  const noSends = sends.left === 0
  const locked = row.used_at === null && (noChecks || row.checks >= MAX_CHECKS)
  const waiting = row.used_at !== null || !isSpent(code, now)
  return {
    otpId: row.id,
    state: locked ? 'locked' : !waiting ? 'expired' : stuck && row.used_at === null ? 'unsendable' : 'waiting',
    expiresAt: row.expires_at,
    resendAt: noChecks || noSends ? null : resendFrom(code),
    lockedUntil: locked && noSends && !noChecks ? sends.freeAt : null,
    checksLeft: Math.max(0, Math.min(MAX_CHECKS - row.checks, checks.left)),
    pending: pendingOf(row),
  }
}

const STUCK_MS = 5 * 60_000
const STUCK_AFTER = 3

const lateCodes = prepared((db, { after }: { after: number }) =>
  db
    .selectFrom('message')
    .select(['state', 'tries'])
    .where('created_at', '>', after)
    .where('template', '=', 'otp')
    .orderBy('created_at', 'desc')
    .limit(20),
)

/**
 * True when lately no code could be sent to anyone. Looks at all codes alike, not at this visitor's: what a page says must
 * not depend on whether a number is blocked.
 */
async function codesStuck(ctx: Context): Promise<boolean> {
  const { rows } = await lateCodes(reading(ctx), { after: ctx.now() - STUCK_MS })
  const failed = rows.filter((row) => row.state === 'DEAD' || (row.state !== 'SENT' && row.tries > 0)).length
  return failed >= STUCK_AFTER && !rows.some((row) => row.state === 'SENT')
}
