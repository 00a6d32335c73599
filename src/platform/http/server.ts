import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import fastifyStatic from '@fastify/static'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import type { Cookies } from '../auth/cookies.ts'
import type { StaffSessions } from '../auth/staff.ts'
import type { App } from '../context.ts'
import { AppError, toAppError, toProblem } from '../errors.ts'
import { addLanguages } from './language.ts'
import type { FloodGate } from './limits.ts'
import { observeRequest } from './metrics.ts'
import { mount, pageHeaders, type Renderer } from './mount.ts'
import type { Page } from './page.ts'
import type { Route } from './route.ts'
import { newNonce, securityHeaders, trialRefusal } from './security.ts'
import { acceptUploads } from './upload.ts'

export interface ServerOptions {
  app: App
  routes: Route[]
  staff: StaffSessions
  gate: FloodGate
  cookies: Cookies
  origin(host: string | undefined): string
  render: Renderer
  /** Page for an error that no form shows. */
  errorPage(error: AppError, request: FastifyRequest): Promise<Page>
  /** Folder with the built browser files. */
  assets: string
  /** The local network's host name or address, when phones may join a trial. */
  lanHost?: string
  /** Certificate of a trial on the local network. */
  tls?: { key: string; cert: string }
  /** Checks every JSON answer against its described shape; on in trials and tests. */
  checkAnswers: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    nonce: string
    /** What the wide log line says about this request besides the route. */
    facts: Record<string, unknown>
  }
}

const BODY_LIMIT = 64 * 1024
const REQUEST_MS = 15_000

/** The HTTP server with every route mounted. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { app } = options
  const server = fastify({
    ...(options.tls ? { https: options.tls } : {}),
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 30_000,
    keepAliveTimeout: 72_000,
    trustProxy: app.config.TRUSTED_PROXIES ?? false,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2000 },
  } as object) as unknown as FastifyInstance
  const { origin } = options

  server.decorateRequest('nonce', '')
  server.decorateRequest('facts')
  await server.register(fastifyCookie)
  await server.register(fastifyFormbody)
  acceptUploads(server)
  if (existsSync(options.assets)) {
    await server.register(fastifyStatic, {
      root: join(options.assets, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
      wildcard: true,
      decorateReply: false,
    })
  }

  server.addHook('onRequest', (request, reply, done) => {
    request.nonce = newNonce()
    request.facts = {}
    const camera = (request.routeOptions.config as { camera?: boolean }).camera === true
    reply.headers(securityHeaders(app.config, request.nonce, camera, origin(request.headers.host)))
    done(app.config.production ? undefined : trialRefusal(request.headers, options.lanHost))
  })

  addLanguages(server, options.cookies)

  server.addHook('onResponse', (request, reply, done) => {
    // The pattern, not the address: addresses hold tokens.
    const route = request.routeOptions.url ?? 'none'
    const ms = Math.round(reply.elapsedTime * 10) / 10
    observeRequest(request.method, route, reply.statusCode, ms)
    const level = reply.statusCode >= 500 ? 'error' : 'info'
    app.log[level]({ ...request.facts, method: request.method, route, status: reply.statusCode, ms }, 'request')
    done()
  })

  server.setErrorHandler(async (thrown, request, reply) => {
    const error = toAppError(thrown)
    if (error.status >= 500) request.facts.err = error
    if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
    reply.code(error.status)
    if (request.url.startsWith('/api/') || request.headers.accept?.includes('json')) {
      return reply.type('application/problem+json').send(toProblem(error))
    }
    // The page needs the database for its brand; without it the plain line still says what to do.
    const html = await options
      .errorPage(error, request)
      .then((page) => options.render(page, request.nonce, request))
      .catch(() => undefined)
    if (html === undefined) return reply.type('text/plain; charset=utf-8').send(error.message)
    return reply.type('text/html; charset=utf-8').headers(pageHeaders).send(html)
  })
  server.setNotFoundHandler(async () => {
    throw new AppError('not_found', 'There is nothing at this address.')
  })

  for (const route of options.routes) mount(server, route, options)
  return server
}
