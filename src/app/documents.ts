import type { FastifyRequest } from 'fastify'
import { createElement } from 'react'
import { z } from 'zod'
import { ErrorPage, type ErrorView } from '../features/brand/pages/error-page.tsx'
import { frameOf, readBrand } from '../features/brand/reads.ts'
import { readMe } from '../features/users/reads.ts'
import type { App } from '../platform/context.ts'
import { asSystem } from '../platform/context.ts'
import type { AppError } from '../platform/errors.ts'
import { registry } from '../platform/http/metrics.ts'
import { describeApi } from '../platform/http/openapi.ts'
import { type Page, page } from '../platform/http/page.ts'
import { type Asked, type Route, route } from '../platform/http/route.ts'

async function crmDocument({ ctx }: Asked): Promise<Page> {
  const [me, brand] = await Promise.all([readMe(ctx), readBrand(ctx)])
  const island = {
    me,
    brand: { name: brand.name, logoUrl: brand.logoUrl, colour: brand.colour, zone: brand.zone, country: brand.country },
    trial: !ctx.config.production,
  }
  return page({ body: null, island, face: 'app', scripts: ['crm'], lang: 'en', title: brand.name })
}

/** The CRM's document: every address below /crm that is no document of its own. */
export const crmRoutes: Route[] = ['/crm', '/crm/*'].map((url) =>
  route({ method: 'GET', url, policy: 'staff', handler: crmDocument }),
)

/** For the machine around us: alive, ready, measured, described. */
export const machineRoutes = (described: Route[]): Route[] => [
  route({
    method: 'GET',
    url: '/healthz',
    policy: 'public',
    handler: async ({ reply }) => {
      reply.type('text/plain').send('ok')
      return undefined
    },
  }),
  route({
    method: 'GET',
    url: '/readyz',
    policy: 'public',
    handler: async ({ ctx, reply }) => {
      await ctx.database.ping()
      reply.type('text/plain').send('ready')
      return undefined
    },
  }),
  route({
    method: 'GET',
    url: '/metrics',
    policy: 'machine',
    handler: async ({ reply }) => {
      reply.type(registry.contentType).send(await registry.metrics())
      return undefined
    },
  }),
  route({
    method: 'GET',
    url: '/api/openapi.json',
    policy: 'admin',
    answer: z.record(z.string(), z.unknown()),
    about: 'This description',
    handler: async () => describeApi(described),
  }),
]

// What the catalogue has words for; any other error reads as the nearest of these, and keeps its own status.
const shown = [403, 404, 410, 429, 500, 503] as const

/** The page for an error that no form shows. */
export async function errorPage(app: App, error: AppError, request: FastifyRequest): Promise<Page> {
  const { lang } = request
  const status = (shown as readonly number[]).includes(error.status)
    ? (error.status as ErrorView['status'])
    : error.status >= 500
      ? 500
      : error.status === 401
        ? 403
        : 404
  const retryAt = error.retryAfterMs === undefined ? null : app.now() + error.retryAfterMs
  const frame = await frameOf({ ...asSystem(app), lang })
  const staff = request.url.startsWith('/crm')
  const view: ErrorView = { status, retryAt, way: { href: staff ? '/crm' : '/', words: null } }
  return page({ status: error.status, body: createElement(ErrorPage, { frame, view }), scripts: ['visitor'], lang })
}
