import { expect, test } from 'vitest'
import {
  AFTERNOON,
  addWatch,
  codeSent,
  createClock,
  openBrowser,
  openProcess,
  otherThan,
  rowsOf,
} from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import type { Database } from '../../../database/database.ts'
import type { Passed } from './check.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

eachDatabase('checking a code', (open, place) => {
  // SQLite blocks the thread while it waits for another connection: there one process stands for both.
  const another = async (database: Database) => (place.engine === 'mysql' ? open() : database)

  async function stage(settings: Record<string, string> = {}) {
    const clock = createClock(AFTERNOON)
    const database = await open()
    const app = openProcess(database, clock, settings)
    const productId = await addWatch(app)
    return { clock, app, productId, database, browser: openBrowser(app, productId, 'browser-of-asha-000000') }
  }

  test('a right code makes the customer, the consents and a session, and is used', async () => {
    const { app, browser } = await stage()
    await browser.request({ news: true })
    const passed = (await browser.check(await codeSent(app))) as Passed
    const { customers, consents, sessions, otps } = await rowsOf(app)
    expect(passed).toMatchObject({ ok: true, first: true, customerId: customers[0]!.id, sessionId: sessions[0]!.id })
    expect(customers).toMatchObject([
      { mobile: '+919876543210', name: 'Asha Rao', email: 'asha@example.com', zone: 'Asia/Kolkata', lang: 'en' },
    ])
    expect(consents.map(({ document, version, given_at }) => [document, version, given_at])).toEqual([
      ['TERMS', '1', AFTERNOON],
      ['PRIVACY', '2', AFTERNOON],
      ['NEWS', '2', AFTERNOON],
    ])
    expect(otps).toMatchObject([{ used_at: AFTERNOON, used_by: customers[0]!.id, code_sealed: null }])
  })

  test('the customer is written to in the language the code was entered in, at each visit anew', async () => {
    const { app, clock, browser } = await stage()
    for (const [asked, entered] of [
      ['en', 'hi'],
      ['hi', 'en'],
    ] as const) {
      browser.speaks(asked)
      await browser.request()
      browser.speaks(entered)
      expect(await browser.check(await codeSent(app))).toMatchObject({ ok: true, first: true })
      expect((await rowsOf(app)).customers).toMatchObject([{ lang: entered }])
      clock.advance(HOUR)
    }
  })

  test('a hundred right checks at once, from two processes: one success, and all of them go on', async () => {
    const { app, clock, browser, database } = await stage()
    const other = openProcess(await another(database), clock)
    await browser.request()
    const code = await codeSent(app)
    const there = browser.at(other)
    const all = await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? browser : there).check(code)))
    expect(all.filter((answer) => answer.ok && answer.first)).toHaveLength(1)
    expect(all.filter((answer) => !answer.ok)).toEqual([])
    const { customers, consents, otps, events } = await rowsOf(app)
    expect([customers.length, consents.length, otps[0]!.checks]).toEqual([1, 2, 1])
    expect(events.filter((event) => event.action === 'otp.verified')).toHaveLength(1)
  })

  test('a hundred wrong checks at once get five looks at the code', async () => {
    const settings = { PHYGITAL_OTP_DAILY_CHECKS: '1000' }
    const { app, clock, browser, database } = await stage(settings)
    const there = browser.at(openProcess(await another(database), clock, settings))
    await browser.request()
    const code = await codeSent(app)
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? browser : there).check(otherThan(code, n + 1))),
    )
    const why = all.map((answer) => !answer.ok && answer.why)
    expect(why.filter((word) => word === 'wrong')).toHaveLength(5)
    expect(why.filter((word) => word === 'locked')).toHaveLength(95)
    expect(await browser.check(code), 'the right one comes too late').toEqual({ ok: false, why: 'locked' })
    expect(await browser.state()).toMatchObject({ state: 'locked', checksLeft: 0 })
    expect((await rowsOf(app)).customers).toEqual([])
  })

  test('the used code pressed again in its browser goes on while it lives, and makes nothing twice', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    const code = await codeSent(app)
    const first = (await browser.check(code)) as Passed
    const again = (await browser.check(code)) as Passed
    expect(again).toMatchObject({ ok: true, first: false, customerId: first.customerId })
    expect(again.token, 'the first answer may have been lost').not.toBe(null)
    browser.as({ kind: 'VISITOR', customerId: first.customerId, sessionId: first.sessionId })
    expect(await browser.check(code)).toMatchObject({ ok: true, sessionId: first.sessionId, token: null })
    expect(await browser.check(otherThan(code))).toEqual({ ok: false, why: 'used' })
    const { customers, consents, sessions, events } = await rowsOf(app)
    expect([customers.length, consents.length, sessions.length]).toEqual([1, 2, 2])
    expect(events.filter((event) => event.action === 'otp.verified')).toHaveLength(1)
    clock.advance(2 * MINUTE)
    expect(await browser.check(code)).toEqual({ ok: false, why: 'used' })
  })

  test('a code works in the browser that asked for it and for its product only', async () => {
    const { app, productId, browser } = await stage()
    const other = await addWatch(app, { name: 'Aurum Ring' })
    await browser.request()
    const code = await codeSent(app)
    const stranger = openBrowser(app, productId, 'browser-of-a-stranger0')
    expect(await stranger.check(code)).toEqual({ ok: false, why: 'none' })
    expect(await openBrowser(app, other, browser.token).check(code)).toEqual({ ok: false, why: 'none' })
    await stranger.request()
    expect(await stranger.check(code), 'the same number, another browser').toMatchObject({ ok: false, why: 'wrong' })
    expect(await browser.check(code)).toMatchObject({ ok: true })
  })

  test('a code ends with its span', async () => {
    const { app, clock, browser } = await stage({ PHYGITAL_OTP_TTL: '90' })
    await browser.request()
    const code = await codeSent(app)
    clock.advance(90_000 - 1)
    expect(await browser.state()).toMatchObject({ state: 'waiting', expiresAt: AFTERNOON + 90_000 })
    clock.advance(1)
    expect(await browser.state()).toMatchObject({ state: 'expired' })
    expect(await browser.check(code)).toEqual({ ok: false, why: 'expired' })
    expect((await rowsOf(app)).otps[0]!.checks, 'not looked at, not counted').toBe(0)
  })

  test('somebody else’s number typed in changes nothing of theirs', async () => {
    const { app, productId, browser, clock } = await stage()
    await browser.request()
    await browser.check(await codeSent(app))
    const before = await rowsOf(app)
    clock.advance(10 * MINUTE)
    const stranger = openBrowser(app, productId, 'browser-of-a-stranger0')
    await stranger.request({ name: 'Mallory', email: 'mallory@example.com', news: true })
    expect(await stranger.check(otherThan(await codeSent(app)))).toEqual({ ok: false, why: 'wrong' })
    const after = await rowsOf(app)
    expect([after.customers, after.consents, after.sessions]).toEqual([
      before.customers,
      before.consents,
      before.sessions,
    ])
    expect(after.otps[0]).toEqual(before.otps[0])
  })

  test('name and e-mail are the latest of a verified visit; a consent given before is not doubled', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    await browser.check(await codeSent(app))
    clock.advance(HOUR)
    await browser.request({ name: 'Asha R', email: 'asha@work.example', terms: '1', privacy: '3' })
    expect((await rowsOf(app)).customers[0]!.name).toBe('Asha Rao')
    await browser.check(await codeSent(app))
    const { customers, consents } = await rowsOf(app)
    expect(customers).toMatchObject([{ name: 'Asha R', email: 'asha@work.example', email_key: 'asha@work.example' }])
    expect(consents.map(({ document, version }) => `${document} ${version}`)).toEqual([
      'TERMS 1',
      'PRIVACY 2',
      'PRIVACY 3',
    ])
  })

  test('checks of a number are capped per day, whatever is sent anew', async () => {
    const { app, clock, browser } = await stage({ PHYGITAL_OTP_DAILY_CHECKS: '7' })
    await browser.request()
    const first = await codeSent(app)
    for (let n = 1; n <= 5; n++) expect(await browser.check(otherThan(first, n))).toMatchObject({ why: 'wrong' })
    clock.advance(MINUTE)
    expect(await browser.resend()).toBe('new')
    const second = await codeSent(app)
    expect(await browser.state()).toMatchObject({ state: 'waiting', checksLeft: 2 })
    for (let n = 1; n <= 2; n++) expect(await browser.check(otherThan(second, n))).toMatchObject({ why: 'wrong' })
    expect(await browser.check(second), 'the right one, over the cap').toEqual({ ok: false, why: 'locked' })
    expect(await browser.state()).toMatchObject({ state: 'locked', resendAt: null, lockedUntil: null, checksLeft: 0 })
    clock.advance(2 * MINUTE)
    expect(await browser.resend()).toBe('tooMany')
    clock.advance(DAY)
    await browser.request()
    expect(await browser.check(await codeSent(app)), 'a day later').toMatchObject({ ok: true })
  })

  // At most 20 looks a day at codes of a million: a million guesses at one number take 136 years.
  test('whoever guesses for days on end gets the daily cap of looks, however many browsers and codes', async () => {
    const { app, clock, productId } = await stage({
      PHYGITAL_OTP_DAILY_CHECKS: '10',
      PHYGITAL_CHALLENGE_AFTER: '100000',
    })
    const DAYS = 8
    clock.advance(DAY - (AFTERNOON % DAY))
    let looked = 0
    for (let day = 0; day < DAYS; day++) {
      for (let round = 0; round < 4; round++) {
        const browser = openBrowser(app, productId, `guesser-${day}-${round}`)
        await browser.request()
        const code = await codeSent(app)
        for (let n = 1; n <= 6; n++) {
          const answer = await browser.check(otherThan(code, n))
          if (!answer.ok && answer.why === 'wrong') looked++
        }
        clock.advance(DAY / 4)
      }
    }
    expect(looked).toBe(DAYS * 10)
  })

  test('a blocked number is answered as any other, gets no SMS and never passes', async () => {
    const { app, clock, browser, productId } = await stage()
    await browser.request()
    await browser.check(await codeSent(app))
    await app.database.write.updateTable('customer').set({ blocked_at: AFTERNOON }).execute()
    clock.advance(HOUR)
    const blocked = openBrowser(app, productId, 'browser-of-blocked-000')
    const free = openBrowser(app, productId, 'browser-of-a-free-one0')
    const number = { mobile: '+919876500000' }
    expect(await blocked.request()).toEqual(await free.request(number))
    const [b, f] = [(await blocked.state())!, (await free.state())!]
    expect({ ...b, otpId: 0, pending: 0 }).toEqual({ ...f, otpId: 0, pending: 0 })
    const sms = await app.database.read.selectFrom('message').selectAll().orderBy('id', 'desc').limit(2).execute()
    expect(sms).toMatchObject([
      { recipient: '+919876500000', state: 'PENDING' },
      { recipient: '+919876543210', state: 'EXPIRED', secret: null },
    ])
    const { otps } = await rowsOf(app)
    const right = app.keys.open('otp', otps.findLast((row) => row.mobile === '+919876543210')!.code_sealed!)
    const free5 = await codeSent(app, '+919876500000')
    expect(await blocked.check(right), 'even the right code').toEqual(await free.check(otherThan(free5)))
    clock.advance(30_000)
    expect(await blocked.resend()).toBe(await free.resend())
    for (let n = 2; n <= 5; n++) {
      expect(await blocked.check(otherThan(right, n))).toEqual(await free.check(otherThan(free5, n)))
    }
    expect(await blocked.check(right)).toEqual(await free.check(otherThan(free5, 6)))
    const last = [(await blocked.state())!, (await free.state())!].map((state) => ({ ...state, otpId: 0, pending: 0 }))
    expect(last[0]).toEqual(last[1])
    expect((await rowsOf(app)).sessions).toHaveLength(1)
  })

  test('proving another number in a browser ends the session it had, proving the same one does not', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    const first = (await browser.check(await codeSent(app))) as Passed
    browser.as({ kind: 'VISITOR', customerId: first.customerId, sessionId: first.sessionId })
    clock.advance(HOUR)
    await browser.request()
    await browser.check(await codeSent(app))
    const ended = async () => (await rowsOf(app)).sessions.filter((row) => row.ended_at !== null).map((row) => row.id)
    expect(await ended()).toEqual([])
    clock.advance(HOUR)
    await browser.request({ mobile: '+919876500000' })
    await browser.check(await codeSent(app, '+919876500000'))
    expect(await ended()).toEqual([first.sessionId])
    const { events } = await rowsOf(app)
    expect(events.at(-1)).toMatchObject({ action: 'visitor.session_ended', subject_id: first.sessionId })
  })

  test('a shared device’s session is marked to be forgotten', async () => {
    const { app, browser } = await stage()
    await browser.request({ kiosk: true })
    await browser.check(await codeSent(app))
    expect((await rowsOf(app)).sessions).toMatchObject([{ kiosk: 1 }])
  })

  test('nothing personal stands in events, rates or the log', async () => {
    const { app, browser } = await stage()
    await browser.request({ name: 'Canary Name', email: 'canary@example.com', mobile: '+919812345678' })
    const code = await codeSent(app, '+919812345678')
    await browser.check(otherThan(code))
    await browser.check(code)
    const { events } = await rowsOf(app)
    const rates = await app.database.read.selectFrom('rate').selectAll().execute()
    const presses = await app.database.read.selectFrom('idempotency').selectAll().execute()
    expect(events.map((event) => event.action)).toEqual(['product.added', 'otp.requested', 'otp.verified'])
    expect(rates.length).toBeGreaterThan(3)
    const all = JSON.stringify([events, rates, presses, app.lines])
    for (const canary of ['Canary', 'canary', '9812345678', code, '203.0.113.7']) expect(all).not.toContain(canary)
    const stored = JSON.stringify(
      await app.database.read.selectFrom('otp').select(['code_hash', 'code_sealed']).execute(),
    )
    expect(stored).not.toContain(code)
  })
})
