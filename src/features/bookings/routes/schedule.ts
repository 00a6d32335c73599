import { createElement } from 'react'
import { z } from 'zod'
import { requireVisitor } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import { type Asked, type Redirect, type Route, redirect, route } from '../../../platform/http/route.ts'
import { newToken } from '../../../platform/keys.ts'
import { frameOf } from '../../brand/reads.ts'
import { customerById } from '../../customers/reads.ts'
import { liveState } from '../../live-demos/reads.ts'
import { activeProduct, type Product } from '../../products/reads.ts'
import { slugParams } from '../../products/schema.ts'
import { linkQuery } from '../../registrations/rules.ts'
import { nearestFree, slotTime } from '../../slots/reads.ts'
import type { FreeTime } from '../../slots/schema.ts'
import { sourceOf } from '../../stores/reads.ts'
import { fromStore } from '../../stores/schema.ts'
import { askForShownDay, leaveShownDay } from '../../waitlist/actions/wait.ts'
import { daysWaitedFor, seatsHeld } from '../../waitlist/reads.ts'
import { book } from '../actions/book.ts'
import { ConfirmPage, HasPage } from '../pages/confirm-page.tsx'
import { SchedulePage, type ScheduleView } from '../pages/schedule-page.tsx'
import { readCalendar } from '../reads/calendar.ts'
import { type Booking, checkFewToday, ownBooking } from '../reads.ts'
import { bookForm, type ScheduleQuery, scheduleQuery, waitForm } from '../schema.ts'

type Visit = Pick<Asked, 'ctx'>
type Said = { said: ScheduleView['said']; near?: number | null; status?: number }

/** What every link and form of the calendar carries on. */
const carryOf = ({ zone, store }: Pick<ScheduleQuery, 'zone' | 'store'>): Record<string, string> => ({
  ...(zone ? { zone } : {}),
  ...(store ? { store: String(store) } : {}),
})

const queryOf = (carry: Record<string, string>): string => {
  const query = new URLSearchParams(carry).toString()
  return query && `?${query}`
}

async function schedulePage({ ctx }: Visit, product: Product, query: ScheduleQuery, it: Said): Promise<Page> {
  const [customer, waited, held, own, live] = await Promise.all([
    customerById(ctx, requireVisitor(ctx).customerId),
    daysWaitedFor(ctx, product.id),
    seatsHeld(ctx, product.id),
    ownBooking(ctx, product.id),
    isLive(ctx, product),
  ])
  const calendar = await readCalendar(ctx, product, { ...query, ownZone: customer?.zone ?? '', waited, held })
  const base = `/demo/${product.slug}`
  const carry = carryOf(query)
  const store = linkQuery({ storeId: query.store ?? null })
  const view: ScheduleView = {
    calendar,
    carry,
    key: newToken(),
    live,
    liveUrl: `/api${base}/live`,
    joinAction: `${base}/live${store}`,
    waitAction: `${base}/schedule/wait${store}`,
    booked: own ? { at: own.starts_at, href: `${base}/booked` } : null,
    said: it.said,
    nearest: it.near ? await nearestFree(ctx, product, it.near) : [],
  }
  const frame = await frameOf(ctx, { product, zone: calendar.zone })
  const body = createElement(SchedulePage, { frame, view })
  return page({ ...(it.status ? { status: it.status } : {}), body, scripts: ['visitor'], lang: ctx.lang })
}

async function isLive(ctx: Visit['ctx'], product: Product): Promise<boolean> {
  const { open, experts } = await liveState(ctx, product)
  return open && experts > 0
}

/** The zone a time is written in: the one the calendar was shown in, else the visitor's. */
async function shownZone({ ctx }: Visit, product: Product, zone: string | undefined): Promise<string> {
  const customer = await customerById(ctx, requireVisitor(ctx).customerId)
  return zone ?? (customer?.zone || product.zone)
}

/** The visitor's own zone, for messages and nights; they may have looked at the product's. */
async function ownZone(asked: Visit, product: Product, zone: string | undefined): Promise<string> {
  return shownZone(asked, product, zone === product.zone ? undefined : zone)
}

/** The chosen time, to be confirmed; the calendar when it is not to be had any more. */
async function confirmPage(
  asked: Visit,
  product: Product,
  query: ScheduleQuery,
  failed = false,
): Promise<Page | Redirect> {
  const { ctx } = asked
  const slot = await slotTime(ctx, product, query.slot!)
  const own = await ownBooking(ctx, product.id)
  if (slot && own?.slot_id === slot.id) return redirect(`/demo/${product.slug}/booked`)
  if (!slot || slot.bar !== null) {
    const held = (await seatsHeld(ctx, product.id)).find(({ slotId }) => slotId === query.slot)
    if (held) return redirect(held.href)
    return schedulePage(asked, product, query, { said: 'gone', near: slot?.startsAt ?? ctx.now(), status: 409 })
  }
  const zone = await shownZone(asked, product, query.zone)
  if (own && query.found === 'has') return hasPage(asked, product, { slot, zone, own, store: query.store })
  const frame = await frameOf(ctx, { product, zone })
  const action = `/demo/${product.slug}/schedule`
  const carry = carryOf(query)
  const view = {
    action: `${action}${queryOf(carryOf({ store: query.store, zone: undefined }))}`,
    hidden: { slot: String(slot.id), key: newToken(), zone },
    back: { action, hidden: carry },
    slot: { startsAt: slot.startsAt, endsAt: slot.endsAt, productZone: product.zone, capacity: slot.capacity },
    movesFrom: null,
    failed,
  }
  const body = createElement(ConfirmPage, { frame, view })
  return page({ body, scripts: ['visitor'], lang: ctx.lang })
}

