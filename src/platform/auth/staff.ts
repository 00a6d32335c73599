import { type App, asSystem } from '../context.ts'
import { findCredential } from './staff-credentials.ts'
import { confirmTotp, disableTotp, newRecoveryCodes, startTotp } from './staff-enrolment.ts'
import { openLibrary } from './staff-library.ts'
import {
  carrying,
  type Doors,
  type LoggedIn,
  type Login,
  sessionToken,
  signIn,
  verifyStep,
  waitingStep,
} from './staff-login.ts'
import { verifyPassword } from './staff-passwords.ts'
import { wrong } from './staff-second-factor.ts'
import { SessionLookup, type StaffActor, sessionKey, staffDate } from './staff-sessions.ts'
import { Throttle } from './staff-throttle.ts'

/** Looks up the logged-in, active user behind a cookie header. Kept for at most a second. */
export interface StaffSessions {
  find(cookieHeader: string | undefined): Promise<StaffActor | undefined>
}

type Header = string | undefined

interface Changed {
  /** This browser has a new session. */
  cookies: string[]
  /** Keys of the sessions that ended. */
  ended: string[]
}

/**
 * Every door to staff accounts. `header` is the request's Cookie header; cookies are Set-Cookie lines. Users are made,
 * given passwords and thrown out by `staff-credentials.ts` and `endSessions`, inside the caller's transaction.
 */
export interface Staff extends StaffSessions {
  /** As `find`, but never from what is kept: for what outlives a request, as sockets do. */
  findNow(header: Header): Promise<StaffActor | undefined>
  /** Of the sessions of these headers, the keys (as `sessionKey`) of those that are open and whose user is active. */
  openAmong(headers: Header[]): Promise<Set<string>>
  /** The token of this browser's session, unchecked but for its signature; never to leave the process. */
  token(header: Header): string | undefined
  /** Names this browser's session in socket rooms and events. */
  sessionKey(header: Header): string | undefined
  /**
   * Checks a password. Throws `unauthenticated` for every wrong pair alike, `too_many` with the time to wait.
   * `totp`: nobody is logged in before the second step.
   */
  signIn(login: Login, header: Header): Promise<LoggedIn & { next: 'done' | 'totp' }>
  /** True while a second step waits in this browser. */
  isWaiting(header: Header): Promise<boolean>
  /** Second step. Throws `invalid` for a wrong or used code, `gone` when the login must begin again, `too_many`. */
  verifyTotp(code: string, header: Header): Promise<LoggedIn>
  verifyRecoveryCode(code: string, header: Header): Promise<LoggedIn>
  /** Begins enrolment: what an authenticator app scans, or has typed in. Nothing changes before `confirmTotp`. */
  startTotp(header: Header, password: string, issuer: string): Promise<{ uri: string; secret: string }>
  /** Turns the second step on and ends the user's other sessions. The recovery codes are shown this once. */
  confirmTotp(header: Header, code: string): Promise<Changed & { recoveryCodes: string[] }>
  /** Turns it off and ends the user's other sessions. */
  disableTotp(header: Header, password: string): Promise<Changed>
  newRecoveryCodes(header: Header, password: string): Promise<string[]>
  /** Ends this browser's session; the cookies that clear it. */
  signOut(header: Header): Promise<string[]>
  /** Checks a logged-in user's own password, throttled; the hash it matched. Throws `invalid` for `field`, `too_many`. */
  checkPassword(userId: number, password: string, field?: string): Promise<string>
  /** Counts a wish for a reset link. Throws `too_many` for the address; false when the mailbox has had enough. */
  mayAskReset(email: string, address: string): Promise<boolean>
  /** The cookie that makes this browser a known one, after a reset link has proved the e-mail. */
  rememberBrowser(email: string, header: Header): string
  /** Drops what this process keeps of a user's sessions, once their end has been committed. */
  forget(userId: number): void
}

/** @param secure the address people open is https */
export function createStaff(app: App, secure: boolean): Staff {
  const prefix = `${secure ? '__Host-' : ''}phygital-staff`
  const doors: Doors = {
    app,
    library: openLibrary(app, prefix, secure),
    lookup: new SessionLookup(app),
    throttle: new Throttle(app, secure),
    secret: app.keys.derive('staff'),
    names: {
      session: `${prefix}.session_token`,
      challenge: `${prefix}.two_factor`,
      shortLived: `${prefix}.dont_remember`,
    },
  }
  const { library, lookup, throttle, names } = doors
  const tokenOf = (header: Header) => sessionToken(doors, header)
  return {
    async find(header) {
      const token = tokenOf(header)
      return token === undefined ? undefined : lookup.find(token)
    },
    async findNow(header) {
      const token = tokenOf(header)
      return token === undefined ? undefined : lookup.findNow(token)
    },
    async openAmong(headers) {
      const tokens = headers.flatMap((header) => tokenOf(header) ?? [])
      if (tokens.length === 0) return new Set()
      const rows = await app.database.read
        .selectFrom('session')
        .innerJoin('user', 'user.id', 'session.userId')
        .select('session.token')
        .where('session.token', 'in', tokens)
        .where('session.expiresAt', '>', staffDate(app.database.engine, app.now()))
        .where('user.status', '=', 'ACTIVE')
        .execute()
      return new Set(rows.map(({ token }) => sessionKey(app.keys, token)))
    },
    token: tokenOf,
    sessionKey(header) {
      const token = tokenOf(header)
      return token === undefined ? undefined : sessionKey(app.keys, token)
    },
    signIn: (login, header) => signIn(doors, login, header),
    isWaiting: async (header) => (await waitingStep(doors, header)) !== undefined,
    verifyTotp: (code, header) => verifyStep(doors, 'app', code, header),
    verifyRecoveryCode: (code, header) => verifyStep(doors, 'recovery', code, header),
    startTotp: (header, password, issuer) => startTotp(doors, header, password, issuer),
    confirmTotp: (header, code) => confirmTotp(doors, header, code),
    disableTotp: (header, password) => disableTotp(doors, header, password),
    newRecoveryCodes: (header, password) => newRecoveryCodes(doors, header, password),
    async signOut(header) {
      const headers = carrying(header, names.session, names.shortLived)
      const answer = await library.api.signOut({ headers, returnHeaders: true })
      const token = tokenOf(header)
      if (token !== undefined) lookup.drop(token)
      return answer.headers.getSetCookie()
    },
    async checkPassword(userId, password, field = 'password') {
      const attempt = await throttle.own(userId)
      const hash = (await findCredential(asSystem(app), { id: userId }))?.passwordHash
      if (!hash || !(await verifyPassword(hash, password))) {
        throw wrong('password', field)
      }
      await attempt.giveBack()
      return hash
    },
    mayAskReset: (email, address) => throttle.reset(email, address),
    rememberBrowser: (email, header) => throttle.remember(email, header),
    forget: (userId) => lookup.forget(userId),
  }
}
