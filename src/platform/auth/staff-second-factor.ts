import { type App, asSystem, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { take } from '../rates.ts'
import { type Library, refusal } from './staff-library.ts'

const LOCKED_MS = 15 * 60_000
// A code counts in its own half minute and one to either side.
const CODE_LIVES_MS = 90_000

const words = { code: 'This is not the code your app shows now', password: 'This is not your password' }

/** A refused code or password, named by the field it was typed into. */
export const wrong = (what: keyof typeof words, field: string = what): AppError =>
  new AppError('invalid', `${words[what]}.`, { fields: { [field]: words[what] } })

/** The second step has run out: log in again. */
export const stale = (): AppError => new AppError('gone', 'This took too long or too many tries. Log in again.')

/** Throws for what the library refused; what it did not refuse but failed at is thrown on. */
export function refused(thrown: unknown, what: keyof typeof words): never {
  switch (refusal(thrown)) {
    case undefined:
      throw thrown
    case 'ACCOUNT_TEMPORARILY_LOCKED':
      throw new AppError('too_many', 'Too many wrong codes. Wait before the next one.', { retryAfterMs: LOCKED_MS })
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
    case 'INVALID_TWO_FACTOR_COOKIE':
    case 'FAILED_TO_CREATE_SESSION':
      throw stale()
    default:
      throw wrong(what)
  }
}

/**
 * Uses up a code of an authenticator app before it is looked at: it counts once, though the library would take it for
 * 90 s (RFC 6238 5.2).
 */
export async function spendCode(app: App, userId: number, code: string): Promise<void> {
  const once = { key: `totp:${app.keys.mac('staff.totp', userId, code)}`, most: 1, span: CODE_LIVES_MS }
  const isFresh = await transact(asSystem(app), (work) => take(work, once))
  if (!isFresh) throw wrong('code')
}

/** Whom a second step that has begun is about; `identifier` is the value of its signed cookie. */
export async function challenged(library: Library, identifier: string | undefined): Promise<number | undefined> {
  if (identifier === undefined) return undefined
  const { internalAdapter } = await library.$context
  const row = await internalAdapter.findVerificationValue(identifier)
  return row && row.expiresAt > new Date() ? Number(row.value) : undefined
}
