import { createElement } from 'react'
import type { Context } from '../../../platform/context.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import { type Asked, type Redirect, type Route, redirect, route } from '../../../platform/http/route.ts'
import { newToken } from '../../../platform/keys.ts'
import { activeProduct } from '../../products/reads.ts'
import { nearestFree, slotTime } from '../../slots/reads.ts'
import { cancelBooking } from '../actions/cancel.ts'
import { moveBooking } from '../actions/move.ts'
import { ConfirmPage } from '../pages/confirm-page.tsx'
import { ManagePage, type ManageView, MovePage, type MoveView } from '../pages/manage-page.tsx'
import { readCalendar } from '../reads/calendar.ts'
import { type Booking, checkFewToday, isAlive, linkOf, ownExperts } from '../reads.ts'
import { type GateQuery, type ManageQuery, manageQuery, moveForm, tokenParams } from '../schema.ts'
import { type Link, linkFrame, ownerOf, pinPage, saidOf, type Visit } from './gate.ts'

/** The booking in its customer's hands; else the page that asks for the PIN, or where the link leads by now. */
async function manageGate(
  asked: Visit & Pick<Asked<{ token: string }>, 'params'>,
  query: GateQuery = {},
): Promise<(Link & { owner: Context }) | { instead: Page | Redirect }> {
  const { token } = asked.params
  const link = await linkOf(asked.ctx, token)
  if (!isAlive(link.state)) return { instead: redirect(`/m/${token}`) }
  const owner = await ownerOf(asked, link)
  if (owner) return { ...link, owner }
  const said = { ...saidOf(link.booking, query), next: 'manage' as const }
  return { instead: await pinPage(asked.ctx, token, link.booking, said) }
}

async function managePage(ctx: Context, token: string, { booking, state }: Link, asks: boolean): Promise<Page> {
  const experts = await ownExperts(ctx, booking)
  const changeable = booking.status === 'PENDING' && state !== 'EXPIRED'
  const view: ManageView = {
    startsAt: booking.starts_at,
    endsAt: booking.ends_at,
    productZone: booking.product_zone,
    capacity: booking.capacity,
    expert: experts.length === 1 ? experts[0]! : null,
    name: booking.name,
    changeable,
    movable: booking.product_status === 'ACTIVE',
    asks: asks && changeable,
    href: `/m/${token}/manage`,
    linkHref: `/m/${token}`,
    cancelAction: `/m/${token}/cancel`,
  }
  const body = createElement(ManagePage, { frame: await linkFrame(ctx, booking), view })
  return page({ body, scripts: ['visitor'], lang: ctx.lang })
}

type Said = Pick<MoveView, 'said'> & { near?: number; status?: number }

/** The calendar for a booking that moves, or the time chosen in it to be confirmed. */
async function movePage(ctx: Context, token: string, booking: Booking, query: ManageQuery, it: Said): Promise<Page> {
  const product = await activeProduct(ctx, booking.slug)
  const carry = { move: '1', ...(query.zone ? { zone: query.zone } : {}) }
  const href = `/m/${token}/manage`
  const slot = query.slot === undefined ? undefined : await slotTime(ctx, product, query.slot)
  if (query.slot !== undefined && it.said !== 'gone') {
    if (!slot || slot.bar !== null) {
      return movePage(ctx, token, booking, query, { said: 'gone', near: slot?.startsAt ?? ctx.now(), status: 409 })
    }
    const view = {
      action: `/m/${token}/move`,
      hidden: { slot: String(slot.id), key: newToken() },
      back: { action: href, hidden: carry },
      slot: { startsAt: slot.startsAt, endsAt: slot.endsAt, productZone: product.zone, capacity: slot.capacity },
      movesFrom: booking.starts_at,
      failed: it.said === 'failed',
    }
    const body = createElement(ConfirmPage, { frame: await linkFrame(ctx, booking, query.zone), view })
    return page({ body, scripts: ['visitor'], lang: ctx.lang })
  }
  const calendar = await readCalendar(ctx, product, { ...query, ownZone: booking.zone, waited: new Set(), held: [] })
  const view: MoveView = {
    calendar,
    carry,
    said: it.said,
    nearest: it.near === undefined ? [] : await nearestFree(ctx, product, it.near),
    movesFrom: booking.starts_at,
    href,
  }
  const body = createElement(MovePage, { frame: await linkFrame(ctx, booking, calendar.zone), view })
  return page({ ...(it.status ? { status: it.status } : {}), body, scripts: ['visitor'], lang: ctx.lang })
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/m/:token/manage',
    policy: 'anyone',
    limit: { perMinute: 120 },
    params: tokenParams,
    query: manageQuery,
    async handler(asked) {
      const { params, query } = asked
      const found = await manageGate(asked, query)
      if ('instead' in found) return found.instead
      const { owner, booking } = found
      if (query.move) return movePage(owner, params.token, booking, query, { said: null })
      return managePage(owner, params.token, found, query.cancel !== undefined)
    },
  }),
  route({
    method: 'POST',
    url: '/m/:token/move',
    policy: 'anyone',
    limit: { perMinute: 30 },
    params: tokenParams,
    body: moveForm,
    async handler(asked) {
      const { params, body } = asked
      const found = await manageGate(asked)
      if ('instead' in found) return found.instead
      const { owner, booking } = found
      await checkFewToday(owner)
      const moved = await moveBooking(owner, booking.id, body.slot, body.key)
      if (moved) return redirect(`/demo/${booking.slug}/booked`)
      return redirect(`/m/${params.token}/manage?move=1&slot=${body.slot}&found=gone`)
    },
    async again(asked, error) {
      if (error.status < 500 && error.code !== 'invalid') return undefined
      const found = await manageGate(asked)
      if ('instead' in found) return undefined
      const query = manageQuery.parse({ slot: asked.body.slot })
      const said = query.slot === undefined ? 'choose' : 'failed'
      return movePage(found.owner, asked.params.token, found.booking, query, { said })
    },
  }),
  route({
    method: 'POST',
    url: '/m/:token/cancel',
    policy: 'anyone',
    limit: { perMinute: 30 },
    params: tokenParams,
    async handler(asked) {
      const found = await manageGate(asked)
      if ('instead' in found) return found.instead
      await cancelBooking(found.owner, found.booking.id)
      return redirect(`/m/${asked.params.token}`)
    },
  }),
]
