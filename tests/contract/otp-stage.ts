import type { Database } from '../../src/database/database.ts'
import type { Row } from '../../src/database/tables.ts'
import { checkOtp } from '../../src/features/otps/actions/check.ts'
import { type Asking, requestOtp, resendOtp } from '../../src/features/otps/actions/codes.ts'
import { otpState } from '../../src/features/otps/reads.ts'
import type { Pending } from '../../src/features/otps/schema.ts'
import { addProduct } from '../../src/features/products/actions.ts'
import { readConfig } from '../../src/platform/config.ts'
import { type App, asSystem, type Context } from '../../src/platform/context.ts'
import { createClock, createTestApp, type TestApp, type TestClock } from './test-app.ts'

/** Mid-afternoon in India, at the beginning of an hour: no window of a limit ends under a test that does not let it. */
export const AFTERNOON = Date.UTC(2026, 0, 15, 10, 0)

export const anonymous = (app: App): Context => ({ ...app, actor: { kind: 'ANONYMOUS' }, lang: 'en' })

/** One process of ours on a database, with limits as the test sets them. */
export function openProcess(database: Database, clock: TestClock, settings: Record<string, string> = {}): TestApp {
  return { ...createTestApp(database, clock), config: readConfig(settings) }
}

export async function addWatch(app: App, changes: Partial<Parameters<typeof addProduct>[1]> = {}): Promise<number> {
  const product = { name: 'Aurum Watch', zone: 'Asia/Kolkata', description: 'A watch', ...changes }
  return (await addProduct(asSystem(app), product)).id
}

/** A visitor's browser at one process. `mobile` may be typed anew with each request. */
export function openBrowser(app: App, productId: number, token: string, address = '203.0.113.7') {
  let ctx = anonymous(app)
  const pending: Pending = {
    productId,
    mobile: '+919876543210',
    name: 'Asha Rao',
    email: 'asha@example.com',
    source: 'WEBSITE',
    storeId: null,
    terms: '1',
    privacy: '2',
    news: false,
    kiosk: false,
    zone: 'Asia/Kolkata',
  }
  return {
    token,
    at: (other: App) => openBrowser(other, productId, token, address),
    speaks: (lang: string) => {
      ctx = { ...ctx, lang }
    },
    as: (actor: Context['actor']) => {
      ctx = { ...ctx, actor }
    },
    request: (changes: Partial<Pending> = {}, asking: Partial<Asking> = {}) =>
      requestOtp(ctx, { pending: { ...pending, ...changes }, browser: token, address, ...asking }),
    resend: () => resendOtp(ctx, { browser: token, productId }),
    check: (code: string) => checkOtp(ctx, { browser: token, productId, code }),
    state: () => otpState(ctx, token, productId),
  }
}

export const messages = (app: App): Promise<Row<'message'>[]> =>
  app.database.read.selectFrom('message').selectAll().orderBy('id').execute()

/** The code of the newest SMS to a number, as its reader would see it. */
export async function codeSent(app: App, mobile = '+919876543210'): Promise<string> {
  const sms = (await messages(app)).findLast((row) => row.recipient === mobile && row.secret !== null)
  if (!sms) throw new Error(`no SMS to ${mobile}`)
  return app.keys.open('otp', sms.secret!)
}

/** A code that is not this one. */
export const otherThan = (code: string, n = 1): string => String((Number(code) + n) % 1_000_000).padStart(6, '0')

export const rowsOf = async (app: App) => {
  const db = app.database.read
  const [customers, consents, sessions, otps, events] = await Promise.all([
    db.selectFrom('customer').selectAll().execute(),
    db.selectFrom('consent').selectAll().orderBy('id').execute(),
    db.selectFrom('visitor_session').selectAll().execute(),
    db.selectFrom('otp').selectAll().orderBy('id').execute(),
    db.selectFrom('event').selectAll().orderBy('id').execute(),
  ])
  return { customers, consents, sessions, otps, events }
}

export { createClock }
