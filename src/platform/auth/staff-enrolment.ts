import { asSystem, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { sessionUntil } from './staff-library.ts'
import { carrying, type Doors, sessionToken } from './staff-login.ts'
import { refused, spendCode } from './staff-second-factor.ts'
import { endSessions, type StaffActor, signedCookie } from './staff-sessions.ts'

interface Own {
  token: string
  user: StaffActor
  hasTotp: boolean
  /** When the session ends, ms. */
  until: number
}

/** Begins enrolment; see `Staff.startTotp`. */
export async function startTotp(doors: Doors, header: string | undefined, password: string, issuer: string) {
  const { user, hasTotp } = await ownSession(doors, header)
  if (hasTotp) throw new AppError('conflict', 'The second step is on already.')
  const uri = await withPassword(doors, user.id, async () => {
    const ask = { body: { password, issuer, method: 'totp' as const }, headers: carrying(header, doors.names.session) }
    const answer = await doors.library.api.enableTwoFactor(ask)
    return 'totpURI' in answer ? answer.totpURI : ''
  })
  return { uri, secret: new URL(uri).searchParams.get('secret') ?? '' }
}

/** Turns the second step on; see `Staff.confirmTotp`. */
export async function confirmTotp(doors: Doors, header: string | undefined, code: string) {
  const { user, hasTotp, until } = await ownSession(doors, header)
  if (hasTotp) throw new AppError('conflict', 'The second step is on already.')
  await spendCode(doors.app, user.id, code)
  const ask = { body: { code }, headers: carrying(header, doors.names.session), returnHeaders: true } as const
  const { headers } = await sessionUntil
    .run(until, () => doors.library.api.verifyTOTP(ask))
    .catch((thrown: unknown) => refused(thrown, 'code'))
  const cookies = headers.getSetCookie()
  const ended = await endOthers(doors, user.id, cookies)
  const { backupCodes } = await doors.library.api.viewBackupCodes({ body: { userId: String(user.id) } })
  return { cookies, ended, recoveryCodes: backupCodes }
}

/** Turns the second step off; see `Staff.disableTotp`. */
export async function disableTotp(doors: Doors, header: string | undefined, password: string) {
  const { user, hasTotp, until } = await ownSession(doors, header)
  if (!hasTotp) throw new AppError('conflict', 'The second step is off already.')
  const ask = { body: { password }, headers: carrying(header, doors.names.session), returnHeaders: true } as const
  const { headers } = await withPassword(doors, user.id, () =>
    sessionUntil.run(until, () => doors.library.api.disableTwoFactor(ask)),
  )
  const cookies = headers.getSetCookie()
  return { cookies, ended: await endOthers(doors, user.id, cookies) }
}

/** Replaces the recovery codes; see `Staff.newRecoveryCodes`. */
export async function newRecoveryCodes(doors: Doors, header: string | undefined, password: string): Promise<string[]> {
  const { user, hasTotp } = await ownSession(doors, header)
  if (!hasTotp) throw new AppError('conflict', 'Turn the second step on first.')
  const ask = { body: { password }, headers: carrying(header, doors.names.session) }
  return withPassword(doors, user.id, async () => (await doors.library.api.generateBackupCodes(ask)).backupCodes)
}

/** The session of this browser, asked of the database, or `unauthenticated`. */
async function ownSession(doors: Doors, header: string | undefined): Promise<Own> {
  const token = sessionToken(doors, header)
  const user = token === undefined ? undefined : await doors.lookup.findNow(token)
  if (token === undefined || !user) throw new AppError('unauthenticated', 'Log in to go on.')
  const row = await doors.app.database.read
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .select(['session.expiresAt', 'user.twoFactorEnabled'])
    .where('session.token', '=', token)
    .executeTakeFirstOrThrow()
  return { token, user, hasTotp: row.twoFactorEnabled === 1, until: +new Date(row.expiresAt) }
}

// Whoever found an open session must not guess its password here.
async function withPassword<T>(doors: Doors, userId: number, ask: () => Promise<T>): Promise<T> {
  const attempt = await doors.throttle.own(userId)
  const answer = await ask().catch((thrown: unknown) => refused(thrown, 'password'))
  await attempt.giveBack()
  return answer
}

// The library has put the new session in the place of this browser's; the user's others end (ASVS 7.4.3).
async function endOthers(doors: Doors, userId: number, cookies: string[]): Promise<string[]> {
  const header = cookies.map((line) => line.split(';')[0]).join('; ')
  const token = signedCookie(doors.secret, doors.names.session, header)
  const system = asSystem(doors.app)
  const ended = await transact(system, (work) => endSessions(system, work, userId, token))
  doors.lookup.forget(userId)
  return ended
}
