import { type Context, transact } from '../../platform/context.ts'
import { forgetBrowser } from '../bookings/actions/pin.ts'
import { endSession } from '../customers/actions.ts'
import { dropCodes } from '../otps/actions/wipe.ts'

/**
 * "Not you?", and the next visitor of a shared device: drops the browser's codes, has it asked for the PIN of what was
 * booked in it, and ends its session (`session` false: leaves it), so that nothing of the last visitor is left in it.
 */
export async function forgetVisitor(ctx: Context, browser: string, session = true): Promise<void> {
  await transact(ctx, async (work) => {
    if (session && ctx.actor.kind === 'VISITOR') await endSession(work, ctx.actor.sessionId)
    await dropCodes(work, browser)
    await forgetBrowser(work, browser)
  })
}
