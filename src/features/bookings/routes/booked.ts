import { createElement } from 'react'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { page } from '../../../platform/http/page.ts'
import { type Route, redirect, route } from '../../../platform/http/route.ts'
import { frameOf } from '../../brand/reads.ts'
import { maskMobile } from '../../customers/rules.ts'
import { productBehind } from '../../products/reads.ts'
import { slugParams } from '../../products/schema.ts'
import { BookedPage, type BookedView } from '../pages/booked-page.tsx'
import { calendarFile, calendarLinks } from '../reads/entry.ts'
import { type Booking, linkToken, ownBooking, ownExperts } from '../reads.ts'

/** The visitor's own booking of the product at an address. */
async function bookingAt(ctx: Context, slug: string): Promise<{ slug: string; booking: Booking | undefined }> {
  const product = await productBehind(ctx, slug)
  if (!product) throw new AppError('not_found', 'There is no such product.')
  return { slug: product.slug, booking: await ownBooking(ctx, product.id) }
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/demo/:slug/booked',
    policy: 'visitor',
    params: slugParams,
    async handler({ ctx, params }) {
      const { slug, booking } = await bookingAt(ctx, params.slug)
      if (!booking) return redirect(`/demo/${slug}/schedule`)
      const experts = await ownExperts(ctx, booking)
      const product = { name: booking.product, banner: booking.banner, zone: booking.product_zone }
      const frame = await frameOf(ctx, { product, zone: booking.zone })
      const link = `/m/${linkToken(ctx.keys, booking)}`
      const { google, outlook } = calendarLinks(ctx, booking)
      const view: BookedView = {
        startsAt: booking.starts_at,
        endsAt: booking.ends_at,
        productZone: booking.product_zone,
        capacity: booking.capacity,
        expert: experts.length === 1 ? experts[0]! : null,
        name: booking.name,
        maskedMobile: maskMobile(booking.mobile),
        email: booking.email,
        icsHref: `/demo/${slug}/booked/calendar.ics`,
        googleHref: google,
        outlookHref: outlook,
        linkHref: link,
        manageHref: `${link}/manage`,
        buyUrl: booking.buy_link,
      }
      return page({ body: createElement(BookedPage, { frame, view }), scripts: ['visitor'], lang: ctx.lang })
    },
  }),
  route({
    method: 'GET',
    url: '/demo/:slug/booked/calendar.ics',
    policy: 'visitor',
    params: slugParams,
    async handler({ ctx, params, reply }) {
      const { slug, booking } = await bookingAt(ctx, params.slug)
      if (!booking) return redirect(`/demo/${slug}/schedule`)
      const file = await calendarFile(ctx, booking, 'PUBLISH')
      reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${slug}.ics"`)
      reply.type('text/calendar; charset=utf-8')
      reply.send(file)
      return undefined
    },
  }),
]
