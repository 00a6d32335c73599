import { openVisitorSession } from '../../../platform/auth/visitor.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { hashToken, sameText } from '../../../platform/keys.ts'
import { take } from '../../../platform/rates.ts'
import { type Booking, bookingByToken, isAlive, linkOf, pinLockedUntil, pinOf } from '../reads.ts'
import { PIN_TRIES, pinLockMs } from '../rules.ts'

const HOUR = 60 * 60_000
const NEW_PINS = 3
const NEW_PINS_DAY = 8

export interface Session {
  id: number
  token: string
}

/** `wrong` with the tries left before the next lock, `locked` until an instant, ms. `over`: there is nothing to enter any more. */
export type PinCheck = { session: Session } | { wrong: number } | { locked: number } | { over: true }

/**
 * Checks the PIN of a meeting link. Right: a session of its customer, as the PIN came by SMS to the proved number. A wrong
 * one counts although it is refused. Throws `not_found` for a token that is no booking's.
 */
export async function checkPin(ctx: Context, token: string, pin: string): Promise<PinCheck> {
  const link = await linkOf(ctx, token)
  const until = pinLockedUntil(ctx, link.booking)
  // A flood of guesses at a locked link does not hold up those who write.
  if (isAlive(link.state) && until !== null) return { locked: until }
  return transact(ctx, async (work) => {
    const { booking: found, state } = await linkOf(ctx, token)
    if (!isAlive(state)) return { over: true }
    const tried = await work.db
      .updateTable('booking')
      .set(({ eb }) => ({ pin_tries: eb('pin_tries', '+', 1) }))
      .where('id', '=', found.id)
      .where(({ or, eb }) => or([eb('pin_locked_until', 'is', null), eb('pin_locked_until', '<=', work.now)]))
      .executeTakeFirst()
    const booking = await bookingByToken(ctx, token)
    if (tried.numUpdatedRows === 0n) return { locked: booking.pin_locked_until ?? work.now }
    const own = work.db.updateTable('booking').where('id', '=', booking.id)
    if (booking.blocked_at === null && sameText(pin, pinOf(ctx.keys, booking))) {
      await own.set({ pin_tries: 0, pin_locked_until: null }).execute()
      await work.record('booking.opened', 'demo', booking.demo_id, { bookingId: booking.id })
      return { session: await openVisitorSession(work, booking.customer_id, false) }
    }
    const lock = pinLockMs(booking.pin_tries)
    if (lock === 0) return { wrong: PIN_TRIES - (booking.pin_tries % PIN_TRIES) }
    await own.set({ pin_locked_until: work.now + lock }).execute()
    await work.record('booking.locked', 'demo', booking.demo_id, { bookingId: booking.id })
    return { locked: work.now + lock }
  })
}

/**
 * A session for the browser that booked, without the PIN; undefined for any other browser.
 * @param browser token of the browser's cookie
 */
export async function openInBrowser(ctx: Context, booking: Booking, browser: string): Promise<Session | undefined> {
  if (booking.blocked_at !== null || booking.browser_hash !== hashToken(browser)) return undefined
  return transact(ctx, (work) => openVisitorSession(work, booking.customer_id, false))
}

/** Whoever opens a link in this browser from now on is asked for the PIN. Joins the caller's transaction. */
export async function forgetBrowser(work: Work, browser: string): Promise<void> {
  await work.db
    .updateTable('booking')
    .set({ browser_hash: null })
    .where('browser_hash', '=', hashToken(browser))
    .execute()
}

/** Sends a new PIN by SMS, at most three an hour and eight a day; the old one is void, its wrong tries are forgotten. False: too many. */
export async function sendNewPin(ctx: Context, token: string): Promise<boolean> {
  return transact(ctx, async (work) => {
    const booking = await bookingByToken(ctx, token)
    if (!(await take(work, { key: `pin:${booking.id}`, most: NEW_PINS, span: HOUR }))) return false
    // Each one gives whoever has the link its tries again.
    if (!(await take(work, { key: `pin-day:${booking.id}`, most: NEW_PINS_DAY, span: 24 * HOUR }))) return false
    if (booking.state !== 'BOOKED' || booking.blocked_at !== null) return true
    const version = booking.pin_version + 1
    await work.db
      .updateTable('booking')
      .set({ pin_version: version, pin_tries: 0, pin_locked_until: null })
      .where('id', '=', booking.id)
      .execute()
    await work.send({
      channel: 'SMS',
      recipient: booking.mobile,
      template: 'booking.pin',
      lang: ctx.lang,
      refs: { booking: booking.id, version },
      urgency: 'NOW',
      zone: booking.zone,
      expiresAt: booking.ends_at,
      dedupeKey: `pin:${booking.id}:${version}`,
    })
    await work.record('booking.pin_sent', 'demo', booking.demo_id, { bookingId: booking.id })
    return true
  })
}
