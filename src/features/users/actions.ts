import { held } from '../../database/database.ts'
import type { Staff } from '../../platform/auth/staff.ts'
import {
  createUser,
  findCredential,
  newPasswordHash,
  readResetToken,
  setPassword,
} from '../../platform/auth/staff-credentials.ts'
import { endSessions, staffDate } from '../../platform/auth/staff-sessions.ts'
import { type Context, once, requireAdmin, requireUser, transact, userIdOf, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { endLiveOf } from '../live-demos/actions.ts'
import { closeMeeting } from '../meetings/actions.ts'
import { currentMeeting } from '../meetings/reads.ts'
import { holdWork, leaveSlots, remakeOf } from '../slots/actions/slots.ts'
import { handOver } from './actions/hand-over.ts'
import { agentsOf, userById } from './reads.ts'
import { LINK_MS, mayUseTotp, whyStaysActive } from './rules.ts'
import { type NewUser, newUser } from './schema.ts'

type Header = string | undefined

export interface LoginAttempt {
  email: string
  password: string
  remember: boolean
  address: string
}

// What the login library writes (sessions, codes) it has committed when our event follows. A crash between the two
// leaves a session without its line in the audit log, or ended sessions without one: never an open door.

/** First step of logging in. Throws as `Staff.signIn`. @returns Set-Cookie lines, and whether a second step follows */
export async function logIn(ctx: Context, staff: Staff, attempt: LoginAttempt, header: Header) {
  const { cookies, userId, next } = await staff.signIn(attempt, header)
  if (next === 'done') await note(ctx, userId, 'user.logged_in')
  return { cookies, next }
}

/** Second step of logging in, by the app's code or a recovery code. Throws as `Staff.verifyTotp`. */
export async function finishLogIn(
  ctx: Context,
  staff: Staff,
  given: { kind: 'app' | 'recovery'; code: string },
  header: Header,
): Promise<string[]> {
  const verify = given.kind === 'app' ? staff.verifyTotp : staff.verifyRecoveryCode
  const { cookies, userId } = await verify(given.code, header)
  await note(ctx, userId, given.kind === 'app' ? 'user.logged_in' : 'user.logged_in_by_recovery_code')
  return cookies
}

/** Ends this browser's session. @returns the cookies that clear it */
export async function logOut(ctx: Context, staff: Staff, header: Header): Promise<string[]> {
  const user = await staff.findNow(header)
  const key = staff.sessionKey(header)
  const cookies = await staff.signOut(header)
  if (user) await note(ctx, user.id, 'user.sessions_ended', { sessions: [key] })
  return cookies
}

/** Ends all of the asker's sessions, this one too. */
export async function logOutEverywhere(ctx: Context, staff: Staff): Promise<void> {
  const { id } = requireUser(ctx)
  await transact(ctx, async (work) => {
    await endSessions(ctx, work, id)
    await work.record('user.logged_out_everywhere', 'user', id)
  })
  staff.forget(id)
}

/** Changes the asker's password and ends their other sessions. Throws `invalid`, naming the field. */
export async function changePassword(
  ctx: Context,
  staff: Staff,
  change: { current: string; password: string },
  header: Header,
): Promise<void> {
  const { id } = requireUser(ctx)
  const was = await staff.checkPassword(id, change.current, 'current')
  const hash = await newPasswordHash(change.password)
  await transact(ctx, async (work) => {
    const ended = await setPassword(ctx, work, { userId: id, was, hash, keep: staff.token(header) })
    if (!ended) throw new AppError('conflict', 'Your password was just changed elsewhere. Log in again.')
    await work.record('user.password_changed', 'user', id)
    await work.record('user.sessions_ended', 'user', id, { sessions: ended })
  })
  staff.forget(id)
}

/** Sends a link to choose a password to whoever owns the mailbox, if anyone here does: for all e-mails the same path. */
export async function requestReset(ctx: Context, staff: Staff, email: string, address: string): Promise<void> {
  if (!(await staff.mayAskReset(email, address))) return
  await transact(ctx, (work) => sendLink(ctx, work, 'user.reset', email))
}

/** True while a link's token works. */
export const isResetOpen = async (ctx: Context, token: string): Promise<boolean> =>
  (await readResetToken(ctx, token)) !== undefined

/**
 * Sets the password behind a link's token, once, and ends all sessions. Throws `gone`, or `invalid` for the password.
 * @returns the cookie that makes this browser a known one: the mailbox proves as much as a login
 */
export async function resetPassword(
  ctx: Context,
  staff: Staff,
  given: { token: string; password: string },
  header: Header,
): Promise<string> {
  const gone = new AppError('gone', 'This link no longer works. Ask for a new one.')
  const credential = await readResetToken(ctx, given.token)
  if (!credential) throw gone
  const { userId, email, passwordHash: was } = credential
  const hash = await newPasswordHash(given.password, email)
  await transact(ctx, async (work) => {
    if (!(await setPassword(ctx, work, { userId, was, hash }))) throw gone
    await work.record('user.password_reset', 'user', userId)
  })
  staff.forget(userId)
  return staff.rememberBrowser(email, header)
}

/** Begins the asker's enrolment in the second step. */
export function startTotp(ctx: Context, staff: Staff, password: string, issuer: string, header: Header) {
  requireTotp(ctx)
  return staff.startTotp(header, password, issuer)
}

/** Turns the asker's second step on. @returns cookies, and the recovery codes for the only time */
export async function confirmTotp(ctx: Context, staff: Staff, code: string, header: Header) {
  const id = requireTotp(ctx)
  const { cookies, recoveryCodes, ended } = await staff.confirmTotp(header, code)
  await note(ctx, id, 'user.totp_on')
  await note(ctx, id, 'user.sessions_ended', { sessions: ended })
  return { cookies, recoveryCodes }
}

/** Turns the asker's second step off. @returns cookies */
export async function disableTotp(ctx: Context, staff: Staff, password: string, header: Header): Promise<string[]> {
  const id = requireTotp(ctx)
  const { cookies, ended } = await staff.disableTotp(header, password)
  await note(ctx, id, 'user.totp_off')
  await note(ctx, id, 'user.sessions_ended', { sessions: ended })
  return cookies
}

/** Replaces the asker's recovery codes. */
export async function newRecoveryCodes(ctx: Context, staff: Staff, password: string, header: Header) {
  const id = requireTotp(ctx)
  const recoveryCodes = await staff.newRecoveryCodes(header, password)
  await note(ctx, id, 'user.recovery_codes_new')
  return recoveryCodes
}

/**
 * Adds a user. Without a password (which only the command line gives) they are sent a link to choose one.
 * Throws `conflict` when the e-mail is taken, `invalid` naming the field.
 */
export async function addUser(
  ctx: Context,
  user: Omit<NewUser, 'key' | 'products'> & { key?: string; password?: string; products: readonly number[] },
): Promise<{ id: number }> {
  requireAdmin(ctx, 'do this')
  const checked = newUser.pick({ name: true, email: true }).safeParse(user)
  if (!checked.success) {
    const { path, message } = checked.error.issues[0]!
    throw new AppError('invalid', `${message}.`, { fields: { [String(path[0])]: message } })
  }
  const passwordHash = user.password === undefined ? null : await newPasswordHash(user.password, user.email)
  const createdBy = userIdOf(ctx)
  const { name, email } = checked.data
  const { role } = user
  return transact(ctx, (work) =>
    once(work, `user.add:${createdBy ?? 'system'}`, user.key, async () => {
      const id = await createUser(ctx, work, { name, email, role, passwordHash, createdBy })
      await assign(work, id, user.products)
      await work.record('user.added', 'user', id, { role, products: user.products })
      if (passwordHash === null) await sendLink(ctx, work, 'user.invite', email)
      return { id }
    }),
  )
}

/**
 * Makes a user active or inactive; either way their sessions end in the same transaction, so that one opened while
 * they were made inactive does not come back to life later. Throws `conflict` for oneself and the last admin, and as
 * `handOver` for who takes their bookings.
 */
export async function setUserStatus(
  ctx: Context,
  staff: Staff,
  userId: number,
  status: 'ACTIVE' | 'INACTIVE',
  handTo?: number | null,
): Promise<void> {
  requireAdmin(ctx, 'do this')
  await transact(ctx, async (work) => {
    await holdWork(work, handTo ? [userId, handTo] : [userId])
    const admins = await lockActiveAdmins(ctx, work)
    const refusal = status === 'INACTIVE' ? whyStaysActive(userIdOf(ctx), userId, admins) : undefined
    if (refusal) throw new AppError('conflict', refusal)
    const { numUpdatedRows } = await work.db
      .updateTable('user')
      .set({ status, updatedAt: staffDate(ctx.database.engine, work.now) })
      .where('id', '=', userId)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('not_found', 'There is no such user.')
    await endSessions(ctx, work, userId)
    if (status === 'INACTIVE') {
      await endWork(work, userId)
      await handOver(ctx, work, userId, handTo)
      await leaveSlots(ctx, work, userId)
    } else await remakeOf(ctx, work, { userId })
    await work.record(status === 'ACTIVE' ? 'user.activated' : 'user.deactivated', 'user', userId, { userId })
  })
  staff.forget(userId)
}

/** Live nowhere and in no call: whoever was with them can ask again, placed next. Joins the caller's transaction. */
export async function endWork(work: Work, userId: number): Promise<void> {
  await endLiveOf(work, userId)
  const call = await currentMeeting(work.db, userId)
  if (call) await closeMeeting(work, call.room)
}

/** Says which products an agent serves, in place of those before. */
export async function setUserProducts(ctx: Context, userId: number, products: number[]): Promise<void> {
  requireAdmin(ctx, 'do this')
  await transact(ctx, async (work) => {
    const user = await work.db.selectFrom('user').select(['id', 'role']).where('id', '=', userId).executeTakeFirst()
    if (!user) throw new AppError('not_found', 'There is no such user.')
    await holdWork(work, [userId])
    // An admin serves every product.
    if (user.role === 'AGENT') await endLiveOf(work, userId, products)
    await work.db.deleteFrom('user_product').where('user_id', '=', userId).execute()
    await assign(work, userId, products)
    if (user.role === 'AGENT') await leaveSlots(ctx, work, userId, { except: products })
    await work.record('user.products_changed', 'user', userId, { userId, products })
  })
}

/** Says who of the active agents serves a product; the others' products stay as they are. */
export async function setProductAgents(ctx: Context, productId: number, agents: number[]): Promise<void> {
  requireAdmin(ctx, 'do this')
  await transact(ctx, async (work) => {
    const { rows } = await agentsOf(ctx, productId)
    const unknown = agents.find((id) => !rows.some((row) => row.id === id))
    if (unknown !== undefined) {
      throw new AppError('invalid', 'One of these agents is gone.', { fields: { agents: 'unknown' } })
    }
    const leaving = rows.filter(({ id, serves }) => serves && !agents.includes(id))
    await holdWork(
      work,
      leaving.map(({ id }) => id),
    )
    for (const { id, serves } of rows) {
      const wanted = agents.includes(id)
      if (wanted === serves) continue
      const row = { user_id: id, product_id: productId }
      if (wanted) await work.db.insertInto('user_product').values(row).execute()
      else {
        await work.db.deleteFrom('user_product').where('user_id', '=', id).where('product_id', '=', productId).execute()
      }
      const own = work.db.selectFrom('user_product').select('product_id').where('user_id', '=', id)
      const products = (await own.execute()).map((it) => it.product_id)
      if (!wanted) {
        await endLiveOf(work, id, products)
        await leaveSlots(ctx, work, id, { except: products })
      }
      await work.record('user.products_changed', 'user', id, { userId: id, products })
    }
  })
}

/** Sends the link to choose a password again. Throws `conflict` for whoever has chosen one, or is inactive. */
export async function inviteAgain(ctx: Context, userId: number): Promise<void> {
  requireAdmin(ctx, 'do this')
  await transact(ctx, async (work) => {
    const row = work.db.selectFrom('user').select(['email', 'status']).where('id', '=', userId)
    const user = await row.executeTakeFirst()
    if (!user) throw new AppError('not_found', 'There is no such user.')
    if (user.status !== 'ACTIVE') throw new AppError('conflict', 'Make them active first.')
    const credential = await findCredential(ctx, { email: user.email })
    if (credential?.passwordHash) {
      throw new AppError('conflict', 'They have chosen a password already. "Forgot password" sends them a new link.')
    }
    await sendLink(ctx, work, 'user.invite', user.email)
    await work.record('user.invited', 'user', userId)
  })
}

/** Removes sessions and pending second steps that have run out. */
export async function sweepSessions(ctx: Context): Promise<void> {
  const now = staffDate(ctx.database.engine, ctx.now())
  await ctx.database.write.deleteFrom('session').where('expiresAt', '<', now).execute()
  await ctx.database.write.deleteFrom('verification').where('expiresAt', '<', now).execute()
}

function requireTotp(ctx: Context): number {
  const user = requireUser(ctx)
  if (!mayUseTotp(user)) throw new AppError('forbidden', 'The second step is for admins.')
  return user.id
}

// Who logs in is nobody until then: the line in the audit log is theirs all the same.
async function note(ctx: Context, userId: number, action: string, data = {}): Promise<void> {
  const user = ctx.actor.kind === 'USER' ? ctx.actor : await userById(ctx, userId)
  await transact({ ...ctx, actor: user ?? ctx.actor }, (work) => work.record(action, 'user', userId, data))
}

/** Sends the link to choose a password. Joins the caller's transaction. */
export function sendLink(
  ctx: Context,
  work: Work,
  template: 'user.reset' | 'user.invite',
  email: string,
): Promise<void> {
  return work.send({
    channel: 'EMAIL',
    recipient: email,
    template,
    lang: ctx.lang,
    refs: {},
    urgency: 'NOW',
    zone: 'UTC',
    expiresAt: work.now + LINK_MS,
  })
}

/** Gives a user products besides those they have. Joins the caller's transaction. Throws `invalid`. */
export async function assign(work: Work, userId: number, products: readonly number[]): Promise<void> {
  const wanted = [...new Set(products)]
  if (wanted.length === 0) return
  const known = await work.db.selectFrom('product').select('id').where('id', 'in', wanted).execute()
  if (known.length < wanted.length) {
    throw new AppError('invalid', 'One of these products is gone.', { fields: { products: 'unknown' } })
  }
  await work.db
    .insertInto('user_product')
    .values(wanted.map((product_id) => ({ user_id: userId, product_id })))
    .execute()
}

/**
 * Ids of the active admins, held: of two who make each other inactive at once the second waits here and sees the first.
 * Throws `forbidden` for an asker who is none of them any more.
 */
export async function lockActiveAdmins(ctx: Context, work: Work): Promise<number[]> {
  const admins = work.db.selectFrom('user').select('id').where('role', '=', 'ADMIN').where('status', '=', 'ACTIVE')
  const ids = (await held(work.db, admins).execute()).map(({ id }) => id)
  const actorId = userIdOf(ctx)
  if (actorId !== null && !ids.includes(actorId)) throw new AppError('forbidden', 'You are no longer an admin.')
  return ids
}
