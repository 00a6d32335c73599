import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestApp } from '../../../tests/contract/test-app.ts'
import type { Database } from '../../database/database.ts'
import { createCookies } from '../auth/cookies.ts'
import type { StaffSessions } from '../auth/staff.ts'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { addressOf, speak } from './language.ts'
import { createFloodGate } from './limits.ts'
import { page } from './page.ts'
import { type Route, redirect, route } from './route.ts'
import { createServer } from './server.ts'

// No route here asks it.
const database = {} as Database
const public_ = { policy: 'public' as const }
const form = z.object({ name: z.string().min(1, 'Enter a name').max(10), note: z.string().default('') })
const shown = (text: string) => page({ body: text, lang: 'en', scripts: [] })

const routes: Route[] = [
  route({ method: 'GET', url: '/plain', ...public_, handler: async () => shown('plain') }),
  route({ method: 'GET', url: '/call', ...public_, camera: true, handler: async () => shown('call') }),
  route({
    ...{ method: 'POST', url: '/form', ...public_, body: form },
    again: async ({ body }, error) => (error.status === 404 ? undefined : shown(`again ${JSON.stringify(body)}`)),
    async handler({ body }) {
      if (body.note === 'busy') throw new AppError('too_many', 'Wait.', { retryAfterMs: 1500 })
      if (body.note === 'gone') throw new AppError('not_found', 'Nothing here.')
      if (body.note === 'broken') throw new Error(`broken by ${body.name}`)
      return redirect('/plain')
    },
  }),
  route({
    ...{ method: 'POST', url: '/api/thing/:id', ...public_, params: z.object({ id: z.coerce.number().int() }) },
    ...{ query: z.object({ page: z.coerce.number().default(1) }), body: form, answer: z.object({ id: z.number() }) },
    handler: async ({ params, body }) => {
      if (body.note === 'broken') throw new Error(`broken by ${body.name}`)
      return { id: params.id, secret: 1 }
    },
  }),
  route({ method: 'GET', url: '/few', ...public_, limit: { perMinute: 3 }, handler: async () => shown('few') }),
  route({ method: 'GET', url: '/few/too', ...public_, limit: { perMinute: 3 }, handler: async () => shown('too') }),
  route({ method: 'GET', url: '/machine', policy: 'machine', handler: async () => shown('numbers') }),
  route({ method: 'GET', url: '/api/staff', policy: 'staff', answer: z.object({}), handler: async () => ({}) }),
  route({
    ...{ method: 'POST', url: '/plain/again/:id', ...public_ },
    handler: async () => shown('again'),
  }),
  route({ method: 'GET', url: '/crm/login', ...public_, handler: async () => shown('login') }),
  route({ method: 'GET', url: '/trial', policy: 'trial', handler: async () => shown('trial') }),
]

const production = {
  ...{ PHYGITAL_MODE: 'production', PHYGITAL_PUBLIC_URL: 'https://meet.example.com', PHYGITAL_SECRET: 's'.repeat(32) },
  ...{ PHYGITAL_DATABASE_URL: 'mysql://phygital:pw@db/phygital', PHYGITAL_EMAIL_FROM: 'Aurum <hello@example.com>' },
  ...{ PHYGITAL_SMS_PROVIDER: 'http', PHYGITAL_SMS_HTTP_URL: 'https://sms.example.com/send' },
  ...{ PHYGITAL_EMAIL_PROVIDER: 'smtp', PHYGITAL_SMTP_URL: 'smtp://mail.example.com' },
}
let server: FastifyInstance
let lines: Record<string, unknown>[]

async function open(config = readConfig({}), more: { lanHost?: string; routes?: Route[] } = {}) {
  const test = createTestApp(database)
  lines = test.lines
  const app = { ...test, config }
  const staff: StaffSessions = { find: async () => undefined }
  return createServer({
    ...{ app, routes, staff, gate: createFloodGate(), cookies: createCookies(false), ...more },
    origin: (host) => config.PUBLIC_URL ?? `http://${host}`,
    render: async ({ body }, nonce, request) =>
      `<p lang="${request.lang}">${body}</p><a href="${addressOf(request)}"></a><script nonce="${nonce}"></script>`,
    errorPage: async ({ status, message }) => page({ status, body: message, lang: 'en', scripts: [] }),
    ...{ assets: 'none', checkAnswers: true },
  })
}
beforeEach(async () => {
  server = await open()
})
afterEach(() => server.close())

const ask = (options: InjectOptions) =>
  server.inject({ ...options, headers: { host: 'localhost:3000', ...options.headers } })
