import { parseCookie } from 'cookie'
import { type App, asSystem, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { findCredential, staffEmail } from './staff-credentials.ts'
import { type Library, REMEMBERED_MS, refusal, sessionUntil } from './staff-library.ts'
import { challenged, refused, spendCode, stale } from './staff-second-factor.ts'
import { type SessionLookup, signedCookie, unusedUntil } from './staff-sessions.ts'
import type { Throttle } from './staff-throttle.ts'

export interface Login {
  email: string
  password: string
  remember: boolean
  /** The client's address as far as trusted proxies tell. */
  address: string
}

export interface LoggedIn {
  /** Set-Cookie lines. */
  cookies: string[]
  userId: number
}

/** What the doors to staff accounts share. */
export interface Doors {
  app: App
  library: Library
  lookup: SessionLookup
  throttle: Throttle
  secret: string
  /** Names of the library's cookies. */
  names: { session: string; challenge: string; shortLived: string }
}

/** Headers for a call to the library: only those of the request's cookies that the call is about. */
export function carrying(header: string | undefined, ...names: string[]): Headers {
  // As they came: a signature decoded here would have to be encoded again.
  const brought = parseCookie(header ?? '', { decode: (value) => value })
  const pairs = names.filter((name) => brought[name] !== undefined).map((name) => `${name}=${brought[name]}`)
  return new Headers({ cookie: pairs.join('; ') })
}

/** The session token in a Cookie header, when its signature is ours. */
export const sessionToken = ({ secret, names }: Doors, header: string | undefined): string | undefined =>
  signedCookie(secret, names.session, header)

/** First step of logging in; see `Staff.signIn`. */
export async function signIn(
  doors: Doors,
  login: Login,
  header: string | undefined,
): Promise<LoggedIn & { next: 'done' | 'totp' }> {
  const { app, library, throttle, names } = doors
  const [email, now] = [staffEmail(login.email), app.now()]
  const attempt = await throttle.login(email, login.address, header)
  const until = login.remember ? now + REMEMBERED_MS : unusedUntil(now)
  const body = { email, password: login.password, rememberMe: login.remember }
  const headers = carrying(header, names.shortLived)
  const result = await sessionUntil
    .run(until, () => library.api.signInEmail({ body, headers, returnHeaders: true }))
    .catch((thrown: unknown) => {
      if (refusal(thrown) === undefined) throw thrown
      throw new AppError('unauthenticated', 'Email and password do not match an active account.')
    })
  await attempt.giveBack()
  const cookies = result.headers.getSetCookie()
  if ('twoFactorRedirect' in result.response) return { cookies, userId: 0, next: 'totp' }
  await endFormer(doors, header)
  const userId = Number(result.response.user.id)
  return { cookies: [...cookies, throttle.remember(email, header)], userId, next: 'done' }
}

/** Whom the second step waiting in this browser is about. */
export const waitingStep = (doors: Doors, header: string | undefined): Promise<number | undefined> =>
  challenged(doors.library, signedCookie(doors.secret, doors.names.challenge, header))

/** Second step of logging in; see `Staff.verifyTotp`. */
export async function verifyStep(
  doors: Doors,
  kind: 'app' | 'recovery',
  code: string,
  header: string | undefined,
): Promise<LoggedIn> {
  const { app, library, throttle, names } = doors
  const userId = await waitingStep(doors, header)
  if (userId === undefined) throw stale()
  if (kind === 'app') await spendCode(app, userId, code)
  const now = app.now()
  const remembered = parseCookie(header ?? '')[names.shortLived] === undefined
  // Without the session cookie: with one, the library would take the code as a check of that session's user.
  const ask = {
    body: { code },
    headers: carrying(header, names.challenge, names.shortLived),
    returnHeaders: true,
  } as const
  const verify = () => (kind === 'app' ? library.api.verifyTOTP(ask) : library.api.verifyBackupCode(ask))
  const { headers } = await sessionUntil
    .run(remembered ? now + REMEMBERED_MS : unusedUntil(now), verify)
    .catch((thrown: unknown) => refused(thrown, 'code'))
  await endFormer(doors, header)
  const user = await findCredential(asSystem(app), { id: userId })
  return { cookies: [...headers.getSetCookie(), throttle.remember(user?.email ?? '', header)], userId }
}

// A login is a new session under a new token; the one this browser came with ends (ASVS 7.2.4).
async function endFormer(doors: Doors, header: string | undefined): Promise<void> {
  const token = sessionToken(doors, header)
  if (token === undefined) return
  await transact(asSystem(doors.app), async (work) => {
    await work.db.deleteFrom('session').where('token', '=', token).execute()
  })
  doors.lookup.drop(token)
}
