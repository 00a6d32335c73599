import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Cookies } from '../auth/cookies.ts'
import type { StaffSessions } from '../auth/staff.ts'
import { findVisitor } from '../auth/visitor.ts'
import type { Actor, App, Context } from '../context.ts'
import { AppError, checked, toAppError } from '../errors.ts'
import { hashToken } from '../keys.ts'
import { isLoopback } from '../loopback.ts'
import { networkOf } from '../rates.ts'
import type { FloodGate } from './limits.ts'
import { isPage, type Page } from './page.ts'
import type { Asked, Redirect, Route } from './route.ts'
import { checkOrigin } from './security.ts'

export type Renderer = (page: Page, nonce: string, request: FastifyRequest) => Promise<string>

export interface MountOptions {
  app: App
  staff: StaffSessions
  gate: FloodGate
  render: Renderer
  cookies: Cookies
  origin(host: string | undefined): string
  checkAnswers: boolean
}

/** Of every page: it is somebody's, in their language. */
export const pageHeaders = { 'cache-control': 'no-store', vary: 'accept-language, cookie' }

const PER_MINUTE = 600
/** Refused requests of one network; shops and carriers share one. */
const STRANGERS_PER_MINUTE = 600

/** Puts one route on the server: origin, auth, limit, shapes, handler, answer. Every step is the route's own list. */
export function mount(server: FastifyInstance, route: Route, options: MountOptions): void {
  if (!route.policy) throw new Error(`${route.method} ${route.url} states no policy`)
  const { app, cookies } = options
  server.route({
    method: route.method,
    url: route.url,
    ...(route.bodyBytes ? { bodyLimit: route.bodyBytes } : {}),
    config: { camera: route.camera === true, upload: route.upload === true, policy: route.policy },
    async handler(request, reply) {
      if (route.method !== 'GET') checkOrigin(request, options.origin(request.headers.host))
      // Worked out anew each time it is read.
      const address = request.ip
      const actor = await authorise(route, request, options).catch(async (error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'unauthenticated') throw error
        await options.gate.pass(`nobody:${networkOf(address)}`, STRANGERS_PER_MINUTE)
        const way = proveAt(route, request)
        if (!way) throw error
        return way
      })
      if (typeof actor === 'string') return reply.redirect(actor, 303)
      if (actor.kind === 'USER') request.facts.user = actor.id
      if (actor.kind === 'VISITOR') request.facts.customer = actor.customerId
      const session = actor.kind === 'VISITOR' ? `v${actor.sessionId}` : actor.kind === 'USER' ? `u${actor.id}` : ''
      await options.gate.pass(`${route.url}:${session || networkOf(address)}`, route.limit?.perMinute ?? PER_MINUTE)
      const ctx: Context = { ...app, actor, lang: request.lang }
      const public_ = route.policy === 'public' || route.policy === 'machine'
      const asked: Asked = {
        ctx,
        params: request.params,
        query: request.query,
        body: request.body ?? {},
        browser: public_ ? '' : cookies.browser(request, reply),
        address,
        request,
        reply,
        cookies,
      }
      const answer = await run(route, asked)
      return send(route, answer, request, reply, options)
    },
  })
}

/** Where somebody unknown proves who they are and comes back; undefined for what is no page. */
function proveAt(route: Route, request: FastifyRequest): string | undefined {
  if (route.answer) return undefined
  if (route.policy !== 'visitor')
    return `/crm/login?next=${encodeURIComponent(route.method === 'GET' ? request.url : '/crm')}`
  const { slug } = request.params as { slug?: string }
  return slug && `/demo/${encodeURIComponent(slug)}`
}

async function run(route: Route, asked: Asked): Promise<unknown> {
  const raw = asked.body
  try {
    asked.params = checkParams(route.params, asked.params)
    if (route.query) asked.query = checked(route.query, asked.query)
    if (route.body) asked.body = checked(route.body, raw)
    return await route.handler(asked)
  } catch (thrown) {
    const error = toAppError(thrown)
    const again = route.again && (await route.again({ ...asked, body: texts(raw) }, error))
    if (!again) throw thrown
    if (error.status >= 500) asked.request.facts.err = error
    if (error.retryAfterMs !== undefined) asked.reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
    return { ...again, status: error.status }
  }
}

/** What was typed, for showing a form again: texts only, bounded. */
function texts(raw: unknown): Record<string, string> {
  const pairs = Object.entries((raw ?? {}) as object).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(pairs.slice(0, 40).map(([name, value]) => [name, value.slice(0, 2000)]))
}

function checkParams(schema: z.ZodType | undefined, value: unknown): unknown {
  const result = schema?.safeParse(value)
  if (result?.success === false) throw new AppError('not_found', 'There is nothing at this address.')
  return result ? result.data : value
}

async function authorise(route: Route, request: FastifyRequest, options: MountOptions): Promise<Actor> {
  switch (route.policy) {
    case 'public':
      return { kind: 'ANONYMOUS' }
    case 'machine':
      checkMachine(request, options.app)
      return { kind: 'ANONYMOUS' }
    case 'trial':
      if (options.app.config.production) throw new AppError('not_found', 'There is nothing at this address.')
      return { kind: 'ANONYMOUS' }
    case 'anyone':
    case 'visitor': {
      const visitor = await findVisitor(options.app, options.cookies.visitor(request.cookies))
      if (visitor) return visitor.actor
      if (route.policy === 'anyone') return { kind: 'ANONYMOUS' }
      throw new AppError('unauthenticated', 'Prove your mobile number to go on. Open the product page again.')
    }
    case 'staff':
    case 'admin': {
      const user = await options.staff.find(request.headers.cookie)
      if (!user) throw new AppError('unauthenticated', 'Log in to go on.')
      if (route.policy === 'admin' && user.role !== 'ADMIN')
        throw new AppError('forbidden', 'Only an admin may do this.')
      return user
    }
  }
}

function checkMachine(request: FastifyRequest, app: App): void {
  const expected = app.config.METRICS_TOKEN
  const given = request.headers.authorization?.replace(/^Bearer /, '')
  const local = isLoopback(request.socket.remoteAddress ?? '') && !request.headers['x-forwarded-for']
  const allowed = expected
    ? given !== undefined && timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(expected)))
    : local
  if (!allowed) throw new AppError('not_found', 'There is nothing at this address.')
}

async function send(
  route: Route,
  answer: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: MountOptions,
) {
  if (reply.sent || answer === undefined) return reply
  if (isPage(answer)) {
    reply.headers(pageHeaders).type('text/html; charset=utf-8')
    if (answer.status) reply.code(answer.status)
    return reply.send(await options.render(answer, request.nonce, request))
  }
  const to = (answer as Redirect | null)?.redirect
  if (to !== undefined && !route.answer) return reply.redirect(to, 303)
  reply.header('cache-control', 'no-store')
  if (route.answer && options.checkAnswers) route.answer.parse(answer)
  return reply.send(answer)
}
