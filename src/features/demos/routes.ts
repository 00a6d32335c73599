import { createElement } from 'react'
import { z } from 'zod'
import { requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf } from '../brand/reads.ts'
import { customerById } from '../customers/reads.ts'
import { maskMobile } from '../customers/rules.ts'
import { hasAsked } from '../live-alerts/reads.ts'
import { liveState } from '../live-demos/reads.ts'
import { activeProduct } from '../products/reads.ts'
import { slugParams } from '../products/schema.ts'
import { linkQuery } from '../registrations/rules.ts'
import { nextFree } from '../slots/reads.ts'
import { sourceOf } from '../stores/reads.ts'
import { fromStore } from '../stores/schema.ts'
import { changeDemo } from './actions/change.ts'
import { enterLobby } from './actions.ts'
import { LiveChoicePage } from './pages/live-choice-page.tsx'
import { listDemos, readChoices, demoDetails as readDetails } from './reads.ts'
import { demoChange, demoChoices, demoDetails, demoPage, demoParams, demoQuery } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/demo/:slug/live',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: slugParams,
    query: fromStore,
    async handler({ ctx, params, query }) {
      const product = await activeProduct(ctx, params.slug)
      const [customer, from] = await Promise.all([
        customerById(ctx, requireVisitor(ctx).customerId),
        sourceOf(ctx, query.store),
      ])
      if (!customer) throw new AppError('unauthenticated', 'Prove your mobile number first.')
      const { name, email } = customer
      const entered = await enterLobby(ctx, { productId: product.id, ...from, name, email })
      return redirect(`/demo/${product.slug}/${'lobby' in entered ? 'lobby' : `live${linkQuery(from)}`}`)
    },
  }),
  route({
    method: 'GET',
    url: '/demo/:slug/live',
    policy: 'visitor',
    params: slugParams,
    query: fromStore,
    async handler({ ctx, params, query }) {
      const product = await activeProduct(ctx, params.slug)
      const [state, customer, frame, asked, [next]] = await Promise.all([
        liveState(ctx, product),
        customerById(ctx, requireVisitor(ctx).customerId),
        frameOf(ctx, { product }),
        hasAsked(ctx, product.id),
        nextFree(ctx, product, ctx.now(), 1),
      ])
      const base = `/demo/${product.slug}`
      const from = linkQuery({ storeId: query.store ?? null })
      // Opened again after an expert came: that page has Join live.
      if (state.open && state.experts > 0) return redirect(`${base}${from}`)
      const view = {
        reason: state.open ? ('nobody' as const) : ('closed' as const),
        tryAction: `${base}/live${from}`,
        alertAction: `${base}/live/alert${from}`,
        scheduleHref: `${base}/schedule${from}`,
        key: newToken(),
        asked,
        maskedMobile: customer ? maskMobile(customer.mobile) : '',
        waitMinutes: state.waitMs === null ? null : Math.ceil(state.waitMs / 60_000),
        nextSlotAt: next?.startsAt ?? null,
        opensAt: state.opensAt,
      }
      return page({ body: createElement(LiveChoicePage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
    },
  }),
  route({
    method: 'GET',
    url: '/api/demos',
    policy: 'staff',
    query: demoQuery,
    answer: demoPage,
    about: "The demos of the asker's products (admins: all), searched, filtered, sorted and paged",
    handler: ({ ctx, query }) => listDemos(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/demos/choices',
    policy: 'staff',
    answer: demoChoices,
    about: 'What the filters of the demos offer: products, experts and stores',
    handler: ({ ctx }) => readChoices(ctx),
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
