import type { Staff } from '../../../platform/auth/staff.ts'
import { findCredential, updateUser } from '../../../platform/auth/staff-credentials.ts'
import { endSessions } from '../../../platform/auth/staff-sessions.ts'
import { type Context, requireAdmin, transact, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { recipientKey } from '../../../platform/messages/outbox.ts'
import { holdWork, leaveSlots, remakeOf } from '../../slots/actions/slots.ts'
import { assign, endWork, lockActiveAdmins, sendLink } from '../actions.ts'
import { servedProducts } from '../reads.ts'
import { whyStaysAdmin } from '../rules.ts'
import type { UserEdit } from '../schema.ts'

const TELL_MS = 24 * 60 * 60_000

/**
 * Changes a user's name, e-mail or role. Another e-mail or role ends their sessions (but the asker's own), another role
 * also what they were doing. Throws `conflict` for a taken e-mail, the own admin role and the last active admin's.
 * @param header cookies of the asker, whose session stays
 */
export async function editUser(
  ctx: Context,
  staff: Staff,
  userId: number,
  change: UserEdit,
  header?: string,
): Promise<void> {
  requireAdmin(ctx, 'change users')
  await transact(ctx, async (work) => {
    await holdWork(work, [userId])
    const admins = await lockActiveAdmins(ctx, work)
    const found = work.db.selectFrom('user').select(['name', 'email', 'role', 'status']).where('id', '=', userId)
    const before = await found.executeTakeFirst()
    if (!before) throw new AppError('not_found', 'There is no such user.')
    const { name = before.name, email = before.email, role = before.role } = change
    const after = { name, email, role }
    const changed = (['name', 'email', 'role'] as const).filter((field) => after[field] !== before[field])
    if (changed.length === 0) return
    const refusal = changed.includes('role') && role === 'AGENT' && whyStaysAdmin(userIdOf(ctx), userId, admins)
    if (refusal) throw new AppError('conflict', refusal, { fields: { role: refusal } })
    await updateUser(ctx, work, userId, after)
    await work.record('user.edited', 'user', userId, { userId, changed, role })
    if (changed.includes('role')) await takeRole(ctx, work, userId, role, change.products)
    if (changed.includes('email')) await tellEmail(ctx, work, userId, { ...before, to: email })
    if (changed.some((field) => field !== 'name')) {
      const sessions = await endSessions(ctx, work, userId, staff.token(header))
      await work.record('user.sessions_ended', 'user', userId, { sessions })
    }
  })
  staff.forget(userId)
}

/** An admin serves every product, an agent those assigned: slots of others are left. */
async function takeRole(ctx: Context, work: Work, userId: number, role: 'AGENT' | 'ADMIN', products?: number[]) {
  await endWork(work, userId)
  if (role === 'ADMIN') return remakeOf(ctx, work, { userId })
  if (products) {
    await work.db.deleteFrom('user_product').where('user_id', '=', userId).execute()
    await assign(work, userId, products)
  }
  return leaveSlots(ctx, work, userId, { except: await servedProducts(ctx, { id: userId, role }) })
}

/** Tells both mailboxes; who has no password yet gets the link to choose one at the new one. Reminders go there too. */
async function tellEmail(
  ctx: Context,
  work: Work,
  userId: number,
  { email, to, status }: { email: string; to: string; status: 'ACTIVE' | 'INACTIVE' },
): Promise<void> {
  const told = (template: string, recipient: string) =>
    work.send({
      channel: 'EMAIL',
      recipient,
      template,
      lang: 'en',
      refs: { user: userId },
      urgency: 'NOW',
      zone: 'UTC',
      expiresAt: work.now + TELL_MS,
    })
  await work.db
    .updateTable('message')
    .set({ recipient: to, recipient_key: recipientKey(to) })
    .where('recipient_key', '=', recipientKey(email))
    .where('template', '=', 'slot.reminder')
    .where('state', '=', 'PENDING')
    .execute()
  await told('user.email.old', email)
  const credential = status === 'ACTIVE' ? await findCredential(ctx, { id: userId }) : undefined
  if (credential?.passwordHash === null) await sendLink(ctx, work, 'user.invite', to)
  else await told('user.email.new', to)
}
