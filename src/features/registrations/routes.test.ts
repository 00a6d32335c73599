import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { CompiledQuery } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import {
  AFTERNOON,
  addWatch,
  codeSent,
  createClock,
  messages,
  openProcess,
  rowsOf,
} from '../../../tests/contract/otp-stage.ts'
import { asha, decoded, fieldOf, openWeb, type Web } from '../../../tests/contract/otp-web.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { waitFor } from '../../../tests/support/wait-for.ts'
import { asSystem } from '../../platform/context.ts'
import { setSetting } from '../brand/actions.ts'
import { changeSlug } from '../products/actions.ts'
import { addStore } from '../stores/actions.ts'

const PAGE = '/demo/aurum-watch'

eachDatabase('the registration page', (open) => {
  let web: Web
  afterEach(() => web.close())

  async function stage(settings: Record<string, string> = {}) {
    const clock = createClock(AFTERNOON)
    const app = openProcess(await open(), clock, settings)
    const productId = await addWatch(app)
    web = await openWeb(app)
    return { clock, app, productId, visitor: web.browser() }
  }

  test('shows the form, listed for search engines, with a key of its own and no expert live', async () => {
    const { visitor } = await stage()
    const { status, html, headers } = await visitor.get(PAGE)
    expect(status).toBe(200)
    for (const label of ['Name', 'Email', 'Mobile number', 'Get OTP']) expect(html).toContain(label)
    expect(html).toContain('No expert is live right now')
    expect(html).toContain('India (+91)')
    expect(html).not.toContain('noindex')
    expect(html).not.toContain('data-altcha')
    expect(headers['cache-control']).toBe('no-store')
    expect(fieldOf(html, 'key')).toMatch(/^[\w-]{22}$/)
    expect(fieldOf(html, 'key')).not.toBe(fieldOf((await visitor.get(PAGE)).html, 'key'))
  })

  test('an unknown product is not found, an inactive one is gone, an old address leads on for a while', async () => {
    const { app, visitor, productId } = await stage()
    const inactive = await addWatch(app, { name: 'Old Ring', status: 'INACTIVE' })
    expect(inactive).toBeGreaterThan(0)
    expect((await visitor.get('/demo/nothing')).status).toBe(404)
    expect((await visitor.get('/demo/%00')).status).toBe(404)
    const gone = await visitor.get('/demo/old-ring')
    expect([gone.status, gone.html.includes('Old Ring has no live demos now')]).toEqual([410, true])
    expect((await visitor.post('/demo/old-ring', asha)).status).toBe(410)
    await changeSlug(asSystem(app), productId, 'new-watch')
    const moved = await visitor.get(`${PAGE}?source=store&store=3`)
    expect([moved.status, moved.to]).toEqual([301, '/demo/new-watch?source=store&store=3'])
    expect(moved.headers['cache-control']).toBe('max-age=300')
    const sent = await visitor.post(PAGE, asha)
    expect([sent.status, sent.to], 'a form that was open goes through').toEqual([303, '/demo/new-watch/otp'])
  })

  test('a good form sends a code and goes on to it; a press repeated sends none', async () => {
    const { app, visitor } = await stage()
    const { html } = await visitor.get(PAGE)
    const form = { ...asha, key: fieldOf(html, 'key')! }
    const first = await visitor.post(PAGE, form)
    expect([first.status, first.to]).toEqual([303, `${PAGE}/otp`])
    expect((await visitor.post(PAGE, form)).to).toBe(`${PAGE}/otp`)
    expect(await messages(app)).toMatchObject([{ recipient: '+919876543210' }])
    const { otps, customers, events } = await rowsOf(app)
    expect(customers).toEqual([])
    expect(otps).toMatchObject([{ name: 'Asha Rao', documents: '1\n1', news: 0, zone: 'Asia/Kolkata' }])
    expect(events.at(-1)).toMatchObject({
      action: 'otp.requested',
      data: '{"productId":1,"source":"WEBSITE"}'.replace('1', String(otps[0]!.product_id)),
    })
  })

  test('all faults are shown at once beside what was typed, and nothing is sent', async () => {
    const { app, visitor } = await stage()
    const bad = { name: '<b>Asha</b>', email: 'asha@', mobile: '+7 701 123 4567', source: 'WEBSITE', news: 'yes' }
    const { status, html } = await visitor.post(PAGE, bad)
    expect(status).toBe(422)
    for (const words of [
      'Enter an email like',
      'We cannot send codes to this country',
      'Agree to the terms and the privacy notice',
    ]) {
      expect(html).toContain(words)
    }
    expect(decoded(html)).toContain('value="+7 701 123 4567"')
    expect(html).toContain('value="&lt;b&gt;Asha&lt;/b&gt;"')
    expect(html).toMatch(/<input[^>]*name="news"[^>]*checked/)
    expect(await messages(app)).toEqual([])
  })

  test('a typo in a well-known domain is asked about once: taken, or kept by going on', async () => {
    const { app, visitor } = await stage()
    const typo = { ...asha, email: 'asha@gmial.com' }
    const asked = await visitor.post(PAGE, typo)
    expect([asked.status, asked.html.includes('Use asha@gmail.com')]).toEqual([200, true])
    expect(fieldOf(asked.html, 'email_seen')).toBe('asha@gmial.com')
    expect(await messages(app)).toEqual([])
    await visitor.post(PAGE, { ...typo, email_seen: 'asha@gmial.com', use_email: 'asha@gmail.com' })
    await visitor.post(PAGE, { ...typo, email_seen: 'asha@gmial.com' })
    await visitor.post(PAGE, { ...typo, use_email: 'asha@gmail.com' })
    const kept = ['asha@gmail.com', 'asha@gmial.com', 'asha@gmail.com']
    expect((await rowsOf(app)).otps.map((row) => row.email)).toEqual(kept)
  })

  test('a store’s link fixes the store and a shared device, through faults and the change of number', async () => {
    const { app, visitor } = await stage()
    const { id } = await addStore(asSystem(app), { name: 'Aurum Pune', city: 'Pune', zone: 'Asia/Kolkata' })
    const link = `${PAGE}?source=store&store=${id}&kiosk=1`
    const { html } = await visitor.get(link)
    expect(html).toContain('You are at Aurum Pune, Pune')
    const hidden = Object.fromEntries(['source', 'store', 'kiosk', 'fixed'].map((name) => [name, fieldOf(html, name)!]))
    expect(hidden).toEqual({ source: 'BRAND_STORE', store: String(id), kiosk: '1', fixed: '1' })
    expect(html).not.toContain('autoComplete="tel"')
    const again = await visitor.post(PAGE, { ...asha, ...hidden, mobile: '1' })
    expect([again.status, fieldOf(again.html, 'kiosk'), again.html.includes('You are at')]).toEqual([422, '1', true])
    await visitor.post(PAGE, { ...asha, ...hidden })
    expect((await rowsOf(app)).otps).toMatchObject([{ source: 'BRAND_STORE', store_id: id, kiosk: 1 }])
    const otp = await visitor.get(`${PAGE}/otp`)
    expect(decoded(otp.html)).toContain(`href="${link}"`)
    expect((await visitor.get(`${PAGE}?source=store&store=999`)).html, 'an unknown store').toContain('Choose a store')
  })

  test('too many sendings to a number and a full cap are said, with what was typed kept', async () => {
    const { app, visitor, clock } = await stage({ PHYGITAL_OTP_HOURLY_CAP: '6' })
    await setSetting(asSystem(app), 'brand', { supportPhone: '+91 20 1234 5678' })
    for (let n = 0; n < 5; n++) await visitor.post(PAGE, asha)
    const many = await visitor.post(PAGE, asha)
    expect([many.status, many.headers['retry-after']]).toEqual([429, '600'])
    expect(many.html).toContain('Too many codes were asked for')
    await visitor.post(PAGE, { ...asha, mobile: '98765 00001' })
    const full = await visitor.post(PAGE, { ...asha, mobile: '98765 00002' })
    expect(full.status).toBe(503)
    expect(full.html).toContain('We cannot send codes right now')
    expect(full.html).toContain('tel:+912012345678')
    expect(decoded(full.html)).toContain('value="98765 00002"')
    expect((await rowsOf(app)).events.at(-1)).toMatchObject({ action: 'otp.unsendable', data: '{"why":"CAP"}' })
    clock.advance(60 * 60_000)
    expect((await visitor.post(PAGE, asha)).status).toBe(303)
  })

  test('a busy network is given a challenge, whose answer lets one request through', async () => {
    const { app, visitor } = await stage({ PHYGITAL_CHALLENGE_AFTER: '1' })
    await visitor.post(PAGE, asha)
    const refused = await visitor.post(PAGE, { ...asha, mobile: '98765 00001' })
    expect([refused.status, refused.html.includes('Wait for the check below')]).toEqual([422, true])
    const text = decoded(/data-altcha="([^"]*)"/.exec((await visitor.get(PAGE)).html)![1]!)
    const challenge = JSON.parse(text) as Challenge
    const made = await visitor.post(PAGE, { ...asha, mobile: '98765 00001', altcha: btoa('{}') })
    expect([made.status, made.html.includes('The check has run out')]).toEqual([422, true])
    const solution = await solveChallenge({ challenge, deriveKey })
    const proved = { ...asha, mobile: '98765 00001', altcha: btoa(JSON.stringify({ challenge, solution })) }
    expect((await visitor.post(PAGE, proved)).status).toBe(303)
    const spent = await visitor.post(PAGE, { ...proved, mobile: '98765 00002' })
    expect([spent.status, spent.html.includes('The check has run out')]).toEqual([422, true])
    expect((await web.browser('203.0.113.8').get(PAGE)).html, 'a neighbour').not.toContain('data-altcha')
    expect(await messages(app)).toHaveLength(2)
  })

  test('a verified browser goes on by name, until “Not you?”; nothing of the visitor is left then', async () => {
    const { app, visitor } = await stage()
    await visitor.post(PAGE, asha)
    await visitor.post(`${PAGE}/otp`, { code: await codeSent(app), next: 'schedule' })
    const known = await visitor.get(PAGE)
    expect(known.html).toContain('Continue as A•••')
    for (const text of ['Asha', '98765', 'asha@']) expect(known.html).not.toContain(text)
    const other = await addWatch(app, { name: 'Aurum Ring' })
    expect(other).toBeGreaterThan(0)
    expect((await visitor.get('/demo/aurum-ring')).html, 'for all products').toContain('Continue as A•••')
    const forgot = await visitor.post(`${PAGE}/forget`)
    expect([forgot.status, forgot.to]).toEqual([303, PAGE])
    expect(visitor.jar.cookies.get('phygital-visitor')).toBeFalsy()
    expect((await visitor.get(PAGE)).html).toContain('Get OTP')
    expect((await visitor.get(`${PAGE}/otp`)).to).toBe(PAGE)
    const { sessions, otps, events } = await rowsOf(app)
    expect(sessions[0]!.ended_at).toBe(AFTERNOON)
    expect(otps[0]).toMatchObject({ name: '', email: '', mobile: '' })
    expect(events.at(-1)).toMatchObject({ action: 'visitor.session_ended', subject_id: sessions[0]!.id })
  })

  test('a shared device forgets the visitor when its page is opened again; the visitor’s own phone does not', async () => {
    const { app, visitor } = await stage()
    await visitor.post(PAGE, { ...asha, kiosk: '1' })
    await visitor.post(`${PAGE}/otp`, { code: await codeSent(app), next: 'schedule' })
    await visitor.head(`${PAGE}?kiosk=1`)
    expect((await rowsOf(app)).sessions[0]!.ended_at).toBe(null)
    const next = await visitor.get(PAGE)
    expect(next.html, 'even by a plain link').toContain('Get OTP')
    expect((await rowsOf(app)).sessions[0]!.ended_at).toBe(AFTERNOON)
    expect((await visitor.get(`${PAGE}/otp`)).to, 'the code is dropped too').toBe(PAGE)
    const own = web.browser()
    await own.post(PAGE, { ...asha, mobile: '98765 00001' })
    await own.post(`${PAGE}/otp`, { code: await codeSent(app, '+919876500001'), next: 'schedule' })
    expect((await own.get(`${PAGE}?kiosk=1`)).html).toContain('Get OTP')
    expect((await own.get(PAGE)).html).toContain('Continue as A•••')
  })

  test('a browser inside an app is told before the OTP, with a way to Chrome', async () => {
    await stage()
    const agent = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36 Instagram 350.0'
    const { html } = await web.browser('203.0.113.7', { 'user-agent': agent }).get(PAGE)
    expect(decoded(html)).toContain('href="intent://localhost:3000/demo/aurum-watch#Intent;scheme=http;')
    expect(html).toMatch(/<div class="notice notice-warn" id="no-camera"(?! hidden)/)
    expect((await web.browser().get(PAGE)).html).toMatch(/id="no-camera" hidden/)
  })

  test('visitors are counted once per browser, product and day of the product’s zone; programs are not', async () => {
    const { app, clock, visitor, productId } = await stage()
    const footfall = () =>
      app.database.read.selectFrom('footfall').select(['product_id', 'day']).orderBy('day').execute()
    await visitor.get(PAGE)
    await visitor.get(PAGE)
    await waitFor('the first visitor', async () => (await footfall()).length === 1)
    await visitor.head(PAGE)
    await web.browser('203.0.113.9').get(PAGE, { 'sec-purpose': 'prefetch;prerender' })
    await web.browser('203.0.113.9', { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' }).get(PAGE)
    await web.browser('203.0.113.9', { 'user-agent': '' }).get(PAGE)
    await visitor.get('/demo/nothing')
    await web.browser('203.0.113.9').get(PAGE)
    await waitFor('the second visitor', async () => (await footfall()).length === 2)
    // 18:30 UTC is midnight in Kolkata.
    clock.advance(8.5 * 60 * 60_000)
    await visitor.get(PAGE)
    await waitFor('the next day', async () => (await footfall()).length === 3)
    expect(await footfall()).toEqual([
      { product_id: productId, day: '2026-01-15' },
      { product_id: productId, day: '2026-01-15' },
      { product_id: productId, day: '2026-01-16' },
    ])
    const hashes = await app.database.read.selectFrom('footfall').select('visitor_hash').execute()
    expect(JSON.stringify(hashes)).not.toContain([...visitor.jar.cookies.values()][0])
  })

  test('when the server fails, nothing typed is lost, and nothing half done is kept', async () => {
    const { app, visitor } = await stage()
    const { engine, write } = app.database
    const fail = engine === 'mysql' ? "for each row signal sqlstate '45000'" : "begin select raise(abort, 'no'); end"
    await write.executeQuery(CompiledQuery.raw(`create trigger broken before insert on otp ${fail}`))
    const failed = await visitor.post(PAGE, { ...asha, key: 'one form' })
    await write.executeQuery(CompiledQuery.raw('drop trigger broken'))
    expect([failed.status, failed.html.includes('Nothing is lost')]).toEqual([500, true])
    expect(decoded(failed.html)).toContain('value="98765 43210"')
    expect(await app.database.read.selectFrom('rate').selectAll().execute()).toEqual([])
    expect((await visitor.post(PAGE, { ...asha, key: 'one form' })).status).toBe(303)
    expect(await messages(app)).toHaveLength(1)
  })

  test('a form from another site is refused', async () => {
    const { app, visitor } = await stage()
    expect((await visitor.post(PAGE, asha, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await visitor.post(PAGE, asha, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(await messages(app)).toEqual([])
  })
})
