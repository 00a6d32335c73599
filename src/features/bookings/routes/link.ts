import { createElement } from 'react'
import type { Context } from '../../../platform/context.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import { type Route, redirect, route } from '../../../platform/http/route.ts'
import { linkQuery } from '../../registrations/rules.ts'
import { checkPin, sendNewPin } from '../actions/pin.ts'
import { LinkPage, type LinkView } from '../pages/link-page.tsx'
import { type Booking, bookingByToken, isAlive, linkOf, linkToken, movedTo, ownLinkState } from '../reads.ts'
import { OPENS_MS } from '../rules.ts'
import { gateQuery, linkAnswer, newPinForm, pinForm, tokenParams } from '../schema.ts'
import { linkFrame, ownerOf, pinPage, saidOf } from './gate.ts'

/** A link without a lobby behind it. `owner`: the customer, who is led on to what is theirs. */
async function linkPage(
  ctx: Context,
  token: string,
  it: { booking: Booking; state: LinkView['state']; owner: boolean },
): Promise<Page> {
  const { booking, state, owner } = it
  const last = state === 'MOVED' && owner ? await movedTo(ctx, booking) : booking
  const href = `/m/${token}`
  const view: LinkView = {
    state,
    startsAt: booking.starts_at,
    endsAt: booking.ends_at,
    productZone: booking.product_zone,
    capacity: booking.capacity,
    opensAt: booking.starts_at - OPENS_MS,
    href,
    stateUrl: `/api${href}/state`,
    manageHref: `${href}/manage`,
    scheduleHref: `/demo/${booking.slug}/schedule${linkQuery({ storeId: booking.store_id })}`,
    reason: owner ? booking.reason : null,
    moved: last === booking ? null : { at: last.starts_at, href: `/m/${linkToken(ctx.keys, last)}` },
  }
  const body = createElement(LinkPage, { frame: await linkFrame(ctx, booking), view })
  return page({ body, scripts: ['visitor'], lang: ctx.lang })
}

const after = (token: string, next: 'manage' | undefined): string => `/m/${token}${next ? `/${next}` : ''}`

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/m/:token',
    policy: 'anyone',
    limit: { perMinute: 120 },
    params: tokenParams,
    query: gateQuery,
    async handler(asked) {
      const { token } = asked.params
      const link = await linkOf(asked.ctx, token)
      const { booking, state } = link
      const owner = await ownerOf(asked, link)
      // What is over has nothing behind it that a PIN would guard.
      if (!owner && isAlive(state)) return pinPage(asked.ctx, token, booking, saidOf(booking, asked.query))
      if (state === 'OPEN') return redirect(`/demo/${booking.slug}/lobby`)
      return linkPage(owner ?? asked.ctx, token, { booking, state, owner: owner !== undefined })
    },
  }),
  route({
    method: 'POST',
    url: '/m/:token',
    policy: 'anyone',
    // Many stand behind one address in a shop; the PIN itself is guarded by its own lock.
    limit: { perMinute: 120 },
    params: tokenParams,
    body: pinForm,
    async handler({ ctx, params: { token }, body, cookies, reply }) {
      const checked = await checkPin(ctx, token, body.pin)
      if ('session' in checked) {
        cookies.setVisitor(reply, checked.session.token)
        return redirect(after(token, body.next))
      }
      if ('over' in checked) return redirect(`/m/${token}`)
      // Led on, so that a reload costs no further try.
      return redirect(`${after(token, body.next)}${'wrong' in checked ? '?tried=1' : ''}`)
    },
    async again({ ctx, params: { token }, body }, error) {
      if (error.code !== 'invalid') return undefined
      const next = body.next === 'manage' ? body.next : null
      return pinPage(ctx, token, await bookingByToken(ctx, token), { error: 'missing', next })
    },
  }),
  route({
    method: 'POST',
    url: '/m/:token/pin',
    policy: 'anyone',
    limit: { perMinute: 60 },
    params: tokenParams,
    body: newPinForm,
    async handler({ ctx, params: { token }, body }) {
      return redirect(`${after(token, body.next)}?sent=${(await sendNewPin(ctx, token)) ? '1' : '0'}`)
    },
  }),
  route({
    method: 'GET',
    url: '/api/m/:token/state',
    policy: 'visitor',
    params: tokenParams,
    answer: linkAnswer,
    about: "What the asker's own meeting link leads to now, and when its lobby opens",
    handler: ({ ctx, params }) => ownLinkState(ctx, params.token),
  }),
]
