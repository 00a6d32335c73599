import { expect, test } from 'vitest'
import {
  AFTERNOON,
  addWatch,
  codeSent,
  createClock,
  messages,
  openBrowser,
  openProcess,
  otherThan,
  rowsOf,
} from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { asSystem, transact } from '../../../platform/context.ts'
import { templates } from '../jobs.ts'
import { dropCodes, wipeCodes } from './wipe.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const number = (n: number) => `+9198765${String(n).padStart(5, '0')}`

eachDatabase('sending a code', (open, place) => {
  async function stage(settings: Record<string, string> = {}) {
    const clock = createClock(AFTERNOON)
    const database = await open()
    const app = openProcess(database, clock, settings)
    // SQLite blocks the thread while it waits for another connection: there one process stands for both.
    const other = openProcess(place.engine === 'mysql' ? await open() : database, clock, settings)
    const productId = await addWatch(app)
    const browser = openBrowser(app, productId, 'browser-of-asha-000000')
    return { clock, app, other, productId, browser }
  }
  const outcome = (result: { sent: true } | { refused: string }) => ('sent' in result ? 'sent' : result.refused)

  test('a code is six digits, kept hashed and sealed, and goes out as one SMS that dies with it', async () => {
    const { app, browser } = await stage()
    expect(await browser.request()).toEqual({ sent: true })
    const code = await codeSent(app)
    expect(code).toMatch(/^\d{6}$/)
    const { otps } = await rowsOf(app)
    expect(otps).toMatchObject([{ expires_at: AFTERNOON + 2 * MINUTE, checks: 0, sends: 1, used_at: null }])
    expect(await messages(app)).toMatchObject([
      { channel: 'SMS', recipient: '+919876543210', template: 'otp', expires_at: AFTERNOON + 2 * MINUTE },
    ])
    expect(JSON.stringify(otps)).not.toContain(code)
  })

  test('five sendings to a number in ten minutes, whichever browser or process asks', async () => {
    const { app, other, clock, productId } = await stage({ PHYGITAL_CHALLENGE_AFTER: '100' })
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, n) => openBrowser(n % 2 ? app : other, productId, `browser-${n}`).request()),
    )
    expect(asked.map(outcome).filter((word) => word === 'sent')).toHaveLength(5)
    expect(asked.map(outcome).filter((word) => word === 'tooMany')).toHaveLength(7)
    expect(await messages(app)).toHaveLength(5)
    expect(outcome(await openBrowser(app, productId, 'a').request({ mobile: number(1) })), 'another number').toBe(
      'sent',
    )
    clock.advance(10 * MINUTE)
    expect(outcome(await openBrowser(app, productId, 'b').request())).toBe('sent')
  })

  test('numbers of one prefix and all numbers have their hour’s fill, over processes; admins are told once', async () => {
    const settings = { PHYGITAL_OTP_PREFIX_HOURLY: '8', PHYGITAL_OTP_HOURLY_CAP: '12', PHYGITAL_CHALLENGE_AFTER: '100' }
    const { app, other, clock, productId } = await stage(settings)
    const ask = (n: number, mobile: string) =>
      openBrowser(n % 2 ? app : other, productId, `browser-${n}`).request({ mobile })
    const pumped = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n, number(n))))
    expect(pumped.map(outcome).filter((word) => word === 'sent')).toHaveLength(8)
    expect(pumped.map(outcome).filter((word) => word === 'unsendable')).toHaveLength(12)
    const spread = await Promise.all(Array.from({ length: 10 }, (_, n) => ask(n, `+917${n}00000000`)))
    expect(
      spread.map(outcome).filter((word) => word === 'sent'),
      'the rest of the hourly cap',
    ).toHaveLength(4)
    expect(await messages(app)).toHaveLength(12)
    const told = async () => (await rowsOf(app)).events.filter((event) => event.action === 'otp.unsendable')
    expect((await told()).map((event) => JSON.parse(event.data))).toEqual([{ why: 'PREFIX' }])
    clock.advance(10 * MINUTE)
    await ask(0, '+918000000000')
    expect((await told()).map((event) => JSON.parse(event.data).why)).toEqual(['PREFIX', 'CAP'])
    clock.advance(HOUR)
    expect(outcome(await ask(0, number(50)))).toBe('sent')
  })

  test('a press sent twice is one code and one SMS, also at once; changed contents are another press', async () => {
    const { app, browser, productId } = await stage()
    const key = { key: 'key-of-one-form' }
    const both = await Promise.all([browser.request({}, key), browser.request({}, key), browser.request({}, key)])
    expect(both).toEqual([{ sent: true }, { sent: true }, { sent: true }])
    expect(await messages(app)).toHaveLength(1)
    await browser.request({ mobile: number(2) }, key)
    await openBrowser(app, productId, 'another browser').request({}, key)
    expect(await messages(app)).toHaveLength(3)
  })

  test('a refused press may be sent again later', async () => {
    const { app, browser, clock } = await stage({ PHYGITAL_OTP_HOURLY_CAP: '1' })
    await browser.request({ mobile: number(1) })
    expect(await browser.request({}, { key: 'the same form' })).toEqual({ refused: 'unsendable' })
    clock.advance(HOUR)
    expect(await browser.request({}, { key: 'the same form' })).toEqual({ sent: true })
    expect(await messages(app)).toHaveLength(2)
  })

  test('a refused request is counted although nothing is sent', async () => {
    const { app, browser, clock } = await stage({ PHYGITAL_OTP_HOURLY_CAP: '1' })
    await browser.request({ mobile: number(1) })
    for (let n = 0; n < 5; n++) expect(await browser.request()).toEqual({ refused: 'unsendable' })
    expect(await browser.request()).toEqual({ refused: 'tooMany' })
    expect((await rowsOf(app)).otps).toHaveLength(1)
    clock.advance(10 * MINUTE)
    expect(await browser.request()).toEqual({ refused: 'unsendable' })
  })

  test('sent again after 30, 60 and 120 s: the same code, with more life, never over ten minutes', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    const code = await codeSent(app)
    clock.advance(30 * SECOND - 1)
    expect(await browser.resend()).toBe('early')
    clock.advance(1)
    expect(await browser.resend()).toBe('again')
    expect(await browser.state()).toMatchObject({
      expiresAt: AFTERNOON + 150 * SECOND,
      resendAt: AFTERNOON + 90 * SECOND,
    })
    clock.advance(59 * SECOND)
    expect(await browser.resend()).toBe('early')
    clock.advance(SECOND)
    expect(await browser.resend()).toBe('again')
    expect(await browser.state()).toMatchObject({ resendAt: AFTERNOON + 210 * SECOND })
    clock.advance(119 * SECOND)
    expect(await browser.resend()).toBe('early')
    expect(await messages(app)).toHaveLength(3)
    for (const sms of await messages(app)) expect(app.keys.open('otp', sms.secret!)).toBe(code)
    expect((await rowsOf(app)).otps).toHaveLength(1)
    expect(await browser.check(code)).toMatchObject({ ok: true })
  })

  test('a code goes out in the language of the page it was asked from, also when it is sent again', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    clock.advance(30 * SECOND)
    browser.speaks('hi')
    expect(await browser.resend()).toBe('again')
    expect((await messages(app)).map(({ lang }) => lang)).toEqual(['en', 'hi'])
    expect((await rowsOf(app)).otps).toMatchObject([{ lang: 'hi' }])
  })

  test('a code that can be extended no further is replaced', async () => {
    const { app, clock, browser } = await stage({ PHYGITAL_OTP_TTL: '600' })
    await browser.request()
    const first = await codeSent(app)
    clock.advance(9 * MINUTE)
    expect(await browser.resend()).toBe('again')
    expect(await browser.state()).toMatchObject({ expiresAt: AFTERNOON + 10 * MINUTE })
    clock.advance(MINUTE)
    expect(await browser.resend()).toBe('new')
    const second = await codeSent(app)
    expect(await browser.check(first === second ? otherThan(first) : first)).toMatchObject({ why: 'wrong' })
    expect(await browser.check(second)).toMatchObject({ ok: true })
  })

  test('two presses of Resend at once send one SMS, and a browser without a code gets none', async () => {
    const { app, other, clock, browser, productId } = await stage()
    await browser.request()
    clock.advance(30 * SECOND)
    const there = browser.at(other)
    const all = await Promise.all([browser.resend(), there.resend(), browser.resend(), there.resend()])
    expect(all.sort()).toEqual(['again', 'early', 'early', 'early'])
    expect(await messages(app)).toHaveLength(2)
    expect(await openBrowser(app, productId, 'nobody').resend()).toBe('none')
  })

  test('resends count as sendings; when they are up, the page says from when a locked code can be replaced', async () => {
    const { app, clock, browser } = await stage({ PHYGITAL_OTP_TTL: '600' })
    await browser.request()
    for (const wait of [30, 60, 120, 120]) {
      clock.advance(wait * SECOND)
      expect(await browser.resend()).toBe('again')
    }
    clock.advance(120 * SECOND)
    expect(await browser.resend()).toBe('tooMany')
    expect(await browser.state()).toMatchObject({ state: 'waiting', resendAt: null, lockedUntil: null })
    const code = await codeSent(app)
    for (let n = 1; n <= 5; n++) await browser.check(otherThan(code, n))
    expect(await browser.state()).toMatchObject({
      state: 'locked',
      resendAt: null,
      lockedUntil: AFTERNOON + 10 * MINUTE,
    })
    clock.advance(150 * SECOND)
    expect(await browser.resend()).toBe('new')
  })

  test('a resend held back by a cap keeps its turn', async () => {
    const { clock, browser } = await stage({ PHYGITAL_OTP_HOURLY_CAP: '1' })
    await browser.request()
    clock.advance(30 * SECOND)
    expect(await browser.resend()).toBe('unsendable')
    expect(await browser.state()).toMatchObject({ state: 'waiting', resendAt: AFTERNOON + 30 * SECOND })
  })

  test('the SMS says the code with a last line for the browser; one for a used or ended code is not sent', async () => {
    const { app, clock, browser } = await stage({ PHYGITAL_PUBLIC_URL: 'https://meet.example.com:8443/' })
    await browser.request()
    const code = await codeSent(app)
    const [row] = await messages(app)
    const sms = {
      refs: JSON.parse(row!.refs),
      secret: row!.secret,
      lang: 'en',
      channel: 'SMS' as const,
      recipient: row!.recipient,
      createdAt: row!.created_at,
    }
    const rendered = () => templates.otp!.render(asSystem(app), sms)
    expect(await rendered()).toEqual({
      text: `${code} is your Phygital code. Do not share it with anyone.\n\n@meet.example.com #${code}`,
    })
    clock.advance(2 * MINUTE)
    expect(await rendered(), 'expired').toBe(null)
    clock.advance(-MINUTE)
    await browser.check(code)
    expect(await rendered(), 'used').toBe(null)
  })

  test('codes are wiped when they end, and what was typed a day later', async () => {
    const { app, clock, browser } = await stage()
    await browser.request()
    await wipeCodes(asSystem(app))
    expect((await rowsOf(app)).otps[0]!.code_sealed).not.toBe(null)
    clock.advance(2 * MINUTE)
    await wipeCodes(asSystem(app))
    expect((await rowsOf(app)).otps).toMatchObject([{ code_hash: '', code_sealed: null, name: 'Asha Rao' }])
    clock.advance(24 * HOUR - MINUTE)
    await wipeCodes(asSystem(app))
    expect((await rowsOf(app)).otps).toMatchObject([{ name: 'Asha Rao' }])
    expect(await browser.resend(), 'still known to its browser').toBe('new')
    clock.advance(MINUTE)
    await wipeCodes(asSystem(app))
    expect((await rowsOf(app)).otps[0]).toMatchObject({ name: '', email: '', mobile: '' })
  })

  test('dropped codes of a browser are gone, those of others stay', async () => {
    const { app, browser, productId } = await stage()
    const neighbour = openBrowser(app, productId, 'a neighbour')
    await browser.request()
    const code = await codeSent(app)
    await neighbour.request({ mobile: number(1) })
    await transact(asSystem(app), (work) => dropCodes(work, browser.token))
    expect(await browser.state()).toBe(undefined)
    expect(await browser.check(code)).toEqual({ ok: false, why: 'none' })
    expect(await browser.resend()).toBe('none')
    expect((await rowsOf(app)).otps[0]).toMatchObject({ name: '', email: '', mobile: '', code_hash: '' })
    expect(await neighbour.check(await codeSent(app, number(1)))).toMatchObject({ ok: true })
  })

  test('when no code gets out to anyone, the page says so, whatever the number', async () => {
    const { app, browser } = await stage()
    await browser.request()
    for (let n = 1; n <= 3; n++) await browser.request({ mobile: number(n) })
    const rows = await messages(app)
    const set = async (index: number, state: 'DEAD' | 'PENDING' | 'SENT', tries: number) =>
      app.database.write.updateTable('message').set({ state, tries }).where('id', '=', rows[index]!.id).execute()
    await set(1, 'DEAD', 1)
    await set(2, 'PENDING', 2)
    expect(await browser.state()).toMatchObject({ state: 'waiting' })
    await set(3, 'PENDING', 1)
    expect(await browser.state()).toMatchObject({ state: 'unsendable' })
    await set(0, 'SENT', 1)
    expect(await browser.state()).toMatchObject({ state: 'waiting' })
  })
})
