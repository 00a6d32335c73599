import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '../../src/app/routes.ts'
import type { Staff } from '../../src/platform/auth/staff.ts'
import type { Route } from '../../src/platform/http/route.ts'
import { expectations } from './access-routes.ts'
import type { Expected, Sample } from './access-shapes.ts'
import { type Letter, type Persona, personas, World } from './access-world.ts'

// Listing asks nothing of the accounts behind.
const routes = allRoutes({ staff: {} as Staff, web: true, phoneKey: 'key' })
const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>) => `${method} ${url}`

let world: World
beforeAll(async () => {
  world = await World.open()
}, 120_000)
afterAll(() => world?.here.stop())

const isVisitor = (who: Persona) => who.startsWith('visitor')
const isStaff = (who: Persona) => who.startsWith('agent') || who === 'admin'

/** What the policy alone says: a status, or undefined when it lets in. */
function refused(route: Route, who: Persona, sample: Sample): number | string | undefined {
  const { policy, answer } = route
  if (policy === 'visitor' && !isVisitor(who)) {
    const slug = /^\/demo\/([^/]+)/.exec(sample.url)?.[1]
    return slug && !answer ? `/demo/${slug}` : 401
  }
  if ((policy === 'staff' || policy === 'admin') && !isStaff(who)) {
    const next = encodeURIComponent(route.method === 'GET' ? sample.url : '/crm')
    return answer ? 401 : `/crm/login?next=${next}`
  }
  return policy === 'admin' && who !== 'admin' ? 403 : undefined
}

function owns(route: Route, who: Persona, of: Letter | null): boolean {
  if (of === null) return false
  return route.policy !== 'visitor' && who === 'admin' ? true : who.endsWith(of)
}

function answered(route: Route, expected: Expected, who: Persona): number {
  const { answer } = expected
  if (typeof answer === 'function') return answer(who)
  return answer ?? (route.answer || route.method === 'GET' ? 200 : 303)
}

interface Case {
  who: Persona
  of: Letter | null
  sample: Sample
  cookie: string
  no: number | string | undefined
  status: number
}

async function casesOf(route: Route): Promise<Case[]> {
  const expected = expectations[nameOf(route)]!
  const cases: Case[] = []
  for (const who of personas) {
    for (const of of expected.others === undefined ? (['A'] as const) : (['A', 'B', null] as const)) {
      const sample = await expected.sample(world, of && world.sides[of])
      const no = refused(route, who, sample)
      const stranger = expected.others !== undefined && !owns(route, who, of)
      const status =
        typeof no === 'string' ? 303 : (no ?? (stranger ? expected.others! : answered(route, expected, who)))
      cases.push({ who, of, sample, no: no ?? (stranger ? expected.others : undefined), status, cookie: '' })
    }
  }
  for (const it of cases) it.cookie = await world.cookie(it.who)
  return cases
}

