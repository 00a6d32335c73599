import { createElement } from 'react'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf } from '../brand/reads.ts'
import { customerById } from '../customers/reads.ts'
import { maskMobile } from '../customers/rules.ts'
import { hasAsked } from '../live-alerts/reads.ts'
import { liveState } from '../live-demos/reads.ts'
import { findProduct, type Product } from '../products/reads.ts'
import { changeDemo, enterLobby } from './actions.ts'
import { LiveChoicePage } from './pages/live-choice-page.tsx'
import { ScheduleSoonPage } from './pages/schedule-soon-page.tsx'
import { listDemos, demoDetails as readDetails } from './reads.ts'
import { demoChange, demoDetails, demoPage, demoParams, demoQuery, PAGE_SIZE } from './schema.ts'

const slugParams = z.object({ slug: z.string().max(80) })
const joinBody = z.object({
  source: z.enum(['WEBSITE', 'BRAND_STORE']).default('WEBSITE'),
  store: z.coerce.number().int().positive().optional().catch(undefined),
})

/** The active product behind a slug; an old slug is followed silently after the OTP. */
async function productOf(ctx: Context, slug: string): Promise<Product> {
  const found = await findProduct(ctx, slug)
  if (found && 'product' in found && found.product.status === 'ACTIVE') return found.product
  if (found && 'movedTo' in found) return productOf(ctx, found.movedTo)
  throw new AppError('not_found', 'This product is not shown any more.')
}

async function frameFor(ctx: Context, product: Product) {
  return frameOf(ctx, { product })
}

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/demo/:slug/live',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: slugParams,
    body: joinBody,
    async handler({ ctx, params, body }) {
      const product = await productOf(ctx, params.slug)
      if (ctx.actor.kind !== 'VISITOR') throw new AppError('unauthenticated', 'Prove your mobile number first.')
      const customer = await customerById(ctx, ctx.actor.customerId)
      if (!customer) throw new AppError('unauthenticated', 'Prove your mobile number first.')
      const entered = await enterLobby(ctx, {
        productId: product.id,
        source: body.source,
        storeId: body.source === 'BRAND_STORE' ? (body.store ?? null) : null,
        name: customer.name,
        email: customer.email,
      })
      return redirect(`/demo/${product.slug}/${'lobby' in entered ? 'lobby' : 'live'}`)
    },
  }),
  route({
    method: 'GET',
    url: '/demo/:slug/live',
    policy: 'visitor',
    params: slugParams,
    async handler({ ctx, params }) {
      const product = await productOf(ctx, params.slug)
      if (ctx.actor.kind !== 'VISITOR') throw new AppError('unauthenticated', 'Prove your mobile number first.')
      const [state, customer, frame, asked] = await Promise.all([
        liveState(ctx, product),
        customerById(ctx, ctx.actor.customerId),
        frameFor(ctx, product),
        hasAsked(ctx, product.id),
      ])
      const base = `/demo/${product.slug}`
      const view = {
        reason: state.open ? ('nobody' as const) : ('closed' as const),
        tryAction: `${base}/live`,
        alertAction: `${base}/live/alert`,
        scheduleHref: `${base}/schedule`,
        key: newToken(),
        asked,
        maskedMobile: customer ? maskMobile(customer.mobile) : '',
        waitMinutes: state.waitMs === null ? null : Math.ceil(state.waitMs / 60_000),
        nextSlotAt: null,
        opensAt: state.opensAt,
      }
      return page({ body: createElement(LiveChoicePage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
    },
  }),
  route({
    method: 'GET',
    url: '/demo/:slug/schedule',
    policy: 'visitor',
    params: slugParams,
    async handler({ ctx, params }) {
      const product = await productOf(ctx, params.slug)
      const frame = await frameFor(ctx, product)
      const view = { joinAction: `/demo/${product.slug}/live`, key: newToken() }
      return page({ body: createElement(ScheduleSoonPage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
    },
  }),
  route({
    method: 'GET',
    url: '/api/demos',
    policy: 'staff',
    query: demoQuery,
    answer: demoPage,
    about: "The demos of the asker's products (admins: all), newest first",
    handler: async ({ ctx, query }) => ({ ...(await listDemos(ctx, query)), page: query.page, pageSize: PAGE_SIZE }),
  }),
  route({
    method: 'GET',
    url: '/api/demos/:id',
    policy: 'staff',
    params: demoParams,
    answer: demoDetails,
    about: 'One demo with the device and the earlier demos of its customer',
    handler: ({ ctx, params }) => readDetails(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/demos/:id',
    policy: 'staff',
    params: demoParams,
    body: demoChange,
    answer: z.object({}),
    about: 'Sets status, outcome or remarks by hand',
    handler: async ({ ctx, params, body }) => {
      await changeDemo(ctx, params.id, body)
      return {}
    },
  }),
]
