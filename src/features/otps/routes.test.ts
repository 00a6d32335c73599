import { afterEach, expect, test } from 'vitest'
import {
  AFTERNOON,
  addWatch,
  codeSent,
  createClock,
  messages,
  openProcess,
  otherThan,
  rowsOf,
} from '../../../tests/contract/otp-stage.ts'
import { asha, decoded, openWeb, type Web, type WebBrowser } from '../../../tests/contract/otp-web.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { asSystem } from '../../platform/context.ts'
import { addStore } from '../stores/actions.ts'

const PAGE = '/demo/aurum-watch'
const OTP = `${PAGE}/otp`
const SECOND = 1000
const MINUTE = 60 * SECOND

eachDatabase('the OTP page', (open) => {
  let web: Web
  afterEach(() => web.close())

  async function stage(settings: Record<string, string> = {}) {
    const clock = createClock(AFTERNOON)
    const app = openProcess(await open(), clock, settings)
    const productId = await addWatch(app)
    web = await openWeb(app)
    const visitor = web.browser()
    await visitor.post(PAGE, asha)
    return { clock, app, productId, visitor, code: await codeSent(app) }
  }

  const goLive = async (app: Awaited<ReturnType<typeof stage>>['app'], productId: number) => {
    const times = { createdAt: new Date(AFTERNOON).toISOString(), updatedAt: new Date(AFTERNOON).toISOString() }
    const date = app.database.engine === 'mysql' ? new Date(AFTERNOON) : times.createdAt
    const { insertId } = await app.database.write
      .insertInto('user')
      .values({
        name: 'Vikram',
        email: 'vikram@example.com',
        emailVerified: 1,
        role: 'AGENT',
        status: 'ACTIVE',
        createdAt: date,
        updatedAt: date,
      } as never)
      .executeTakeFirstOrThrow()
    const user_id = Number(insertId)
    const live = { user_id, product_id: productId, started_at: AFTERNOON, last_seen: AFTERNOON }
    await app.database.write
      .insertInto('live_demo')
      .values({ ...live, open_key: 'one' })
      .execute()
  }

  const cookie = (browser: WebBrowser) => browser.jar.cookies.get('phygital-visitor')

  test('the store of the link stays with the visit when nobody is live, up to the demo of a later try', async () => {
    const { app, visitor, productId } = await stage()
    const { id } = await addStore(asSystem(app), { name: 'Aurum Pune', city: 'Pune', zone: 'Asia/Kolkata' })
    const at = { source: 'BRAND_STORE', store: String(id), fixed: '1' }
    const guest = web.browser('203.0.113.8')
    await guest.post(PAGE, { ...asha, ...at, mobile: '98765 43211' })
    const live = await guest.post(OTP, { code: await codeSent(app, '+919876543211'), next: 'live' })
    expect(live.to).toBe(`${PAGE}/live?source=store&store=${id}`)
    const choice = decoded((await guest.get(live.to!)).html)
    for (const way of ['/live', '/live/alert', '/schedule'])
      expect(choice).toContain(`${PAGE}${way}?source=store&store=${id}`)
    expect(decoded((await guest.get(`${PAGE}/schedule?source=store&store=${id}`)).html)).toContain(live.to)
    await goLive(app, productId)
    expect((await guest.get(live.to!)).to, 'an expert has come').toBe(`${PAGE}?source=store&store=${id}`)
    expect((await guest.post(live.to!)).to).toBe(`${PAGE}/lobby`)
    const demo = app.database.read.selectFrom('demo').select(['source', 'store_id'])
    expect(await demo.executeTakeFirst()).toEqual({ source: 'BRAND_STORE', store_id: id })
    await visitor.post(OTP, { code: '000000' })
    expect((await guest.post(`${PAGE}/live?store=424242`)).status, 'a store nobody knows').toBe(303)
  })

  test('an old address serves after the OTP too', async () => {
    const { app, visitor, productId, code } = await stage()
    await goLive(app, productId)
    await visitor.post(OTP, { code, next: 'live' })
    await app.database.write.updateTable('product').set({ slug: 'aurum-two' }).where('id', '=', productId).execute()
    expect((await visitor.get(`${PAGE}/lobby`)).status).toBe(200)
    expect((await visitor.post(`${PAGE}/live/alert`)).to).toBe('/demo/aurum-two/live')
  })

  test('without a code it leads to the product’s page', async () => {
    await stage()
    const stranger = web.browser()
    expect((await stranger.get(OTP)).to).toBe(PAGE)
    expect((await stranger.post(OTP, { code: '123456', next: 'live' })).to).toBe(PAGE)
    expect((await stranger.post(`${OTP}/resend`)).to).toBe(PAGE)
    expect((await stranger.get('/demo/nothing/otp')).status).toBe(404)
  })

  test('shows where the code went, until when it works, and both ways on; again after a discarded tab', async () => {
    const { visitor, clock } = await stage()
    for (const wait of [0, 40 * SECOND]) {
      clock.advance(wait)
      const { status, html } = await visitor.get(OTP)
      expect(status).toBe(200)
      for (const text of ['••••• ••210', 'Join live', 'Schedule demo', 'Resend OTP']) expect(html).toContain(text)
      expect(html).toContain(`data-countdown="${AFTERNOON + 2 * MINUTE}"`)
      expect(html).toContain(`data-now="${AFTERNOON + wait}"`)
      expect(html).not.toContain('9876543210')
    }
  })

  test('the right code opens a session and goes to the lobby, or says that nobody is live, or to scheduling', async () => {
    const { app, visitor, productId, code } = await stage()
    const nobody = await visitor.post(OTP, { code, next: 'live' })
    expect([nobody.status, nobody.to]).toEqual([303, `${PAGE}/live`])
    expect(cookie(visitor)).toMatch(/^[\w-]{22}$/)
    await goLive(app, productId)
    expect((await visitor.post(OTP, { code, next: 'live' })).to, 'pressed again').toBe(`${PAGE}/lobby`)
    expect((await visitor.post(OTP, { code, next: 'live' })).to).toBe(`${PAGE}/lobby`)
    expect((await visitor.post(OTP, { code, next: 'schedule' })).to).toBe(`${PAGE}/schedule`)
    const demos = await app.database.read.selectFrom('demo').selectAll().execute()
    expect(demos).toMatchObject([{ name: 'Asha Rao', email: 'asha@example.com', source: 'WEBSITE', store_id: null }])
    const { customers, sessions, consents } = await rowsOf(app)
    expect([customers.length, sessions.length, consents.length]).toEqual([1, 1, 2])
  })

  test('the back button after a right code shows the page, and the code goes on', async () => {
    const { visitor, code, clock } = await stage()
    await visitor.post(OTP, { code, next: 'schedule' })
    const back = await visitor.get(OTP)
    expect([back.status, back.html.includes('Enter the code')]).toEqual([200, true])
    expect((await visitor.post(OTP, { code, next: 'schedule' })).to).toBe(`${PAGE}/schedule`)
    const wrong = await visitor.post(OTP, { code: otherThan(code), next: 'schedule' })
    expect([wrong.status, wrong.html.includes('This code has been used')]).toEqual([422, true])
    clock.advance(2 * MINUTE)
    expect((await visitor.get(OTP)).to).toBe(PAGE)
    expect((await visitor.post(`${OTP}/resend`)).to, 'nothing to send again').toBe(PAGE)
  })

  test('a hundred presses of the right code all go on, with one customer', async () => {
    const { app, visitor, code } = await stage()
    const all = await Promise.all(Array.from({ length: 100 }, () => visitor.post(OTP, { code, next: 'schedule' })))
    expect(new Set(all.map((answer) => answer.to))).toEqual(new Set([`${PAGE}/schedule`]))
    const { customers, consents, events } = await rowsOf(app)
    expect([customers.length, consents.length]).toEqual([1, 2])
    expect(events.filter((event) => event.action === 'otp.verified')).toHaveLength(1)
  })

  test('what is no code is not counted; wrong ones are, and after five the code is dead', async () => {
    const { visitor, code, app } = await stage()
    for (const text of ['', '12', 'abcdef', '1234567']) {
      const { status, html } = await visitor.post(OTP, { code: text, next: 'live' })
      expect([status, html.includes('Enter the 6 digits')]).toEqual([422, true])
    }
    for (let left = 4; left >= 1; left--) {
      const { status, html } = await visitor.post(OTP, { code: otherThan(code, left), next: 'live' })
      expect([status, html.includes(`${left} ${left === 1 ? 'try' : 'tries'} left`)]).toEqual([422, true])
    }
    const last = await visitor.post(OTP, { code: otherThan(code, 9), next: 'live' })
    expect(last.html).toContain('Too many wrong codes')
    const late = await visitor.post(OTP, { code, next: 'live' })
    expect([late.status, late.html.includes('Too many wrong codes')]).toEqual([429, true])
    expect(cookie(visitor)).toBe(undefined)
    expect((await rowsOf(app)).customers).toEqual([])
  })

  test('an expired code says so; the next one works', async () => {
    const { visitor, code, clock, app } = await stage()
    clock.advance(2 * MINUTE)
    const { status, html } = await visitor.post(OTP, { code, next: 'live' })
    expect([status, html.includes('Your code has expired')]).toEqual([410, true])
    const resent = await visitor.post(`${OTP}/resend`)
    expect([resent.status, resent.to]).toEqual([303, `${OTP}?sent=new`])
    expect((await visitor.get(resent.to!)).html).toContain('A new code is on its way')
    expect((await visitor.post(OTP, { code: await codeSent(app), next: 'live' })).status).toBe(303)
  })

  test('sent again it is the same code; too early, nothing is sent', async () => {
    const { visitor, code, clock, app } = await stage()
    expect((await visitor.post(`${OTP}/resend`)).to).toBe(OTP)
    expect(await messages(app)).toHaveLength(1)
    clock.advance(30 * SECOND)
    expect((await visitor.post(`${OTP}/resend`)).to).toBe(`${OTP}?sent=again`)
    expect(await codeSent(app)).toBe(code)
  })

  test('codes typed with spaces, hyphens or Devanagari digits are read', async () => {
    const { visitor, code } = await stage()
    const devanagari = [...code].map((digit) => String.fromCharCode(0x966 + Number(digit))).join('')
    const typed = ` ${devanagari.slice(0, 3)} - ${devanagari.slice(3)} `
    expect((await visitor.post(OTP, { code: typed, next: 'live' })).status).toBe(303)
  })

  test('when the cap holds a resend back, the page says so', async () => {
    const { visitor, clock } = await stage({ PHYGITAL_OTP_HOURLY_CAP: '1' })
    clock.advance(30 * SECOND)
    const { status, html } = await visitor.post(`${OTP}/resend`)
    expect([status, html.includes('We cannot send codes right now')]).toEqual([503, true])
  })

  test('a blocked number’s pages are those of any other', async () => {
    const { app, visitor, code, clock } = await stage()
    await visitor.post(OTP, { code, next: 'schedule' })
    await app.database.write.updateTable('customer').set({ blocked_at: AFTERNOON }).execute()
    clock.advance(60 * MINUTE)
    const [blocked, free] = [web.browser(), web.browser()]
    const both = async (step: (browser: WebBrowser) => ReturnType<WebBrowser['get']>) => {
      const plain = (html: string) =>
        html
          .replace(/(nonce="[\w-]{36}"|(value|content)="[\w-]{22,36}")/g, '')
          .replaceAll('••210', '')
          .replaceAll('••001', '')
      const [a, b] = [await step(blocked), await step(free)]
      expect([a.status, a.to, plain(a.html)]).toEqual([b.status, b.to, plain(b.html)])
      expect(Object.keys(a.headers)).toEqual(Object.keys(b.headers))
    }
    await both((browser) =>
      browser.post(PAGE, { ...asha, mobile: browser === blocked ? '98765 43210' : '98765 00001' }),
    )
    await both((browser) => browser.get(OTP))
    const live = await codeSent(app, '+919876500001')
    for (let n = 1; n <= 6; n++) {
      await both((browser) => browser.post(OTP, { code: otherThan(live, n), next: 'live' }))
    }
    await both((browser) => browser.get(OTP))
    clock.advance(30 * SECOND)
    await both((browser) => browser.post(`${OTP}/resend`))
    await both((browser) => browser.get(OTP))
  })
})