/** Another booking of the product is there: Move or Keep. */
async function hasPage(
  asked: Visit,
  product: Product,
  wish: { slot: FreeTime; zone: string; own: Booking; store: ScheduleQuery['store'] },
) {
  const { ctx } = asked
  const { own, zone, slot, store } = wish
  const frame = await frameOf(ctx, { product, zone })
  const view = {
    action: `/demo/${product.slug}/schedule${queryOf(carryOf({ store, zone: undefined }))}`,
    hidden: { slot: String(slot.id), key: newToken(), zone, move: '1' },
    keepHref: `/demo/${product.slug}/booked`,
    now: { startsAt: own.starts_at, endsAt: own.ends_at, productZone: product.zone, capacity: own.capacity },
    wanted: { startsAt: slot.startsAt, endsAt: slot.endsAt, productZone: product.zone, capacity: slot.capacity },
  }
  return page({ body: createElement(HasPage, { frame, view }), scripts: ['visitor'], lang: ctx.lang })
}

const liveAnswer = z.object({ live: z.boolean() })

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/demo/:slug/schedule',
    policy: 'visitor',
    params: slugParams,
    query: scheduleQuery,
    async handler(asked) {
      const product = await activeProduct(asked.ctx, asked.params.slug)
      if (asked.query.slot !== undefined) return confirmPage(asked, product, asked.query)
      return schedulePage(asked, product, asked.query, { said: null })
    },
  }),
  route({
    method: 'POST',
    url: '/demo/:slug/schedule',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: slugParams,
    query: fromStore,
    body: bookForm,
    async handler(asked) {
      const { ctx, body, browser, query } = asked
      const product = await activeProduct(ctx, asked.params.slug)
      const [from, zone] = await Promise.all([sourceOf(ctx, query.store), ownZone(asked, product, body.zone)])
      const { slot: slotId, key } = body
      const wish = { productId: product.id, slotId, zone, ...from, browser, key, move: body.move !== undefined }
      await checkFewToday(ctx)
      const answer = await book(ctx, wish)
      if ('booked' in answer) return redirect(`/demo/${product.slug}/booked`)
      // Led on, so that a reload does not send the form again: the address tells what has happened to the time.
      const found = 'has' in answer ? 'has' : 'gone'
      const to = { ...carryOf({ store: query.store, zone: body.zone }), slot: String(slotId), found }
      return redirect(`/demo/${product.slug}/schedule${queryOf(to)}`)
    },
    async again(asked, error) {
      if (error.status < 500 && error.code !== 'invalid') return undefined
      const product = await activeProduct(asked.ctx, asked.params.slug)
      const query = scheduleQuery.parse({ ...asked.query, zone: asked.body.zone, slot: asked.body.slot })
      if (query.slot === undefined) return schedulePage(asked, product, query, { said: 'choose' })
      const shown = await confirmPage(asked, product, query, true)
      return 'redirect' in shown ? undefined : shown
    },
  }),
  route({
    method: 'POST',
    url: '/demo/:slug/schedule/wait',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: slugParams,
    query: fromStore,
    body: waitForm,
    async handler(asked) {
      const { ctx, body, query } = asked
      const product = await activeProduct(ctx, asked.params.slug)
      const [from, zone] = await Promise.all([sourceOf(ctx, query.store), ownZone(asked, product, body.zone)])
      const wish = { productId: product.id, day: body.day, zone, ...from }
      const shown = await shownZone(asked, product, body.zone)
      if (body.leave) await leaveShownDay(ctx, product.id, body.day, shown)
      else
        await askForShownDay(ctx, wish, shown).catch((error: unknown) => {
          // A seat became free while the page was open: the calendar shows it.
          if (!(error instanceof AppError) || error.code !== 'conflict') throw error
        })
      const carry = carryOf({ store: query.store, zone: body.zone })
      return redirect(`/demo/${product.slug}/schedule?${new URLSearchParams({ ...carry, day: body.day })}#times`)
    },
  }),
  route({
    method: 'GET',
    url: '/api/demo/:slug/live',
    policy: 'visitor',
    params: slugParams,
    answer: liveAnswer,
    about: 'Whether an expert of the product is live, for who is choosing a time',
    async handler({ ctx, params }) {
      return { live: await isLive(ctx, await activeProduct(ctx, params.slug)) }
    },
  }),
]
