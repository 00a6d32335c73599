import { parseCookie } from 'cookie'
import type { Db } from '../../database/database.ts'
import { type App, asSystem, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { newToken, sameText } from '../keys.ts'
import { budgetOf, giveBack, type Limit, networkOf, take } from '../rates.ts'

const SPAN_MS = 15 * 60_000
const DEVICE_TRIES = 10
const STRANGER_TRIES = 10
const ADDRESS_TRIES = 50
const RESET_MAILS = 3
const YEAR_S = 365 * 24 * 60 * 60
const EMAILS_PER_DEVICE = 5

/** One counted try. */
export interface Try {
  /** Gives the try back after the right password: only wrong ones use up a budget. */
  giveBack(): Promise<void>
}

/**
 * Limits tries at logging in. A browser that has logged in before carries a signed cookie and has a budget of its own
 * that strangers cannot use up (OWASP device cookies); all other browsers share one per e-mail and one per address.
 * Counts are committed before the password is looked at, and are the same for known and unknown e-mails.
 */
export class Throttle {
  readonly #app: App
  readonly #cookie: string
  readonly #attributes: string

  constructor(app: App, secure: boolean) {
    this.#app = app
    this.#cookie = `${secure ? '__Host-' : ''}phygital-staff-browser`
    this.#attributes = `; Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  }

  /** Counts a login. Throws `too_many` with the time to wait. */
  login(email: string, address: string, cookieHeader: string | undefined): Promise<Try> {
    const { mac } = this.#app.keys
    const { id, marks } = this.#browser(cookieHeader)
    const mark = this.#mark(id, email)
    if (marks.some((it) => sameText(it, mark))) {
      return this.#take([limitOf(`login:browser:${mark}`, DEVICE_TRIES)])
    }
    return this.#take([
      limitOf(`login:address:${mac('staff.throttle', networkOf(address))}`, ADDRESS_TRIES),
      limitOf(`login:email:${mac('staff.throttle', email)}`, STRANGER_TRIES),
    ])
  }

  /** Counts a guess of a logged-in user's own password or code. */
  own(userId: number): Promise<Try> {
    return this.#take([limitOf(`login:own:${userId}`, DEVICE_TRIES)])
  }

  /** Counts a wish for a reset link; see `Staff.mayAskReset`. */
  async reset(email: string, address: string): Promise<boolean> {
    const { mac } = this.#app.keys
    await this.#take([limitOf(`reset:address:${mac('staff.throttle', networkOf(address))}`, ADDRESS_TRIES)])
    try {
      await this.#take([limitOf(`reset:email:${mac('staff.throttle', email)}`, RESET_MAILS)])
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'too_many') return false
      throw error
    }
  }

  /** The Set-Cookie that makes this browser known for an e-mail, besides those it was known for. */
  remember(email: string, cookieHeader: string | undefined): string {
    const { id, marks } = this.#browser(cookieHeader)
    const mark = this.#mark(id, email)
    const kept = [mark, ...marks.filter((it) => it !== mark)].slice(0, EMAILS_PER_DEVICE)
    return `${this.#cookie}=${[id, ...kept].join('.')}${this.#attributes}`
  }

  #mark(id: string, email: string): string {
    return this.#app.keys.mac('staff.browser', id, email)
  }

  #browser(cookieHeader: string | undefined): { id: string; marks: string[] } {
    const [id = '', ...marks] = parseCookie(cookieHeader ?? '')[this.#cookie]?.split('.') ?? []
    return /^[\w-]{22}$/.test(id) ? { id, marks: marks.slice(0, EMAILS_PER_DEVICE) } : { id: newToken(), marks: [] }
  }

  async #take(limits: Limit[]): Promise<Try> {
    const { database } = this.#app
    // A limit already reached costs a read, not a write: a flood must not fill the disk.
    for (const limit of limits) await this.#check(database.read, limit)
    const at = await transact(asSystem(this.#app), async (work) => {
      for (const limit of limits) if (!(await take(work, limit))) await this.#check(work.db, limit)
      return work.now
    })
    return {
      giveBack: () =>
        transact(asSystem(this.#app), async (work) => {
          for (const limit of limits) await giveBack(work, limit, at)
        }),
    }
  }

  async #check(db: Db, limit: Limit): Promise<void> {
    const now = this.#app.now()
    const { left, freeAt } = await budgetOf(db, limit, now)
    if (left > 0) return
    throw new AppError('too_many', 'Too many tries. Wait a little before the next one.', { retryAfterMs: freeAt - now })
  }
}

const limitOf = (key: string, most: number): Limit => ({ key, most, span: SPAN_MS })