const post = (fields: Record<string, string>, headers = {}) =>
  ask({
    ...{ method: 'POST', url: '/form', payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

test('a form another site sent is refused, by Sec-Fetch-Site or by Origin', async () => {
  const asha = { name: 'Asha' }
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000' },
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:3001' },
    { origin: 'https://localhost:3000' },
    { origin: 'null' },
  ]) {
    expect([headers, (await post(asha, headers)).statusCode]).toEqual([headers, 403])
  }
  for (const headers of [
    {},
    { origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]) {
    expect([headers, (await post(asha, headers)).statusCode]).toEqual([headers, 303])
  }
})

test('the origin is the public address, whatever Host a request names', async () => {
  server = await open(readConfig(production))
  const from = (origin: string) => post({ name: 'Asha' }, { origin, host: 'evil.example' })
  expect((await from('http://evil.example')).statusCode).toBe(403)
  expect((await from('https://meet.example.com')).statusCode).toBe(303)
})

test('a trial answers this machine only, and nothing forwarded', async () => {
  const status = async (headers: Record<string, string>) => (await ask({ url: '/plain', headers })).statusCode
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '127.9.9.9', '[::1]:3000']) {
    expect([host, await status({ host })]).toEqual([host, 200])
  }
  for (const host of ['meet.example.com', 'localhost.evil.example', '192.168.1.5:3000', '127.0.0.1.evil.example']) {
    expect([host, await status({ host })]).toEqual([host, 403])
  }
  for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'x-real-ip', 'via']) {
    expect([name, await status({ [name]: '127.0.0.1' })]).toEqual([name, 403])
  }
})

test('a trial on the local network answers its address too; production answers any host', async () => {
  server = await open(readConfig({}), { lanHost: '192.168.1.5' })
  const status = async (host: string) => (await ask({ url: '/plain', headers: { host } })).statusCode
  expect([await status('192.168.1.5:3000'), await status('192.168.1.6:3000')]).toEqual([200, 403])
  server = await open(readConfig(production))
  expect(await status('meet.example.com')).toBe(200)
  expect((await ask({ url: '/trial' })).statusCode).toBe(404)
})

test('camera and microphone only where the route says so, refusals included', async () => {
  const policyOf = async (url: string) => (await ask({ url })).headers['permissions-policy']
  expect(await policyOf('/call')).toMatch(/camera=\(self\), microphone=\(self\), display-capture=\(self\)/)
  for (const url of ['/plain', '/nothing', '/api/staff']) {
    expect(await policyOf(url)).toMatch(/camera=\(\), microphone=\(\), display-capture=\(\)/)
  }
})

test('scripts and styles by a nonce of this answer alone; nothing inline, no frames', async () => {
  const nonces = new Set<string>()
  for (const url of ['/plain', '/plain', '/nothing']) {
    const { headers, body } = await ask({ url })
    const policy = String(headers['content-security-policy'])
    const nonce = /script-src 'self' 'nonce-([\w-]{36})'/.exec(policy)?.[1]
    expect(body).toContain(`nonce="${nonce}"`)
    expect(policy).not.toMatch(/unsafe|\*/)
    for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).toContain("connect-src 'self' ws://localhost:3000")
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    nonces.add(nonce!)
  }
  expect(nonces.size).toBe(3)
})

test('HSTS in production only', async () => {
  expect((await ask({ url: '/plain' })).headers['strict-transport-security']).toBeUndefined()
  server = await open(readConfig(production))
  expect((await ask({ url: '/plain' })).headers['strict-transport-security']).toContain('max-age=31536000')
})

test('what an API refuses is a problem document that names the fields, and nothing of the cause', async () => {
  const send = (url: string, payload: object | string, headers = {}) =>
    ask({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })
  const wrong = await send('/api/thing/1', { name: '' })
  expect([wrong.statusCode, wrong.headers['content-type']]).toEqual([422, 'application/problem+json; charset=utf-8'])
  expect(wrong.json()).toEqual({
    ...{ type: 'about:blank', title: 'Some details need another look.', status: 422, code: 'invalid' },
    fields: { name: 'Enter a name' },
  })
  const broken = await send('/api/thing/1', { name: 'Asha', note: 'broken' })
  expect([broken.statusCode, broken.json().code]).toEqual([500, 'internal'])
  expect(broken.body).not.toContain('Asha')
  const statusOf = async (asked: ReturnType<typeof send>) => [(await asked).statusCode, (await asked).json().code]
  expect(await statusOf(send('/api/thing/x', { name: 'Asha' }))).toEqual([404, 'not_found'])
  expect(await statusOf(send('/api/thing/1?page=x', { name: 'Asha' }))).toEqual([422, 'invalid'])
  expect(await statusOf(send('/api/thing/1', '{"name":'))).toEqual([422, 'invalid'])
  expect(await statusOf(send('/api/thing/1', 'x', { 'content-type': 'text/xml' }))).toEqual([422, 'invalid'])
  expect(await statusOf(send('/api/thing/1', { name: 'x'.repeat(70_000) }))).toEqual([413, 'too_large'])
  expect(await statusOf(send('/api/nothing', {}))).toEqual([404, 'not_found'])
  expect(await statusOf(ask({ url: '/api/staff' }) as never)).toEqual([401, 'unauthenticated'])
})

