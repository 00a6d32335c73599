import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { changePassword, logOut, logOutEverywhere, setUserStatus } from '../../src/features/users/actions.ts'
import { eachDatabase } from '../support/databases.ts'
import { waitFor } from '../support/wait-for.ts'
import { Browser, HOUR, openStaff, PASSWORD, refusedWith, type StaffApp } from './staff-app.ts'

const counted = vi.hoisted(() => ({ argon2: 0 }))
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return {
    ...real,
    hash: (...args: Parameters<typeof real.hash>) => {
      counted.argon2++
      return real.hash(...args)
    },
    verify: (...args: Parameters<typeof real.verify>) => {
      counted.argon2++
      return real.verify(...args)
    },
  }
})

/** However slow the machine: whatever is asked a second after the end finds nobody. */
async function goneWithinASecond({ staff }: StaffApp, browser: Browser): Promise<void> {
  const ended = performance.now()
  let lastFound = 0
  await waitFor('the end of the session', async () => {
    const asked = performance.now() - ended
    if ((await staff.find(browser.header)) === undefined) return true
    lastFound = asked
    return false
  })
  expect(lastFound).toBeLessThan(1000)
}

eachDatabase('staff sessions', (open) => {
  let database: Database
  let here: StaffApp
  beforeEach(async () => {
    database = await open()
    here = openStaff(database)
  })
  const asUser = (id: number, role: 'AGENT' | 'ADMIN' = 'AGENT') => ({
    ...here.app,
    lang: 'en',
    actor: { kind: 'USER', id, role, name: 'asha' } as const,
  })

  describe('logging in', () => {
    test('the right password opens a session of that user', async () => {
      const id = await here.add('Asha@Example.com')
      const { browser, next } = await here.logIn('  asha@example.COM ')
      expect(next).toBe('done')
      expect(await here.staff.find(browser.header)).toEqual({ kind: 'USER', id, role: 'AGENT', name: 'Asha' })
    })

    test('wrong, unknown and inactive are refused alike, each after one argon2', async () => {
      const id = await here.add('asha@example.com')
      await here.add('late@example.com')
      const late = await database.read.selectFrom('user').select('id').where('id', '!=', id).executeTakeFirstOrThrow()
      await setUserStatus(here.system, here.staff, late.id, 'INACTIVE')
      const answers = []
      for (const [email, password] of [
        ['asha@example.com', 'not that password'],
        ['nobody@example.com', PASSWORD],
        ['late@example.com', PASSWORD],
      ] as const) {
        const before = counted.argon2
        const error = await here.logIn(email, { password }).catch((it) => it)
        answers.push({ code: error.code, message: error.message, argon2: counted.argon2 - before })
      }
      expect(answers[0]).toEqual({ code: 'unauthenticated', message: answers[0]!.message, argon2: 1 })
      expect(answers[1]).toEqual(answers[0])
      expect(answers[2]).toEqual(answers[0])
      expect(await database.read.selectFrom('session').select('id').execute()).toEqual([])
    })

    test('cookies: for scripts invisible, for this host over TLS only, gone with the browser unless remembered', async () => {
      const safe = openStaff(database, true)
      await safe.add('asha@example.com')
      const { cookies } = await safe.logIn('asha@example.com')
      const session = cookies.find((line) => line.includes('.session_token='))!
      expect(session).toMatch(/^__Host-phygital-staff\.session_token=/)
      for (const line of cookies) expect(line).toMatch(/(?=.*HttpOnly)(?=.*Secure)(?=.*SameSite=Lax)(?=.*Path=\/(;|$))/)
      expect(session).not.toMatch(/Max-Age/)
      const remembered = await safe.logIn('asha@example.com', { remember: true })
      expect(remembered.cookies.find((line) => line.includes('.session_token='))).toMatch(/Max-Age=2592000/)
    })

    test('nothing personal is logged', async () => {
      await here.add('asha@example.com')
      const { browser } = await here.logIn('asha@example.com')
      await refusedWith(here.logIn('asha@example.com', { password: 'canary password' }))
      await refusedWith(here.logIn('nobody@example.com', { password: 'canary password' }))
      expect(JSON.stringify(here.app.lines)).not.toMatch(/asha|nobody|canary/)
      expect(JSON.stringify(here.app.lines)).not.toContain(here.staff.token(browser.header))
    })
  })

  test('fixation: a session planted before the login is neither used nor left open', async () => {
    await here.add('asha@example.com')
    await here.add('mallory@example.com')
    const { browser: planted } = await here.logIn('mallory@example.com')
    const victim = planted.copy()
    expect(await here.staff.find(planted.header)).toBeDefined()
    await here.logIn('asha@example.com', { browser: victim })
    expect(here.staff.token(victim.header)).not.toBe(here.staff.token(planted.header))
    expect((await here.staff.find(victim.header))?.name).toBe('asha')
    expect(await here.staff.find(planted.header)).toBeUndefined()
  })

  test('a token without our signature, or with that of another token, is nobody', async () => {
    await here.add('asha@example.com')
    const { browser } = await here.logIn('asha@example.com')
    const { browser: other } = await here.logIn('asha@example.com')
    const [name, value] = [...browser.cookies].find(([it]) => it.endsWith('session_token'))!
    const token = here.staff.token(browser.header)!
    const signature = other.cookies.get(name)!.split('.')[1]
    for (const forged of [token, `${token}.`, `${token}.${signature}`, `${value}x`, '%', '']) {
      expect(await here.staff.find(`${name}=${forged}`)).toBeUndefined()
    }
    expect(await here.staff.find(`${name}=${value}`)).toBeDefined()
  })

  test('replay after logout: dead at once here, within a second in another process', async () => {
    const id = await here.add('asha@example.com')
    const elsewhere = openStaff(await open())
    const { browser } = await here.logIn('asha@example.com')
    const stolen = browser.copy()
    expect(await elsewhere.staff.find(stolen.header)).toBeDefined()
    const key = here.staff.sessionKey(stolen.header)
    browser.take(await logOut(here.system, here.staff, browser.header))
    expect(here.staff.token(browser.header)).toBeUndefined()
    expect(await here.staff.find(stolen.header)).toBeUndefined()
    await goneWithinASecond(elsewhere, stolen)
    const ended = here.app.events.find(({ action }) => action === 'user.sessions_ended')
    expect(ended).toMatchObject({ subjectId: id, data: { sessions: [key] } })
  })

  test('a disabled user is out at once here, within a second elsewhere, and stays out when active again', async () => {
    const id = await here.add('asha@example.com')
    const elsewhere = openStaff(await open())
    const { browser } = await here.logIn('asha@example.com', { remember: true })
    expect(await here.staff.find(browser.header)).toBeDefined()
    expect(await elsewhere.staff.find(browser.header)).toBeDefined()
    await setUserStatus(here.system, here.staff, id, 'INACTIVE')
    expect(await here.staff.find(browser.header)).toBeUndefined()
    expect(await elsewhere.staff.findNow(browser.header)).toBeUndefined()
    await goneWithinASecond(elsewhere, browser)
    expect(here.app.events.at(-1)).toMatchObject({ action: 'user.deactivated', subjectId: id, data: { userId: id } })
    await setUserStatus(here.system, here.staff, id, 'ACTIVE')
    expect(await here.staff.findNow(browser.header)).toBeUndefined()
  })

  test('a user disabled by hand in the database is out too, whatever sessions are left', async () => {
    const id = await here.add('asha@example.com')
    const { browser } = await here.logIn('asha@example.com')
    await database.write.updateTable('user').set({ status: 'INACTIVE' }).where('id', '=', id).execute()
    expect(await here.staff.findNow(browser.header)).toBeUndefined()
  })

  test('a session ends 8 h after its last use, a day after the login at most', async () => {
    await here.add('asha@example.com')
    const { browser: idle } = await here.logIn('asha@example.com')
    const { browser: used } = await here.logIn('asha@example.com')
    here.advance(7.5 * HOUR)
    expect(await here.staff.findNow(used.header)).toBeDefined()
    here.advance(0.75 * HOUR)
    expect(await here.staff.findNow(idle.header)).toBeUndefined()
    for (let hours = 8.25; hours < 23; hours += 3) {
      expect(await here.staff.findNow(used.header)).toBeDefined()
      here.advance(3 * HOUR)
    }
    expect(await here.staff.findNow(used.header)).toBeDefined()
    here.advance(1 * HOUR)
    expect(await here.staff.findNow(used.header)).toBeUndefined()
  })

  test('Remember me: 30 days, used or not', async () => {
    await here.add('asha@example.com')
    const { browser } = await here.logIn('asha@example.com', { remember: true })
    here.advance(29 * 24 * HOUR)
    expect(await here.staff.findNow(browser.header)).toBeDefined()
    here.advance(25 * HOUR)
    expect(await here.staff.findNow(browser.header)).toBeUndefined()
  })

  test('log out everywhere ends all of the own sessions and nobody else’s', async () => {
    const id = await here.add('asha@example.com')
    await here.add('ravi@example.com')
    const { browser: one } = await here.logIn('asha@example.com')
    const { browser: two } = await here.logIn('asha@example.com', { remember: true })
    const { browser: other } = await here.logIn('ravi@example.com')
    for (const browser of [one, two, other]) expect(await here.staff.find(browser.header)).toBeDefined()
    await logOutEverywhere(asUser(id), here.staff)
    expect(await here.staff.find(one.header)).toBeUndefined()
    expect(await here.staff.find(two.header)).toBeUndefined()
    expect(await here.staff.find(other.header)).toBeDefined()
  })

  test('changing the password asks for the old one, and ends the other sessions', async () => {
    const id = await here.add('asha@example.com')
    const { browser: mine } = await here.logIn('asha@example.com')
    const { browser: other } = await here.logIn('asha@example.com')
    const next = 'four loud green frogs'
    const change = (current: string, password = next) =>
      changePassword(asUser(id), here.staff, { current, password }, mine.header)
    await expect(change('not my password')).rejects.toMatchObject({
      code: 'invalid',
      fields: { current: 'This is not your password' },
    })
    await expect(change(PASSWORD, 'short')).rejects.toMatchObject({
      code: 'invalid',
      fields: { password: 'Use at least 12 characters' },
    })
    expect(await here.staff.find(other.header)).toBeDefined()
    await change(PASSWORD)
    expect(await here.staff.find(mine.header)).toBeDefined()
    expect(await here.staff.find(other.header)).toBeUndefined()
    expect(await refusedWith(here.logIn('asha@example.com'))).toBe('unauthenticated')
    expect((await here.logIn('asha@example.com', { password: next })).next).toBe('done')
  })

  test('whoever found an open session cannot guess its password: ten tries', async () => {
    const id = await here.add('asha@example.com')
    const guess = () => refusedWith(here.staff.checkPassword(id, 'a guess at it'))
    for (let i = 0; i < 10; i++) expect(await guess()).toBe('invalid')
    expect(await guess()).toBe('too_many')
    expect(await refusedWith(here.staff.checkPassword(id, PASSWORD))).toBe('too_many')
  })

  describe('throttle', () => {
    const wrong = (email: string, from?: string, browser?: Browser) =>
      refusedWith(
        here.logIn(email, { password: 'a guess at it', ...(from ? { from } : {}), ...(browser ? { browser } : {}) }),
      )

    test('1,000 wrong tries of strangers do not stop the right password from a known browser', async () => {
      await here.add('asha@example.com')
      const { browser } = await here.logIn('asha@example.com')
      const shared = '192.0.2.1'
      const before = counted.argon2
      const seen = new Map<string | undefined, number>()
      for (let i = 0; i < 1000; i++) {
        const answer = await wrong('asha@example.com', i % 2 ? shared : undefined)
        seen.set(answer, (seen.get(answer) ?? 0) + 1)
      }
      expect(seen).toEqual(
        new Map([
          ['unauthenticated', 10],
          ['too_many', 990],
        ]),
      )
      expect(counted.argon2 - before).toBe(10)
      expect((await here.logIn('asha@example.com', { browser, from: shared })).next).toBe('done')
      const stranger = await here.logIn('asha@example.com').catch((it) => it)
      expect(stranger).toMatchObject({ code: 'too_many' })
      expect(stranger.retryAfterMs).toBeGreaterThan(0)
      expect(stranger.retryAfterMs).toBeLessThanOrEqual(HOUR / 4)
      here.advance(HOUR / 4)
      expect((await here.logIn('asha@example.com')).next).toBe('done')
    })

    test('tries at once are counted before any is looked at', async () => {
      await here.add('asha@example.com')
      const before = counted.argon2
      const answers = await Promise.all(Array.from({ length: 40 }, () => wrong('asha@example.com')))
      expect(counted.argon2 - before).toBe(10)
      expect(answers.filter((it) => it === 'too_many')).toHaveLength(30)
    })

    test('known and unknown e-mails run out alike', async () => {
      await here.add('asha@example.com')
      const run = async (email: string) => {
        const before = counted.argon2
        const answers = []
        for (let i = 0; i < 12; i++) answers.push(await wrong(email))
        return { answers, argon2: counted.argon2 - before }
      }
      expect(await run('nobody@example.com')).toEqual(await run('asha@example.com'))
    })

    test('a known browser has ten wrong tries of its own, and another known one its own ten', async () => {
      await here.add('asha@example.com')
      const { browser: lost } = await here.logIn('asha@example.com')
      const { browser: kept } = await here.logIn('asha@example.com')
      for (let i = 0; i < 10; i++) expect(await wrong('asha@example.com', undefined, lost)).toBe('unauthenticated')
      expect(await wrong('asha@example.com', undefined, lost)).toBe('too_many')
      expect((await here.logIn('asha@example.com', { browser: kept })).next).toBe('done')
      expect((await here.logIn('asha@example.com')).next).toBe('done')
    })

    test('a browser known for one e-mail is a stranger to another, and an invented cookie to all', async () => {
      await here.add('asha@example.com')
      await here.add('ravi@example.com')
      const { browser } = await here.logIn('asha@example.com')
      const forged = new Browser()
      forged.cookies.set('phygital-staff-browser', `${'a'.repeat(22)}.${'b'.repeat(22)}`)
      for (let i = 0; i < 10; i++) await wrong('ravi@example.com')
      expect(await wrong('ravi@example.com', undefined, browser)).toBe('too_many')
      expect(await wrong('ravi@example.com', undefined, forged)).toBe('too_many')
    })

    test('a browser two people share stays known for both', async () => {
      await here.add('asha@example.com')
      await here.add('ravi@example.com')
      const { browser } = await here.logIn('asha@example.com')
      await here.logIn('ravi@example.com', { browser })
      for (const email of ['asha@example.com', 'ravi@example.com']) {
        for (let i = 0; i < 10; i++) await wrong(email)
        expect((await here.logIn(email, { browser })).next).toBe('done')
      }
    })

    test('one address tries fifty e-mails, no more; an IPv6 customer is one address', async () => {
      await here.add('asha@example.com')
      for (let i = 0; i < 50; i++)
        expect(await wrong(`u${i}@example.com`, `2001:db8:1:2::${i}`)).toBe('unauthenticated')
      expect(await wrong('asha@example.com', '2001:db8:1:2:ffff::1')).toBe('too_many')
      expect((await here.logIn('asha@example.com', { from: '2001:db8:1:3::1' })).next).toBe('done')
    })

    test('right passwords use nothing up', async () => {
      await here.add('asha@example.com')
      for (let i = 0; i < 12; i++)
        expect((await here.logIn('asha@example.com', { from: '192.0.2.9' })).next).toBe('done')
      const used = await database.read.selectFrom('rate').select('used').where('start', '>', 0).execute()
      expect(used.every((row) => row.used === 0)).toBe(true)
    })

    test('counts hold no e-mail and no address', async () => {
      await wrong('asha@example.com', '192.0.2.9')
      const keys = await database.read.selectFrom('rate').select('key').distinct().execute()
      expect(keys).toHaveLength(2)
      expect(JSON.stringify(keys)).not.toMatch(/asha|192\.0/)
    })
  })
})
