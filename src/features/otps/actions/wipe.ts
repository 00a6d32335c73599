import type { Database } from '../../../database/database.ts'
import type { Context, Work } from '../../../platform/context.ts'
import { hashToken } from '../../../platform/keys.ts'
import { FORGET_MS, HOUR } from '../rules.ts'

/** A clock may be set back by this much without a code being passed over. */
const CLOCK_MS = 3 * HOUR
/** Up to where this process has wiped; it begins with everything. */
const wiped = new WeakMap<Database, number>()

const nothing = { code_hash: '', code_sealed: null, name: '', email: '', mobile: '' }

/** Wipes codes that have expired, and a day later what was typed with them. */
export async function wipeCodes(ctx: Context): Promise<void> {
  const now = ctx.now()
  const since = wiped.get(ctx.database) ?? 0
  const between = (from: number, to: number) =>
    ctx.database.write.updateTable('otp').where('expires_at', '>', from).where('expires_at', '<=', to)
  await between(since, now).set({ code_hash: '', code_sealed: null }).where('code_hash', '!=', '').execute()
  await between(since - FORGET_MS, now - FORGET_MS)
    .set(nothing)
    .where('mobile', '!=', '')
    .execute()
  wiped.set(ctx.database, now - CLOCK_MS)
}

/** Drops the codes of a browser, used ones too: "Not you?" and the next visitor of a shared device. */
export async function dropCodes(work: Work, browser: string): Promise<void> {
  await work.db
    .updateTable('otp')
    .set({ ...nothing, expires_at: 0 })
    .where('browser_hash', '=', hashToken(browser))
    .where('expires_at', '>', work.now - FORGET_MS)
    .execute()
}
