import type { Database } from '../../src/database/database.ts'
import { addUser } from '../../src/features/users/actions.ts'
import { createStaff, type Staff } from '../../src/platform/auth/staff.ts'
import { asSystem } from '../../src/platform/context.ts'
import { totp } from '../support/totp.ts'
import { createTestApp } from './test-app.ts'

export { totp }

export const PASSWORD = 'three quiet grey geese'
export const HOUR = 3_600_000
const QUARTER = HOUR / 4

/** One browser: keeps the cookies it is given, as browsers do. */
export class Browser {
  readonly cookies = new Map<string, string>()

  get header(): string | undefined {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') || undefined
  }

  take(lines: readonly string[] | string): void {
    for (const line of [lines].flat()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  copy(): Browser {
    const copy = new Browser()
    for (const [name, value] of this.cookies) copy.cookies.set(name, value)
    return copy
  }
}

/**
 * A process of ours with staff accounts. Its clock begins a quarter of an hour, as the throttle counts them, and runs
 * ahead by what `advance` is told.
 */
export function openStaff(database: Database, secure = false) {
  let ahead = QUARTER - (Date.now() % QUARTER)
  const app = createTestApp(database, { now: () => Date.now() + ahead })
  const staff = createStaff(app, secure)
  let address = 0
  return {
    app,
    staff,
    system: asSystem(app),
    advance: (ms: number) => {
      ahead += ms
    },
    /** An address nobody has used. */
    newAddress: () => `10.${++address >> 16}.${(address >> 8) & 255}.${address & 255}`,
    async add(email: string, role: 'AGENT' | 'ADMIN' = 'AGENT', password: string | undefined = PASSWORD) {
      const user = { name: email.split('@')[0]!, email, role, products: [] }
      return (await addUser(asSystem(app), password === undefined ? user : { ...user, password })).id
    },
    async logIn(
      email: string,
      options: { browser?: Browser; password?: string; remember?: boolean; from?: string } = {},
    ) {
      const { browser = new Browser(), password = PASSWORD, remember = false, from = this.newAddress() } = options
      const { cookies, next } = await staff.signIn({ email, password, remember, address: from }, browser.header)
      browser.take(cookies)
      return { browser, next, cookies }
    },
  }
}

export type StaffApp = ReturnType<typeof openStaff>

/** Enrols the user behind a browser in the second step. */
export async function enrol(staff: Staff, browser: Browser): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = await staff.startTotp(browser.header, PASSWORD, 'Aurum')
  const { cookies, recoveryCodes } = await staff.confirmTotp(browser.header, totp(secret, -1))
  browser.take(cookies)
  return { secret, recoveryCodes }
}

/** The code of what a promise rejects with, or undefined when it does not. */
export const refusedWith = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code ?? String(error),
  )
