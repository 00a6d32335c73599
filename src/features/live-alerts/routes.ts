import { createElement } from 'react'
import { z } from 'zod'
import { page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf } from '../brand/reads.ts'
import { enterLobby } from '../demos/actions.ts'
import { activeProduct } from '../products/reads.ts'
import { slugParams } from '../products/schema.ts'
import { linkQuery } from '../registrations/rules.ts'
import { sourceOf } from '../stores/reads.ts'
import { fromStore } from '../stores/schema.ts'
import { askForAlert, takeHeldPlace } from './actions.ts'
import { PlaceHeldPage } from './pages/place-held-page.tsx'
import { alertByToken } from './reads.ts'

const linkParams = z.object({ token: z.string().regex(/^[\w-]{22}$/) })
export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/demo/:slug/live/alert',
    policy: 'visitor',
    limit: { perMinute: 10 },
    params: slugParams,
    query: fromStore,
    async handler({ ctx, params, query }) {
      const product = await activeProduct(ctx, params.slug)
      const from = await sourceOf(ctx, query.store)
      await askForAlert(ctx, { productId: product.id, ...from })
      return redirect(`/demo/${product.slug}/live${linkQuery(from)}`)
    },
  }),
  route({
    method: 'GET',
    url: '/l/:token',
    policy: 'anyone',
    params: linkParams,
    async handler({ ctx, params }) {
      const alert = await alertByToken(ctx, params.token)
      const product = { name: alert.product, banner: alert.banner, zone: alert.zone }
      const frame = await frameOf(ctx, { product })
      const held = alert.held_until !== null && alert.held_until > ctx.now()
      const view = {
        state: held && alert.ended_at === null ? ('held' as const) : held ? ('used' as const) : ('lapsed' as const),
        action: `/l/${params.token}`,
        key: newToken(),
        heldUntil: alert.held_until ?? 0,
        productHref: `/demo/${alert.slug}`,
      }
      return page({ body: createElement(PlaceHeldPage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
    },
  }),
  route({
    method: 'POST',
    url: '/l/:token',
    policy: 'anyone',
    limit: { perMinute: 10 },
    params: linkParams,
    async handler({ ctx, params, reply, cookies }) {
      const alert = await alertByToken(ctx, params.token)
      const taken = await takeHeldPlace(ctx, params.token)
      if (!taken) return redirect(`/demo/${alert.slug}`)
      cookies.setVisitor(reply, taken.session.token)
      const actor = { kind: 'VISITOR' as const, customerId: alert.customer_id, sessionId: taken.session.id }
      const entered = await enterLobby(
        { ...ctx, actor },
        {
          productId: alert.product_id,
          source: alert.source,
          storeId: alert.store_id,
          name: alert.name,
          email: alert.email,
        },
      )
      const live = `live${linkQuery({ storeId: alert.store_id })}`
      return redirect(`/demo/${alert.slug}/${'lobby' in entered ? 'lobby' : live}`)
    },
  }),
]
