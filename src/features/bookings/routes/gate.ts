import { createElement } from 'react'
import type { Context } from '../../../platform/context.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import type { Asked } from '../../../platform/http/route.ts'
import type { PageFrame } from '../../../web/visitor/shell.tsx'
import { frameOf } from '../../brand/reads.ts'
import { maskMobile } from '../../customers/rules.ts'
import { openInBrowser } from '../actions/pin.ts'
import { PinPage, type PinView } from '../pages/pin-page.tsx'
import { type Booking, isAlive, pinLockedUntil } from '../reads.ts'
import { type LinkState, PIN_TRIES } from '../rules.ts'
import type { GateQuery } from '../schema.ts'

export interface Link {
  booking: Booking
  state: LinkState
}

export type Visit = Pick<Asked, 'ctx' | 'browser' | 'reply' | 'cookies'>

/**
 * The asker as the booking's customer: by the session, or because this browser booked. Undefined: the PIN is asked, also
 * of a browser in which somebody else is verified.
 */
export async function ownerOf(
  { ctx, browser, reply, cookies }: Visit,
  { booking, state }: Link,
): Promise<Context | undefined> {
  const { actor } = ctx
  if (actor.kind === 'VISITOR') return actor.customerId === booking.customer_id ? ctx : undefined
  if (!isAlive(state)) return undefined
  const session = await openInBrowser(ctx, booking, browser)
  if (!session) return undefined
  cookies.setVisitor(reply, session.token)
  return { ...ctx, actor: { kind: 'VISITOR', customerId: booking.customer_id, sessionId: session.id } }
}

/** What the pages behind a meeting link are told. */
export const linkFrame = (ctx: Context, booking: Booking, zone = booking.zone): Promise<PageFrame> =>
  frameOf(ctx, { product: { name: booking.product, banner: booking.banner, zone: booking.product_zone }, zone })

type Said = Partial<Pick<PinView, 'error' | 'sent' | 'next'>>

/** What the address of the PIN's page tells of the form before. */
export const saidOf = ({ pin_tries }: Booking, { sent, tried }: GateQuery): Said => {
  const wrong = tried ? pin_tries % PIN_TRIES : 0
  return {
    sent: sent === undefined ? null : sent === '1' ? 'yes' : 'tooMany',
    error: wrong > 0 ? { wrong: PIN_TRIES - wrong } : null,
  }
}

/** The page that asks for the PIN of a booking. */
export async function pinPage(ctx: Context, token: string, booking: Booking, said: Said = {}): Promise<Page> {
  const view: PinView = {
    action: `/m/${token}`,
    newAction: `/m/${token}/pin`,
    proveHref: `/demo/${booking.slug}`,
    next: null,
    maskedMobile: maskMobile(booking.mobile),
    error: null,
    sent: null,
    lockedUntil: pinLockedUntil(ctx, booking),
    ...said,
  }
  const body = createElement(PinPage, { frame: await linkFrame(ctx, booking), view })
  return page({ body, scripts: ['visitor'], lang: ctx.lang })
}
