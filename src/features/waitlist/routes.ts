import { createElement } from 'react'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { type Page, page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import { bookOffer } from '../bookings/actions/offer.ts'
import { ownBooking } from '../bookings/reads.ts'
import { frameOf } from '../brand/reads.ts'
import { linkQuery } from '../registrations/rules.ts'
import { declineOffer } from './actions/wait.ts'
import { OfferPage, type OfferView } from './pages/offer-page.tsx'
import { waitByToken } from './reads.ts'

const linkParams = z.object({ token: z.string().regex(/^[\w-]{22}$/) })

type Wait = Awaited<ReturnType<typeof waitByToken>>

const states = { WAITING: 'back', OFFERED: 'lapsed', LAPSED: 'lapsed', TAKEN: 'used', LEFT: 'left' } as const

const stateOf = (ctx: Context, { state, offer_ends }: Wait): OfferView['state'] =>
  state === 'OFFERED' && offer_ends! > ctx.now() ? 'held' : states[state]

async function offerPage(ctx: Context, token: string, status?: number): Promise<Page> {
  const wait = await waitByToken(ctx, token)
  const state = stateOf(ctx, wait)
  const isOwn = ctx.actor.kind === 'VISITOR' && ctx.actor.customerId === wait.customer_id
  const booking = state === 'held' && isOwn ? await ownBooking(ctx, wait.product_id) : undefined
  const product = { name: wait.product, banner: wait.banner, zone: wait.product_zone }
  const frame = await frameOf(ctx, { product, zone: wait.zone })
  const view: OfferView = {
    state,
    stateUrl: `/api/w/${token}/state`,
    action: `/w/${token}`,
    startsAt: wait.starts_at ?? 0,
    heldUntil: wait.offer_ends ?? 0,
    movesFrom: booking?.starts_at ?? null,
    scheduleHref: `/demo/${wait.slug}/schedule${linkQuery({ storeId: wait.store_id })}`,
    bookedHref: `/demo/${wait.slug}/booked`,
  }
  const body = createElement(OfferPage, { frame, view })
  return page({ ...(status ? { status } : {}), body, scripts: ['visitor'], lang: ctx.lang })
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/w/:token',
    policy: 'anyone',
    params: linkParams,
    handler: ({ ctx, params }) => offerPage(ctx, params.token),
  }),
  route({
    method: 'POST',
    url: '/w/:token',
    policy: 'anyone',
    limit: { perMinute: 10 },
    params: linkParams,
    async handler({ ctx, params, browser, reply, cookies }) {
      const wait = await waitByToken(ctx, params.token)
      const taken = await bookOffer(ctx, params.token, browser)
      if (!taken) return offerPage(ctx, params.token, 410)
      cookies.setVisitor(reply, taken.session.token)
      return redirect(`/demo/${wait.slug}/booked`)
    },
  }),
  route({
    method: 'POST',
    url: '/w/:token/decline',
    policy: 'anyone',
    limit: { perMinute: 10 },
    params: linkParams,
    async handler({ ctx, params }) {
      await declineOffer(ctx, params.token)
      return redirect(`/w/${params.token}`)
    },
  }),
  route({
    method: 'GET',
    url: '/api/w/:token/state',
    policy: 'anyone',
    params: linkParams,
    answer: z.object({ state: z.string() }),
    about: 'What has become of the seat behind the link of an offer',
    handler: async ({ ctx, params }) => ({ state: stateOf(ctx, await waitByToken(ctx, params.token)) }),
  }),
]
