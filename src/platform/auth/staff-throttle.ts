import { type App, asSystem, transact } from '../context.ts'
import { AppError } from '../errors.ts'
import { newToken, sameText } from '../keys.ts'
import { take } from '../rates.ts'

const SPAN_MS = 15 * 60_000
const DEVICE_TRIES = 10
const STRANGER_TRIES = 10
const ADDRESS_TRIES = 50
const RESET_MAILS = 3
const YEAR_S = 365 * 24 * 60 * 60
const EMAILS_PER_DEVICE = 5

interface Budget {
  key: string
  most: number
}

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
      return this.#take([{ key: `login:browser:${mark}`, most: DEVICE_TRIES }])
    }
    return this.#take([
      { key: `login:address:${mac('staff.throttle', network(address))}`, most: ADDRESS_TRIES },
      { key: `login:email:${mac('staff.throttle', email)}`, most: STRANGER_TRIES },
    ])
  }

  /** Counts a guess of a logged-in user's own password or code. */
  own(userId: number): Promise<Try> {
    return this.#take([{ key: `login:own:${userId}`, most: DEVICE_TRIES }])
  }

  /** Counts a wish for a reset link; see `Staff.mayAskReset`. */
  async reset(email: string, address: string): Promise<boolean> {
    const { mac } = this.#app.keys
    await this.#take([{ key: `reset:address:${mac('staff.throttle', network(address))}`, most: ADDRESS_TRIES }])
    try {
      await this.#take([{ key: `reset:email:${mac('staff.throttle', email)}`, most: RESET_MAILS }])
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
    const pair = cookieHeader?.split(/;\s*/).find((it) => it.startsWith(`${this.#cookie}=`))
    const [id = '', ...marks] = pair?.slice(this.#cookie.length + 1).split('.') ?? []
    return /^[\w-]{22}$/.test(id) ? { id, marks: marks.slice(0, EMAILS_PER_DEVICE) } : { id: newToken(), marks: [] }
  }

  async #take(budgets: Budget[]): Promise<Try> {
    const { database, now } = this.#app
    // A budget already spent costs a read, not a write: a flood must not fill the disk.
    const spent = await database.read
      .selectFrom('rate')
      .select(['key', 'used'])
      .where('span', '=', spanOf(now()))
      .where('key', 'in', keysOf(budgets))
      .execute()
    if (budgets.some(({ key, most }) => spent.some((row) => row.key === key && row.used >= most))) this.#refuse()
    const taken = await transact(asSystem(this.#app), async (work) => {
      for (const { key, most } of budgets) if (!(await take(work, key, most, SPAN_MS))) return undefined
      return { span: spanOf(work.now) }
    })
    if (!taken) return this.#refuse()
    return {
      giveBack: () =>
        transact(asSystem(this.#app), async (work) => {
          await work.db
            .updateTable('rate')
            .set((eb) => ({ used: eb('used', '-', 1) }))
            .where('span', '=', taken.span)
            .where('key', 'in', keysOf(budgets))
            .where('used', '>', 0)
            .execute()
        }),
    }
  }

  #refuse(): never {
    const now = this.#app.now()
    throw new AppError('too_many', 'Too many tries. Wait a little before the next one.', {
      retryAfterMs: spanOf(now) + SPAN_MS - now,
    })
  }
}

const spanOf = (now: number): number => Math.floor(now / SPAN_MS) * SPAN_MS
const keysOf = (budgets: Budget[]): string[] => budgets.map(({ key }) => key)

/** What one customer of a provider has: an IPv4 address, or a whole /64 of IPv6. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]!.split('::')
  const groups = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = address.includes('::') ? Array(Math.max(0, 8 - groups.length - after.length)).fill('0') : []
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
