import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { setUserStatus, startTotp } from '../../src/features/users/actions.ts'
import { eachDatabase } from '../support/databases.ts'
import { Browser, enrol, openStaff, PASSWORD, refusedWith, type StaffApp, totp } from './staff-app.ts'

eachDatabase('staff second step', (open) => {
  let database: Database
  let here: StaffApp
  let id: number
  let admin: Browser
  beforeEach(async () => {
    // A code's half minute must not end in the middle of a test.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    database = await open()
    here = openStaff(database)
    id = await here.add('admin@example.com', 'ADMIN')
    admin = (await here.logIn('admin@example.com')).browser
  })
  afterEach(() => void vi.useRealTimers())
  const verify = (code: string, browser: Browser) => here.staff.verifyTotp(code, browser.header)
  const begin = async (remember = false) => {
    const { browser, next } = await here.logIn('admin@example.com', { remember })
    expect(next).toBe('totp')
    return browser
  }

  test('enrolment: nothing changes before a right code; then other sessions end and this one goes on', async () => {
    const { browser: other } = await here.logIn('admin@example.com')
    expect(await refusedWith(here.staff.startTotp(admin.header, 'not my password', 'Aurum'))).toBe('invalid')
    const { uri, secret } = await here.staff.startTotp(admin.header, PASSWORD, 'Aurum')
    expect(uri).toMatch(/^otpauth:\/\/totp\/Aurum:admin%40example\.com\?/)
    expect(uri).toContain(secret)
    expect(await refusedWith(here.staff.confirmTotp(admin.header, '000000'))).toBe('invalid')
    expect((await here.logIn('admin@example.com')).next).toBe('done')
    expect(await here.staff.find(other.header)).toBeDefined()
    const before = here.staff.token(admin.header)
    const { cookies, recoveryCodes, ended } = await here.staff.confirmTotp(admin.header, totp(secret))
    admin.take(cookies)
    expect(recoveryCodes).toHaveLength(10)
    expect(here.staff.token(admin.header)).not.toBe(before)
    expect((await here.staff.find(admin.header))?.id).toBe(id)
    expect(await here.staff.find(other.header)).toBeUndefined()
    expect(ended).toContain(here.staff.sessionKey(other.header))
    expect((await here.logIn('admin@example.com')).next).toBe('totp')
  })

  test('what is stored tells neither the secret nor the recovery codes', async () => {
    const { secret, recoveryCodes } = await enrol(here.staff, admin)
    const rows = JSON.stringify(await database.read.selectFrom('twoFactor').selectAll().execute())
    for (const text of [secret, ...recoveryCodes]) expect(rows).not.toContain(text)
  })

  test('the enrolment’s session keeps its end: it does not become a remembered one', async () => {
    await enrol(here.staff, admin)
    here.advance(9 * 3_600_000)
    expect(await here.staff.findNow(admin.header)).toBeUndefined()
  })

  test('the password alone opens nothing; the code does, once', async () => {
    const { secret } = await enrol(here.staff, admin)
    const browser = await begin()
    expect(await here.staff.find(browser.header)).toBeUndefined()
    expect(await here.staff.isWaiting(browser.header)).toBe(true)
    const code = totp(secret)
    browser.take((await verify(code, browser)).cookies)
    expect((await here.staff.find(browser.header))?.id).toBe(id)
    expect(await here.staff.isWaiting(browser.header)).toBe(false)
    const replay = await begin()
    expect(await refusedWith(verify(code, replay))).toBe('invalid')
    replay.take((await verify(totp(secret, 1), replay)).cookies)
    expect(await here.staff.find(replay.header)).toBeDefined()
  })

  test('a code stays used across the edge of the windows that remember it', async () => {
    const { secret } = await enrol(here.staff, admin)
    for (const [step, wait] of [
      [0, 170_000],
      [1, 70_000],
    ] as const) {
      const [first, second] = [await begin(), await begin()]
      here.advance(wait)
      expect(await refusedWith(verify(totp(secret, step), first))).toBeUndefined()
      here.advance(20_000)
      expect(await refusedWith(verify(totp(secret, step), second))).toBe('invalid')
    }
  })

  test('a code sent five times at once lets one in', async () => {
    const { secret } = await enrol(here.staff, admin)
    const waiting = await Promise.all([begin(), begin(), begin(), begin(), begin()])
    const answers = await Promise.all(waiting.map((browser) => refusedWith(verify(totp(secret), browser))))
    expect(answers.filter((it) => it === undefined)).toHaveLength(1)
  })

  test('one second step sent five times at once opens one session', async () => {
    const { recoveryCodes } = await enrol(here.staff, admin)
    const browser = await begin()
    const answers = await Promise.all(
      recoveryCodes.slice(0, 5).map((code) => refusedWith(here.staff.verifyRecoveryCode(code, browser.header))),
    )
    expect(answers.filter((it) => it === undefined)).toHaveLength(1)
    const sessions = await database.read.selectFrom('session').select('id').execute()
    expect(sessions).toHaveLength(2)
  })

  test('the code that confirmed the enrolment does not log in', async () => {
    const { secret } = await here.staff.startTotp(admin.header, PASSWORD, 'Aurum')
    const code = totp(secret)
    await here.staff.confirmTotp(admin.header, code)
    expect(await refusedWith(verify(code, await begin()))).toBe('invalid')
  })

  test('a recovery code logs in once, at once or later', async () => {
    const { recoveryCodes } = await enrol(here.staff, admin)
    const use = async (code: string, browser: Browser) => here.staff.verifyRecoveryCode(code, browser.header)
    const waiting = [await begin(), await begin(), await begin()]
    const answers = await Promise.all(waiting.map((browser) => refusedWith(use(recoveryCodes[0]!, browser))))
    expect(answers.filter((it) => it === undefined)).toHaveLength(1)
    const later = await begin()
    expect(await refusedWith(use(recoveryCodes[0]!, later))).toBe('invalid')
    later.take((await use(recoveryCodes[1]!, later)).cookies)
    expect((await here.staff.find(later.header))?.id).toBe(id)
  })

  test('new recovery codes ask for the password and put the old ones out', async () => {
    const { recoveryCodes: old } = await enrol(here.staff, admin)
    expect(await refusedWith(here.staff.newRecoveryCodes(admin.header, 'not my password'))).toBe('invalid')
    const codes = await here.staff.newRecoveryCodes(admin.header, PASSWORD)
    expect(codes.filter((code) => old.includes(code))).toEqual([])
    expect(await refusedWith(here.staff.verifyRecoveryCode(old[0]!, (await begin()).header))).toBe('invalid')
    expect(await refusedWith(here.staff.verifyRecoveryCode(codes[0]!, (await begin()).header))).toBeUndefined()
  })

  test('five wrong codes end the second step, ten lock it for a while; recovery codes are no way round', async () => {
    const { secret, recoveryCodes } = await enrol(here.staff, admin)
    const browser = await begin()
    for (let i = 0; i < 5; i++) expect(await refusedWith(verify(`00000${i}`, browser))).toBe('invalid')
    expect(await refusedWith(verify(totp(secret), browser))).toBe('gone')
    expect(await here.staff.isWaiting(browser.header)).toBe(false)
    const again = await begin()
    for (let i = 5; i < 10; i++) await refusedWith(verify(`00000${i}`, again))
    const locked = await begin()
    expect(await refusedWith(verify(totp(secret, 1), locked))).toBe('too_many')
    expect(await refusedWith(here.staff.verifyRecoveryCode(recoveryCodes[0]!, locked.header))).toBe('too_many')
    expect(await here.staff.find(admin.header)).toBeDefined()
  })

  test('a second step is this browser’s: without its cookie, or with a changed one, there is none', async () => {
    const { secret } = await enrol(here.staff, admin)
    const browser = await begin()
    expect(await refusedWith(verify(totp(secret), new Browser()))).toBe('gone')
    const forged = browser.copy()
    const name = [...browser.cookies.keys()].find((it) => it.endsWith('two_factor'))!
    forged.cookies.set(name, `${browser.cookies.get(name)!.slice(0, -8)}AAAAAAA%3D`)
    expect(await refusedWith(verify(totp(secret), forged))).toBe('gone')
  })

  test('another user’s open session does not answer the second step', async () => {
    const { secret } = await enrol(here.staff, admin)
    await here.add('ravi@example.com')
    const { browser } = await here.logIn('ravi@example.com')
    const mixed = await begin()
    for (const [name, value] of browser.cookies) if (name.endsWith('session_token')) mixed.cookies.set(name, value)
    mixed.take((await verify(totp(secret), mixed)).cookies)
    expect((await here.staff.find(mixed.header))?.id).toBe(id)
    expect(await here.staff.find(browser.header)).toBeUndefined()
  })

  test('Remember me is kept through the second step, and not invented by it', async () => {
    const { secret } = await enrol(here.staff, admin)
    const short = await begin()
    short.take((await verify(totp(secret), short)).cookies)
    const long = await begin(true)
    long.take((await verify(totp(secret, 1), long)).cookies)
    here.advance(20 * 24 * 3_600_000)
    expect(await here.staff.findNow(short.header)).toBeUndefined()
    expect(await here.staff.findNow(long.header)).toBeDefined()
  })

  test('made inactive between the steps: no session', async () => {
    const { secret } = await enrol(here.staff, admin)
    await here.add('boss@example.com', 'ADMIN')
    const browser = await begin()
    await setUserStatus(here.system, here.staff, id, 'INACTIVE')
    expect(await refusedWith(verify(totp(secret), browser))).toBe('gone')
    expect(await database.read.selectFrom('session').select('id').where('userId', '=', id).execute()).toEqual([])
  })

  test('off again with the password; then the password is enough', async () => {
    await enrol(here.staff, admin)
    expect(await refusedWith(here.staff.disableTotp(admin.header, 'not my password'))).toBe('invalid')
    expect(await refusedWith(here.staff.startTotp(admin.header, PASSWORD, 'Aurum'))).toBe('conflict')
    admin.take((await here.staff.disableTotp(admin.header, PASSWORD)).cookies)
    expect((await here.staff.find(admin.header))?.id).toBe(id)
    expect((await here.logIn('admin@example.com')).next).toBe('done')
    expect(await refusedWith(here.staff.newRecoveryCodes(admin.header, PASSWORD))).toBe('conflict')
  })

  test('it is for admins, and for who is logged in', async () => {
    const agent = { kind: 'USER', id: 1, role: 'AGENT', name: 'ravi' } as const
    const ctx = { ...here.app, lang: 'en', actor: agent }
    expect(() => startTotp(ctx, here.staff, PASSWORD, 'Aurum', admin.header)).toThrow('for admins')
    expect(await refusedWith(here.staff.startTotp(undefined, PASSWORD, 'Aurum'))).toBe('unauthenticated')
  })
})