test('an error is a page for people, and a problem for who asks for JSON', async () => {
  const people = await ask({ url: '/nothing', headers: { accept: 'text/html' } })
  expect([people.statusCode, people.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  const program = await ask({ url: '/nothing', headers: { accept: 'application/json' } })
  expect(program.headers['content-type']).toContain('problem+json')
})

test('a form is shown again as typed, with the status and the time to wait', async () => {
  const wrong = await post({ name: '', note: 'typed' })
  expect([wrong.statusCode, wrong.body]).toEqual([422, expect.stringContaining('again {"name":"","note":"typed"}')])
  const busy = await post({ name: 'Asha', note: 'busy' })
  expect([busy.statusCode, busy.headers['retry-after']]).toEqual([429, '2'])
  expect(busy.body).toContain('again')
  const broken = await post({ name: 'Asha', note: 'broken' })
  expect([broken.statusCode, broken.body]).toEqual([500, expect.stringContaining('again')])
  const gone = await post({ name: 'Asha', note: 'gone' })
  expect([gone.statusCode, gone.body]).toEqual([404, expect.stringContaining('Nothing here.')])
  const deep = '['.repeat(20_000) + ']'.repeat(20_000)
  for (const payload of ['{"name":{"toString":1}}', '{"name":"","note":[1]}', deep]) {
    const headers = { 'content-type': 'application/json' }
    const odd = await ask({ method: 'POST', url: '/form', payload, headers })
    expect([odd.statusCode, odd.body.includes('again')]).toEqual([422, true])
  }
  const done = await post({ name: 'Asha' })
  expect([done.statusCode, done.headers.location]).toEqual([303, '/plain'])
})

test('a flood is refused with the time to wait: by address, and by route', async () => {
  const from = async (remoteAddress: string, url = '/few') => ask({ url, remoteAddress })
  for (let n = 0; n < 3; n++) expect((await from('10.0.0.1')).statusCode).toBe(200)
  const refused = await from('10.0.0.1')
  expect(refused.statusCode).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
  expect((await from('10.0.0.2')).statusCode).toBe(200)
  expect((await from('10.0.0.1', '/few/too')).statusCode).toBe(200)
  // An IPv6 customer has a /64 to walk through.
  for (let n = 0; n < 3; n++) expect((await from(`2001:db8:0:1::${n}`)).statusCode).toBe(200)
  expect((await from('2001:db8:0:1:9::9')).statusCode).toBe(429)
  expect((await from('2001:db8:0:2::')).statusCode).toBe(200)
})

test('who is refused for want of a login is counted too', async () => {
  const from = (remoteAddress: string) => ask({ url: '/api/staff', remoteAddress })
  const statuses: Record<number, number> = {}
  for (let n = 0; n < 601; n++) {
    const { statusCode } = await from(`2001:db8:0:3::${n}`)
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
  }
  expect(statuses).toEqual({ 401: 600, 429: 1 })
  expect((await from('10.0.0.4')).statusCode).toBe(401)
})

test('a forwarded address counts only from a trusted proxy', async () => {
  const config = readConfig({ ...production, PHYGITAL_TRUSTED_PROXIES: '10.9.9.9' })
  server = await open(config)
  const from = async (remoteAddress: string, client: string) =>
    (await ask({ url: '/few', remoteAddress, headers: { 'x-forwarded-for': client } })).statusCode
  for (let n = 0; n < 3; n++) expect(await from('10.9.9.9', '203.0.113.1')).toBe(200)
  expect(await from('10.9.9.9', '203.0.113.1')).toBe(429)
  expect(await from('10.9.9.9', '203.0.113.2')).toBe(200)
  for (let n = 0; n < 3; n++) expect(await from('10.8.8.8', `203.0.113.${n + 3}`)).toBe(200)
  expect(await from('10.8.8.8', '203.0.113.9')).toBe(429)
})

test('numbers are for this machine, or for who holds the token', async () => {
  const status = async (remoteAddress: string, headers = {}) =>
    (await ask({ url: '/machine', remoteAddress, headers })).statusCode
  expect([await status('127.0.0.1'), await status('10.0.0.1')]).toEqual([200, 404])
  server = await open(readConfig({ ...production, PHYGITAL_METRICS_TOKEN: 'a token of 32 characters, or more' }))
  expect(await status('127.0.0.1')).toBe(404)
  expect(await status('10.0.0.1', { authorization: 'Bearer a token of 32 characters, or more' })).toBe(200)
  expect(await status('10.0.0.1', { authorization: 'Bearer another' })).toBe(404)
})

test('a route without a policy stops the start; an answer of another shape is a fault in tests', async () => {
  const none = { method: 'GET', url: '/x', handler: async () => shown('x') } as unknown as Route
  await expect(open(readConfig({}), { routes: [none] })).rejects.toThrow('states no policy')
  const odd = route({
    ...{ method: 'GET', url: '/api/odd', ...public_, answer: z.object({ id: z.number() }) },
    handler: async () => ({ id: 'x' as unknown as number }),
  })
  server = await open(readConfig({}), { routes: [odd] })
  expect((await ask({ url: '/api/odd' })).statusCode).toBeGreaterThanOrEqual(400)
})

test('the log tells the pattern, never the address or what was sent', async () => {
  await ask({ method: 'POST', url: '/api/thing/777?page=2', payload: { name: 'Canary', note: 'broken' } })
  const line = lines.find(({ msg }) => msg === 'request')
  expect(line).toMatchObject({ method: 'POST', route: '/api/thing/:id', status: 500 })
  for (const secret of ['777', 'Canary']) expect(JSON.stringify(lines)).not.toContain(secret)
})

describe('languages', () => {
  beforeEach(() => speak(['en', 'hi']))
  afterEach(() => speak(['en']))
  const hindi = { 'accept-language': 'hi-IN,en;q=0.8' }

  test('a page is in the language of the browser, until another is chosen', async () => {
    const first = await ask({ url: '/plain', headers: hindi })
    expect(first.body).toContain('<p lang="hi">plain</p>')
    expect(first.headers).toMatchObject({ vary: 'accept-language, cookie', 'cache-control': 'no-store' })
    const choice = await ask({ url: '/plain?a=1&lang=en&b=%20', headers: hindi })
    expect(choice.statusCode).toBe(303)
    expect(choice.headers).toMatchObject({ location: '/plain?a=1&b=+', 'cache-control': 'no-store' })
    const [cookie] = choice.cookies
    expect(cookie).toMatchObject({ name: 'phygital-language', value: 'en', httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(cookie!.maxAge).toBeGreaterThan(300 * 86_400)
    const again = await ask({ url: '/plain', headers: { ...hindi, cookie: `${cookie!.name}=${cookie!.value}` } })
    expect(again.body).toContain('<p lang="en">')
  })

  test('staff pages are English and know no switch', async () => {
    const login = await ask({ url: '/crm/login?lang=hi', headers: { ...hindi, cookie: 'phygital-language=hi' } })
    expect([login.statusCode, login.body]).toEqual([200, expect.stringContaining('<p lang="en">login')])
  })

  test('a page that does not exist can be read in either language too', async () => {
    expect((await ask({ url: '/nothing?lang=hi' })).headers.location).toBe('/nothing')
    const nothing = await ask({ url: '/nothing?x=1', headers: hindi })
    expect([nothing.statusCode, nothing.headers.vary]).toEqual([404, 'accept-language, cookie'])
    expect(nothing.body).toContain('<p lang="hi">')
    expect(nothing.body).toContain('href="/nothing?x=1"')
  })

  test('what a form answers is left for the page it stands on', async () => {
    const answered = (url: string) => ask({ method: 'POST', url, headers: hindi, payload: {} })
    expect((await answered('/plain/again/7?store=1')).body).toContain('href="/plain?store=1"')
    expect((await answered('/form')).body).toContain('href="/"')
  })

  test('no other host is ever led to', async () => {
    for (const url of ['//evil.example/?lang=hi', '/.//evil.example?lang=hi', '//evil.example/x']) {
      const { statusCode, headers, body } = await ask({ url, headers: hindi })
      const to = statusCode === 303 ? headers.location! : /href="([^"]*)"/.exec(body)![1]!
      expect([url, new URL(to, 'http://localhost:3000').host]).toEqual([url, 'localhost:3000'])
    }
  })

  test('an address of the API is no page', async () => {
    expect((await ask({ url: '/api/nothing?lang=hi' })).statusCode).toBe(404)
  })
})