function ask(route: Route, { sample, cookie }: Case) {
  return world.here.server.inject({
    ...{ method: route.method, url: sample.url, remoteAddress: sample.from ?? world.address() },
    headers: {
      host: 'localhost:3000',
      ...(cookie ? { cookie } : {}),
      ...(sample.file ? { 'content-type': 'application/octet-stream' } : {}),
      ...(sample.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(sample.form ? { payload: new URLSearchParams(sample.form).toString() } : {}),
    ...(sample.json ? { payload: sample.json } : {}),
    ...(sample.file ? { payload: sample.file } : {}),
  })
}

/** Whose details the asker must not find in the answer. */
const secretsFrom = (who: Persona, refusedNow: boolean): RegExp[] =>
  Object.values(world.sides)
    .filter((side) => (who === 'admin' ? refusedNow : world.side(who) !== side))
    .flatMap((side) => world.secrets(side))

test('every route states a policy and is in the matrix, and nothing else is', () => {
  expect(routes.filter(({ policy }) => !policy).map(nameOf)).toEqual([])
  expect(routes.map(nameOf).toSorted()).toEqual(Object.keys(expectations).toSorted())
})

test('production has no trial phone, and a process without the web role answers its machine only', () => {
  const serving = { staff: {} as Staff, phoneKey: undefined }
  const production = allRoutes({ ...serving, web: true }).map(nameOf)
  expect(routes.map(nameOf).filter((name) => !production.includes(name))).toEqual(['GET /phone'])
  expect(allRoutes({ ...serving, web: false, phoneKey: 'key' }).map(nameOf)).toEqual([
    ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /api/openapi.json'],
  ])
})

// Said twice on purpose: whoever opens an edge to more people has to come by here.
test('what is open to people who have proved nothing, and what only admins may do', () => {
  const of = (...policies: Route['policy'][]) => routes.filter(({ policy }) => policies.includes(policy)).map(nameOf)
  const open = of('public', 'anyone')
  // Behind an offer's link, as its page is: what has become of the seat, and nothing of whose it is.
  expect(open.filter((name) => / \/api\//.test(name))).toEqual(['GET /api/w/:token/state'])
  expect(open.filter((name) => / \/(crm|meet)(\/|$)/.test(name)).toSorted()).toEqual(
    ['forgot', 'login', 'reset', 'totp']
      .flatMap((it) => [`GET /crm/${it}`, `POST /crm/${it}`])
      .concat('POST /crm/logout')
      .toSorted(),
  )
  const product = ['GET /demo/:slug', 'GET /demo/:slug/otp', 'POST /demo/:slug', 'POST /demo/:slug/forget']
  expect(open.filter((name) => / \/demo\//.test(name)).toSorted()).toEqual(
    [...product, 'POST /demo/:slug/otp', 'POST /demo/:slug/otp/resend'].toSorted(),
  )
  expect(of('machine', 'trial')).toEqual(['GET /metrics', 'GET /phone'])
  expect(of('admin').toSorted()).toEqual([
    ...['GET /api/alerts', 'GET /api/journeys/corrections', 'GET /api/journeys/customers/:ref'],
    ...[
      'GET /api/journeys/folders',
      'GET /api/journeys/insights',
      'GET /api/journeys/merged',
      'GET /api/journeys/result',
    ],
    ...['GET /api/journeys/runs', 'GET /api/journeys/runs/:id', 'GET /api/journeys/runs/:id/asked'],
    'GET /api/journeys/tables/:table',
    ...['GET /api/journeys/uploads', 'GET /api/journeys/uploads/:id'],
    ...['GET /api/messages', 'GET /api/openapi.json', 'GET /api/products'],
    ...['GET /api/products/:id', 'GET /api/products/:id/agents', 'GET /api/rules', 'GET /api/rules/:id'],
    ...['GET /api/settings', 'GET /api/slots', 'GET /api/stores', 'GET /api/time-off'],
    ...[
      'GET /api/users',
      'GET /api/users/:id',
      'GET /crm/journeys/tables/:table/csv',
      'GET /crm/products/:id/poster',
      'GET /crm/products/:id/qr',
    ],
    ...[
      'POST /api/customers/block',
      'POST /api/customers/unblock',
      'POST /api/journeys/corrections',
      'POST /api/journeys/corrections/take-back',
      'POST /api/journeys/look',
      'POST /api/journeys/runs',
      'POST /api/journeys/runs/:id/cancel',
      'POST /api/journeys/trace',
      'POST /api/journeys/uploads',
      'POST /api/journeys/uploads/:id',
      'POST /api/journeys/uploads/:id/remove',
      'POST /api/me/totp/confirm',
      'POST /api/me/totp/disable',
    ],
    ...[
      'POST /api/me/totp/recovery-codes',
      'POST /api/me/totp/start',
      'POST /api/messages/:id/resend',
      'POST /api/products',
    ],
    ...[
      'POST /api/products/:id',
      'POST /api/products/:id/agents',
      'POST /api/products/:id/banner',
      'POST /api/products/:id/slug',
    ],
    ...['POST /api/rules', 'POST /api/rules/:id', 'POST /api/rules/preview', 'POST /api/settings'],
    ...['POST /api/settings/logo', 'POST /api/slots', 'POST /api/slots/:id', 'POST /api/slots/:id/agents'],
    ...['POST /api/slots/:id/cancel', 'POST /api/slots/:id/move', 'POST /api/stores', 'POST /api/stores/:id'],
    ...['POST /api/time-off', 'POST /api/time-off/:id/remove', 'POST /api/users'],
    ...['POST /api/users/:id', 'POST /api/users/:id/invite'],
    ...['POST /api/users/:id/products', 'POST /api/users/:id/status'],
  ])
})

test('the description lists every JSON edge with its policy, and nothing else', async () => {
  const asked = { url: '/api/openapi.json', headers: { host: 'localhost', cookie: await world.cookie('admin') } }
  const { paths } = (await world.here.server.inject(asked)).json()
  const listed = Object.entries(paths as Record<string, Record<string, { 'x-policy': string; summary: string }>>)
  const told = listed.flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, it]) => [
      `${method.toUpperCase()} ${url}`,
      it['x-policy'],
      it.summary !== '',
    ]),
  )
  // But for itself.
  const edges = routes.filter(({ answer, url }) => answer !== undefined && url !== '/api/openapi.json')
  const wanted = edges.map((it) => [nameOf(it).replace(/:(\w+)/g, '{$1}'), it.policy, true])
  expect(told.toSorted()).toEqual(wanted.toSorted())
  expect(edges.filter(({ url }) => !url.startsWith('/api/')).map(nameOf)).toEqual([])
})

const ordered = routes.toSorted(
  (a, b) => Number(expectations[nameOf(a)]?.last ?? 0) - Number(expectations[nameOf(b)]?.last ?? 0),
)

describe('who may come to', () => {
  test.each(ordered.map((route) => [nameOf(route), route] as const))('%s', async (_, route) => {
    const cases = await casesOf(route)
    const before = await world.state()
    const told: Record<string, unknown> = {}
    const wanted: Record<string, unknown> = {}
    const bodies = new Map<string, string>()
    for (const refusing of [true, false]) {
      for (const it of cases.filter(({ no }) => (no !== undefined) === refusing)) {
        const name = `${it.who}, ${it.of === null ? 'nothing there' : `of ${it.of}`}`
        const answer = await ask(route, it)
        told[name] = [answer.statusCode, typeof it.no === 'string' ? answer.headers.location : '']
        wanted[name] = [it.status, typeof it.no === 'string' ? it.no : '']
        const leaks = secretsFrom(it.who, refusing).filter((secret) => secret.test(answer.body))
        expect([name, leaks]).toEqual([name, []])
        if (refusing && route.answer) bodies.set(name, answer.body)
      }
      if (refusing) expect(await world.state()).toEqual(before)
    }
    expect(told).toEqual(wanted)
    // What is somebody else's is answered as what is not there.
    for (const who of personas.filter((it) => bodies.has(`${it}, nothing there`))) {
      for (const of of ['A', 'B']) {
        const body = bodies.get(`${who}, of ${of}`)
        if (body !== undefined) expect(body).toBe(bodies.get(`${who}, nothing there`))
      }
    }
  })
})
