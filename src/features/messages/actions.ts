import { type Context, requireAdmin, transact, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { readBrand } from '../brand/reads.ts'

/** Sends a dead message again. One with a wiped secret (a code) cannot be: the visitor asks for another. */
export async function resendMessage(ctx: Context, id: number): Promise<void> {
  requireAdmin(ctx, 'resend messages')
  await transact(ctx, async (work) => {
    const message = await work.db
      .selectFrom('message')
      .select(['template', 'expires_at'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!message) throw new AppError('not_found', 'There is no such message.')
    if (message.template === 'otp') {
      throw new AppError('conflict', 'A code is not kept. The visitor can ask for another one.')
    }
    if (message.expires_at !== null && message.expires_at <= work.now) {
      throw new AppError('conflict', 'Its time is over, so what it says is true no longer. It is not sent again.')
    }
    const { numUpdatedRows } = await work.db
      .updateTable('message')
      .set({
        state: 'PENDING',
        tries: 0,
        uncertain: 0,
        next_try: work.now,
        fault: null,
        leased_until: null,
        leased_by: null,
      })
      .where('id', '=', id)
      .where('state', '=', 'DEAD')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('conflict', 'Only a message that failed can be sent again.')
    work.wake()
    await work.record('message.resent', 'message', id)
  })
}

/** One e-mail to every active admin. Joins the caller's transaction. */
export async function mailAdmins(
  ctx: Context,
  work: Work,
  template: string,
  refs: Record<string, string>,
): Promise<void> {
  const { zone } = await readBrand(ctx)
  const admins = await work.db
    .selectFrom('user')
    .select('email')
    .where('role', '=', 'ADMIN')
    .where('status', '=', 'ACTIVE')
    .limit(100)
    .execute()
  for (const { email } of admins) {
    await work.send({ channel: 'EMAIL', recipient: email, template, lang: 'en', refs, urgency: 'NOW', zone })
  }
}
