import type { FastifyInstance, InjectOptions } from 'fastify'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { routes } from '../../src/features/users/routes.ts'
import { userPage } from '../../src/features/users/schema.ts'
import { createCookies } from '../../src/platform/auth/cookies.ts'
import { createFloodGate } from '../../src/platform/http/limits.ts'
import { page } from '../../src/platform/http/page.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { eachDatabase } from '../support/databases.ts'
import { Browser, enrol, openStaff, PASSWORD, type StaffApp, totp } from './staff-app.ts'

eachDatabase('staff pages and API', (open) => {
  let here: StaffApp
  let server: FastifyInstance
  beforeEach(async () => {
    // A code's half minute must not end in the middle of a test.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    here = openStaff(await open())
    server = await createServer({
      app: here.app,
      routes: routes(here.staff),
      staff: here.staff,
      gate: createFloodGate(),
      cookies: createCookies(false),
      origin: (host) => `http://${host}`,
      render: async ({ body }) => renderToString(body as ReactElement),
      errorPage: async ({ status, message }) => page({ status, body: message, lang: 'en', scripts: [] }),
      assets: 'nowhere',
      checkAnswers: true,
    })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await server.close()
  })

  async function ask(browser: Browser, options: InjectOptions) {
    const headers = { host: 'localhost', ...(browser.header ? { cookie: browser.header } : {}), ...options.headers }
    const answer = await server.inject({ ...options, headers })
    browser.take(([answer.headers['set-cookie'] ?? []].flat() as string[]).filter(Boolean))
    return answer
  }
  const get = (browser: Browser, url: string) => ask(browser, { url })
  const post = (browser: Browser, url: string, fields: Record<string, string>, headers = {}) =>
    ask(browser, {
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  const json = (browser: Browser, url: string, payload: object) =>
    ask(browser, { method: 'POST', url, payload, headers: { accept: 'application/json' } })
  const asha = { email: 'asha@example.com', password: PASSWORD }

  test('a form without script logs in, goes where it was asked to, and logs out', async () => {
    await here.add(asha.email)
    const browser = new Browser()
    expect((await get(browser, '/crm/login?next=/crm/live')).body).toContain('value="/crm/live"')
    const answer = await post(browser, '/crm/login', { ...asha, next: '/crm/live?x=1' })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/crm/live?x=1'])
    expect((await get(browser, '/api/me')).json()).toMatchObject({ name: 'asha', role: 'AGENT', email: asha.email })
    expect((await get(browser, '/crm/login')).headers.location).toBe('/crm')
    const out = await post(browser, '/crm/logout', {})
    expect([out.statusCode, out.headers.location]).toEqual([303, '/crm/login?notice=loggedOut'])
    expect((await get(browser, '/api/me')).statusCode).toBe(401)
    expect((await get(browser, '/crm/login?notice=loggedOut')).body).toContain('You are logged out.')
  })

  test('never to another place after the login', async () => {
    await here.add(asha.email)
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/crm/../x',
      '/crmx',
      '/crm/logout',
    ]) {
      expect((await post(new Browser(), '/crm/login', { ...asha, next })).headers.location).toBe('/crm')
    }
  })

  test('the same page for a wrong password and an unknown e-mail, and what was typed but the password', async () => {
    await here.add(asha.email)
    const wrong = await post(new Browser(), '/crm/login', { ...asha, password: 'canary password' })
    const unknown = await post(new Browser(), '/crm/login', {
      email: 'nobody@example.com',
      password: 'canary password',
    })
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401])
    const shape = (text: string) => text.replaceAll(/nobody@example\.com|asha@example\.com|data-now="\d+"/g, '')
    expect(shape(wrong.body)).toBe(shape(unknown.body))
    expect(wrong.body).toContain('Email and password do not match an active account')
    expect(wrong.body).toContain('value="asha@example.com"')
    expect(wrong.body).not.toContain('canary')
    const empty = await post(new Browser(), '/crm/login', { email: '', password: '' })
    expect([empty.statusCode, empty.body.includes('Enter your email')]).toEqual([422, true])
  })

  test('over the budget: 429 with the time, whoever it is', async () => {
    await here.add(asha.email)
    for (const email of [asha.email, 'nobody@example.com']) {
      for (let i = 0; i < 10; i++) await post(new Browser(), '/crm/login', { email, password: 'a guess at it' })
      const answer = await post(new Browser(), '/crm/login', { email, password: PASSWORD })
      expect(answer.statusCode).toBe(429)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(answer.body).toContain('You can try again after')
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('the second step: page, wrong code, recovery code, and back to the login when it has run out', async () => {
    await here.add('admin@example.com', 'ADMIN')
    const { browser: old } = await here.logIn('admin@example.com')
    const { secret, recoveryCodes } = await enrol(here.staff, old)
    const browser = new Browser()
    expect((await get(browser, '/crm/totp')).headers.location).toBe('/crm/login')
    const first = await post(browser, '/crm/login', {
      email: 'admin@example.com',
      password: PASSWORD,
      next: '/crm/users',
    })
    expect(first.headers.location).toBe('/crm/totp?next=%2Fcrm%2Fusers')
    expect((await get(browser, '/api/me')).statusCode).toBe(401)
    expect((await get(browser, first.headers.location!)).body).toContain('value="/crm/users"')
    const wrong = await post(browser, '/crm/totp', { code: '000 000', next: '/crm/users' })
    expect([wrong.statusCode, wrong.body.includes('This is not the code')]).toEqual([422, true])
    const code = totp(secret)
    const right = await post(browser, '/crm/totp', { code: `${code.slice(0, 3)} ${code.slice(3)}`, next: '/crm/users' })
    expect([right.statusCode, right.headers.location]).toEqual([303, '/crm/users'])
    expect((await get(browser, '/api/me')).json()).toMatchObject({ role: 'ADMIN', twoFactor: true })
    const other = new Browser()
    await post(other, '/crm/login', { email: 'admin@example.com', password: PASSWORD })
    expect((await get(other, '/crm/totp?kind=recovery')).body).toContain('Recovery code')
    expect((await post(other, '/crm/totp', { recovery: ` ${recoveryCodes[0]} ` })).headers.location).toBe('/crm')
    const late = await post(new Browser(), '/crm/totp', { code: totp(secret, 1) })
    expect(late.headers.location).toBe('/crm/login?notice=expired&next=')
  })

  test('forgot password answers everyone alike; the link opens a page that sets it once', async () => {
    await here.add(asha.email)
    const known = await post(new Browser(), '/crm/forgot', { email: asha.email })
    const unknown = await post(new Browser(), '/crm/forgot', { email: 'nobody@example.com' })
    const shape = (text: string) => text.replaceAll(/nobody@example\.com|asha@example\.com|data-now="\d+"/g, '')
    expect([known.statusCode, shape(known.body)]).toEqual([200, shape(unknown.body)])
    const { passwordLink } = await import('../../src/features/users/reads.ts')
    const link = await passwordLink(here.system, asha.email, here.app.now())
    const url = new URL(link!.url)
    const token = url.searchParams.get('token')!
    const opened = await get(new Browser(), url.pathname + url.search)
    expect([opened.statusCode, opened.body.includes(token)]).toEqual([200, true])
    const short = await post(new Browser(), '/crm/reset', { token, password: 'short' })
    expect([short.statusCode, short.body.includes('Use at least 12 characters')]).toEqual([422, true])
    const browser = new Browser()
    const done = await post(browser, '/crm/reset', { token, password: 'four loud green frogs' })
    expect(done.headers.location).toBe('/crm/login?notice=resetDone')
    expect(browser.header).toContain('phygital-staff-browser=')
    const again = await post(new Browser(), '/crm/reset', { token, password: 'four loud green frogs' })
    expect([again.statusCode, again.body.includes('This link no longer works')]).toEqual([410, true])
    expect((await get(new Browser(), url.pathname + url.search)).body).toContain('This link no longer works')
  })

  test('the library’s own addresses do not exist: no sign-up, no role from outside', async () => {
    const { library } = await import('../../src/platform/auth/staff-library.ts').then(({ openLibrary }) => ({
      library: openLibrary(here.app, 'phygital-staff', false),
    }))
    const body = { name: 'M', email: 'm@example.com', password: PASSWORD, role: 'ADMIN' }
    await here.add(asha.email)
    const { browser } = await here.logIn(asha.email)
    for (const endpoint of Object.values(library.api)) {
      const { path, options } = endpoint as unknown as { path?: string; options: { method: string | string[] } }
      if (!path) continue
      for (const prefix of ['/api/auth', '/auth', '/api', '']) {
        const method = [options.method].flat()[0] as 'GET' | 'POST'
        const url = prefix + path.replaceAll(/:\w+/g, 'x')
        const answer = await ask(browser.copy(), { method, url, ...(method === 'POST' ? { payload: body } : {}) })
        expect([url, answer.statusCode]).toEqual([url, 404])
      }
    }
    await expect(library.api.signUpEmail({ body })).rejects.toThrow()
    const cookie = new Headers({ cookie: browser.header! })
    await library.api
      .updateUser({ body: { name: 'M', role: 'ADMIN' } as never, headers: cookie })
      .catch(() => undefined)
    await post(browser, '/crm/login', { ...asha, role: 'ADMIN', status: 'ACTIVE' })
    const rows = await here.app.database.read.selectFrom('user').select(['role', 'email']).execute()
    expect(rows).toEqual([{ role: 'AGENT', email: asha.email }])
  })

  test('users over the API: admins add, change and list; agents are refused; another site’s page too', async () => {
    await here.add('admin@example.com', 'ADMIN')
    await here.add(asha.email)
    const { browser: admin } = await here.logIn('admin@example.com')
    const { browser: agent } = await here.logIn(asha.email)
    const ravi = { key: 'press-1234', name: 'Ravi', email: 'ravi@example.com', role: 'AGENT', products: [] }
    const made = await json(admin, '/api/users', ravi)
    expect(made.statusCode).toBe(200)
    const { id } = made.json()
    expect((await json(admin, `/api/users/${id}/status`, { status: 'INACTIVE' })).statusCode).toBe(200)
    expect((await json(admin, `/api/users/${id}/products`, { products: [] })).statusCode).toBe(200)
    const list = userPage.parse((await get(admin, '/api/users?search=ravi')).json())
    expect(list.rows).toMatchObject([{ id, status: 'INACTIVE' }])
    for (const [url, body] of [
      ['/api/users', ravi],
      [`/api/users/${id}/status`, { status: 'ACTIVE' }],
      [`/api/users/${id}/products`, { products: [] }],
      ['/api/me/totp/start', { password: PASSWORD }],
    ] as const) {
      expect((await json(agent, url, body)).statusCode).toBe(403)
      expect((await json(new Browser(), url, body)).statusCode).toBe(401)
    }
    expect((await get(agent, '/api/users')).statusCode).toBe(403)
    const foreign = await post(new Browser(), '/crm/login', asha, { origin: 'https://evil.example' })
    expect(foreign.statusCode).toBe(403)
  })

  test('the own account over the API: second step, password, out everywhere', async () => {
    await here.add('admin@example.com', 'ADMIN')
    const { browser } = await here.logIn('admin@example.com')
    const { secret } = (await json(browser, '/api/me/totp/start', { password: PASSWORD })).json()
    const confirmed = await json(browser, '/api/me/totp/confirm', { code: totp(secret) })
    expect(confirmed.json().recoveryCodes).toHaveLength(10)
    expect((await get(browser, '/api/me')).json().twoFactor).toBe(true)
    const fresh = await json(browser, '/api/me/totp/recovery-codes', { password: PASSWORD })
    expect(fresh.json().recoveryCodes).toHaveLength(10)
    expect((await json(browser, '/api/me/totp/disable', { password: PASSWORD })).statusCode).toBe(200)
    expect((await get(browser, '/api/me')).json().twoFactor).toBe(false)
    const wrong = await json(browser, '/api/me/password', { current: 'not it', password: 'four loud green frogs' })
    expect([wrong.statusCode, wrong.json().fields]).toEqual([422, { current: 'This is not your password' }])
    const changed = await json(browser, '/api/me/password', { current: PASSWORD, password: 'four loud green frogs' })
    expect(changed.statusCode).toBe(200)
    expect((await json(browser, '/api/me/logout-everywhere', {})).statusCode).toBe(200)
    expect((await get(browser, '/api/me')).statusCode).toBe(401)
  })
})
