import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { App } from '../context.ts'
import { hashPassword, PASSWORD_MOST, verifyPassword } from './staff-passwords.ts'

export const HOUR_MS = 3_600_000
export const REMEMBERED_MS = 30 * 24 * HOUR_MS

/** When the session that a call opens is to end, ms. Without it none is opened, whatever is called. */
export const sessionUntil = new AsyncLocalStorage<number>()

/**
 * better-auth on our tables. Only the calls in this folder reach it: its HTTP handler is never mounted, since as it
 * comes sign-up and update-user take a role from outside. It writes on its own, so never call it inside `transact`.
 */
export function openLibrary(app: App, cookiePrefix: string, secure: boolean) {
  return betterAuth({
    appName: 'Phygital',
    baseURL: app.config.PUBLIC_URL ?? 'http://localhost',
    secret: app.keys.derive('staff'),
    database: { db: app.database.write as never, type: app.database.engine },
    telemetry: { enabled: false },
    // Its messages and their arguments can quote rows; the kind and the place of an error are enough.
    logger: {
      level: 'error',
      log: (_level, _message, ...rest) =>
        app.log.error({ err: rest.find((it) => it instanceof Error) }, 'staff login library'),
    },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      // In UTF-16 units; `passwordFault` counts characters and decides what a new one may be.
      maxPasswordLength: 4 * PASSWORD_MOST,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false },
        status: { type: 'string', input: false },
        createdBy: { type: 'number', input: false, required: false },
      },
    },
    session: { expiresIn: REMEMBERED_MS / 1000, disableSessionRefresh: true, cookieCache: { enabled: false } },
    verification: { storeIdentifier: 'hashed' },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const until = sessionUntil.getStore()
            if (until === undefined || !(await isActive(app, Number(session.userId)))) return false
            return { data: { ...session, expiresAt: new Date(until) } }
          },
        },
      },
    },
    advanced: {
      database: { generateId: 'serial' },
      // The prefix __Host- asks for Secure, which is set below; the library would put its own before ours.
      useSecureCookies: false,
      cookiePrefix,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure },
      // Our edges check the origin of every POST; no browser reaches the library's own.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      ipAddress: { disableIpTracking: true },
    },
    plugins: [twoFactor({ issuer: 'Phygital' })],
  })
}

export type Library = ReturnType<typeof openLibrary>

async function isActive(app: App, userId: number): Promise<boolean> {
  const user = await app.database.read.selectFrom('user').select('status').where('id', '=', userId).executeTakeFirst()
  return user?.status === 'ACTIVE'
}

/** The library's word for why it refused, or undefined when it failed for another reason. */
export function refusal(thrown: unknown): string | undefined {
  if (!(thrown instanceof APIError)) return undefined
  const code = String((thrown.body as { code?: unknown } | undefined)?.code ?? thrown.status)
  return thrown.statusCode < 500 || code === 'FAILED_TO_CREATE_SESSION' ? code : undefined
}
