import { isDuplicate } from '../../database/database.ts'
import type { Context, Work } from '../context.ts'
import { AppError } from '../errors.ts'
import { hashPassword, PASSWORD_LEAST, PASSWORD_MOST, type PasswordFault, passwordFault } from './staff-passwords.ts'
import { endSessions, staffDate } from './staff-sessions.ts'

// Users and passwords are written here and not by the library: in our transaction, with our events and messages.

export interface NewStaff {
  name: string
  email: string
  role: 'AGENT' | 'ADMIN'
  /** From `newPasswordHash`; null until the user chooses one by an e-mailed link. */
  passwordHash: string | null
  createdBy: number | null
}

/** One spelling per mailbox; the library looks users up by it. */
export const staffEmail = (text: string): string => text.trim().toLowerCase()

const faults: Record<PasswordFault, string> = {
  missing: 'Enter a password',
  short: `Use at least ${PASSWORD_LEAST} characters`,
  long: `Use at most ${PASSWORD_MOST} characters`,
  known: 'This password is among the first that are guessed. Choose another',
}

/** Hashes a new password (20-50 ms: before the transaction). Throws `invalid` with the field when it may not be one. */
export async function newPasswordHash(password: string, email = ''): Promise<string> {
  const fault = passwordFault(password, email)
  if (fault) throw new AppError('invalid', `${faults[fault]}.`, { fields: { password: faults[fault] } })
  return hashPassword(password)
}

/** Adds a user with its credential. Throws `conflict` when the e-mail is taken. */
export async function createUser(ctx: Context, work: Work, user: NewStaff): Promise<number> {
  const at = staffDate(ctx.database.engine, work.now)
  const { passwordHash, email, ...rest } = user
  const row = {
    ...rest,
    email: staffEmail(email),
    emailVerified: 0,
    createdAt: at,
    updatedAt: at,
    status: 'ACTIVE' as const,
    twoFactorEnabled: 0,
  }
  try {
    const { insertId } = await work.db.insertInto('user').values(row).executeTakeFirstOrThrow()
    const userId = Number(insertId)
    await work.db
      .insertInto('account')
      .values({
        accountId: String(userId),
        providerId: 'credential',
        userId,
        password: passwordHash,
        createdAt: at,
        updatedAt: at,
      })
      .execute()
    return userId
  } catch (error) {
    throw taken(error)
  }
}

function taken(error: unknown): unknown {
  if (!isDuplicate(error)) return error
  const words = 'Somebody with this email is here already'
  return new AppError('conflict', `${words}.`, { fields: { email: words } })
}

/** Changes who a user is. Throws `conflict` when the e-mail is taken. */
export async function updateUser(
  ctx: Context,
  work: Work,
  userId: number,
  change: Pick<NewStaff, 'name' | 'email' | 'role'>,
): Promise<void> {
  const row = { ...change, email: staffEmail(change.email), updatedAt: staffDate(ctx.database.engine, work.now) }
  try {
    await work.db.updateTable('user').set(row).where('id', '=', userId).execute()
    // The second step is an admin's; an agent could not turn it off.
    if (change.role === 'AGENT') {
      await work.db.updateTable('user').set({ twoFactorEnabled: 0 }).where('id', '=', userId).execute()
      await work.db.deleteFrom('twoFactor').where('userId', '=', userId).execute()
    }
  } catch (error) {
    throw taken(error)
  }
}

/**
 * Sets a password and ends the user's sessions in one transaction, so that nobody stays in on the old one.
 * @param change `was`: the hash it replaces; `keep`: token of a session that stays open
 * @returns keys of the sessions that ended; undefined when another change came first
 */
export async function setPassword(
  ctx: Context,
  work: Work,
  change: { userId: number; was: string | null; hash: string; keep?: string | undefined },
): Promise<string[] | undefined> {
  const { userId, was, hash, keep } = change
  const { numUpdatedRows } = await work.db
    .updateTable('account')
    .set({ password: hash, updatedAt: staffDate(ctx.database.engine, work.now) })
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .where('password', was === null ? 'is' : '=', was)
    .executeTakeFirst()
  return numUpdatedRows === 0n ? undefined : endSessions(ctx, work, userId, keep)
}

interface Credential {
  userId: number
  name: string
  email: string
  passwordHash: string | null
}

/** The credential of an active user, by id or e-mail. */
export async function findCredential(
  ctx: Context,
  by: { id: number } | { email: string },
): Promise<Credential | undefined> {
  const query = ctx.database.read
    .selectFrom('user')
    .innerJoin('account', 'account.userId', 'user.id')
    .select(['user.id as userId', 'user.name', 'user.email', 'account.password as passwordHash'])
    .where('account.providerId', '=', 'credential')
    .where('user.status', '=', 'ACTIVE')
  return 'id' in by
    ? query.where('user.id', '=', by.id).executeTakeFirst()
    : query.where('user.email', '=', staffEmail(by.email)).executeTakeFirst()
}

const PURPOSE = 'staff.reset'

/**
 * The token of an e-mailed link to choose a password. It is made from the server's key when it is needed and never
 * stored; it holds a mark of the present e-mail and password, so it works once, and not from a mailbox that was left.
 * @param until ms
 */
export function resetToken(ctx: Context, credential: Credential, until: number): string {
  return ctx.keys.seal(PURPOSE, JSON.stringify([credential.userId, until, mark(ctx, credential)]))
}

/** Whose password a token may set, or undefined when it is used, too old or not ours. */
export async function readResetToken(ctx: Context, token: string): Promise<Credential | undefined> {
  let parts: [number, number, string]
  try {
    parts = JSON.parse(ctx.keys.open(PURPOSE, token)) as [number, number, string]
  } catch {
    return undefined
  }
  const [id, until, marked] = parts
  if (until <= ctx.now()) return undefined
  const credential = await findCredential(ctx, { id })
  return credential && mark(ctx, credential) === marked ? credential : undefined
}

const mark = (ctx: Context, { userId, email, passwordHash }: Credential): string =>
  ctx.keys.mac(PURPOSE, userId, email, passwordHash ?? '')
