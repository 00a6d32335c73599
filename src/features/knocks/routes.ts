import { createElement } from 'react'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { type Page, page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import type { SocketData } from '../../platform/realtime/hub.ts'
import type { SocketRequest } from '../../platform/realtime/sockets.ts'
import { islandTexts } from '../../web/texts/texts.ts'
import { closedLink, manageLink } from '../bookings/reads.ts'
import { frameOf } from '../brand/reads.ts'
import { keepLanguage } from '../customers/actions.ts'
import { keepDeviceLog } from '../demos/actions.ts'
import { openDemo, ownDemo } from '../demos/reads.ts'
import { membership } from '../meetings/reads.ts'
import { roomParams } from '../meetings/schema.ts'
import { activeProduct, productBehind } from '../products/reads.ts'
import { slugParams } from '../products/schema.ts'
import { linkQuery } from '../registrations/rules.ts'
import { askToJoin, joinLiveInstead, leaveQueue, setAway } from './actions/ask.ts'
import { admitKnock, joinSlot, noteToWaiting, rejectKnock } from './actions/decide.ts'
import { LobbyPage } from './pages/lobby.tsx'
import { demoLobby, visitSnapshots } from './reads.ts'
import {
  admitBody,
  hiddenInput,
  joinBody,
  knockParams,
  noteBody,
  rejectBody,
  slotParams,
  visitParams,
} from './schema.ts'

const done = z.object({})
const deviceLog = z.object({ log: z.record(z.string().max(40), z.string().max(200)) })

/** The lobby's document, or the call's: one bundle, so that an admit needs no page load. */
export async function lobbyPage(
  ctx: Context,
  lobby: Awaited<ReturnType<typeof demoLobby>>,
  resume: string | null,
): Promise<Page> {
  const snapshot = (await visitSnapshots(ctx, [lobby.id])).get(lobby.id)
  if (!snapshot) throw new AppError('gone', 'This visit has ended. Open the product page to start again.')
  // Also when the language was changed here, in the queue.
  if (lobby.lang !== ctx.lang) await keepLanguage(ctx)
  const frame = await frameOf(ctx)
  const base = `/demo/${lobby.slug}`
  const from = linkQuery({ storeId: lobby.store_id })
  const island = {
    demo: lobby.token,
    slug: lobby.slug,
    brand: frame.brand,
    product: { name: lobby.product, buyLink: lobby.buy_link },
    visitorName: lobby.name,
    snapshot,
    urls: {
      schedule: `${base}/schedule${from}`,
      alert: `${base}/live${from}`,
      product: `${base}${from}`,
      manage: snapshot.slot ? await manageLink(ctx, lobby.id) : null,
    },
    resume,
    trial: frame.trial,
    lang: frame.lang,
    ...islandTexts(frame.lang),
  }
  const body = createElement(LobbyPage, island)
  return page({ body, island, face: 'island', scripts: ['lobby'], lang: frame.lang, title: lobby.product })
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/demo/:slug/lobby',
    policy: 'visitor',
    camera: true,
    params: slugParams,
    async handler({ ctx, params }) {
      const found = await productBehind(ctx, params.slug)
      const demo = found && (await openDemo(ctx, found.id))
      // A booking that was kept meets, also when its product is offered no longer.
      const product = found && demo?.type === 'SCHEDULED' ? found : await activeProduct(ctx, params.slug)
      if (!demo) return redirect(`/demo/${product.slug}/live`)
      // A booked time has its lobby when it opens; before that its page says when, unless they have joined live.
      const closed = demo.type === 'SCHEDULED' && (await closedLink(ctx, demo.id))
      if (closed) return redirect(`/m/${closed}`)
      return lobbyPage(ctx, await demoLobby(ctx, demo.id), null)
    },
  }),
  route({
    method: 'GET',
    url: '/meet/:room',
    policy: 'visitor',
    camera: true,
    params: roomParams,
    async handler({ ctx, params }) {
      const { meeting, demoId } = await membership(ctx, params.room)
      if (demoId === null) throw new AppError('not_found', 'This is the way in for visitors.')
      const lobby = await demoLobby(ctx, demoId)
      if (meeting.closed_at !== null) return redirect(`/demo/${lobby.slug}/lobby`)
      return lobbyPage(ctx, lobby, params.room)
    },
  }),
  route({
    method: 'POST',
    url: '/api/visits/:demo/knock',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: visitParams,
    answer: done,
    about: 'Ask to join: one place however often',
    handler: async ({ ctx, params }) => {
      await askToJoin(ctx, params.demo)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/visits/:demo/live',
    policy: 'visitor',
    limit: { perMinute: 30 },
    params: visitParams,
    answer: done,
    about: 'Waiting in vain at a booked time: on in the live queue, first',
    handler: async ({ ctx, params }) => {
      await joinLiveInstead(ctx, params.demo)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/slots/:id/join',
    policy: 'staff',
    params: slotParams,
    body: joinBody,
    answer: z.object({ room: z.string(), url: z.string() }),
    about: 'Joins the meeting of a booked slot, from 10 minutes before it',
    handler: async ({ ctx, params, body }) => {
      const { room } = await joinSlot(ctx, params.id, body.endCurrent)
      return { room, url: `/crm/meet/${room}` }
    },
  }),
  route({
    method: 'POST',
    url: '/api/visits/:demo/leave',
    policy: 'visitor',
    params: visitParams,
    answer: done,
    about: 'Leave the queue',
    handler: async ({ ctx, params }) => {
      await leaveQueue(ctx, params.demo)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/visits/:demo/devices',
    policy: 'visitor',
    limit: { perMinute: 20 },
    params: visitParams,
    body: deviceLog,
    answer: done,
    about: "What the visitor's browser says of its devices",
    handler: async ({ ctx, params, body }) => {
      await keepDeviceLog(ctx, params.demo, body.log)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/knocks/:id/admit',
    policy: 'staff',
    params: knockParams,
    body: admitBody,
    answer: z.object({ room: z.string(), url: z.string() }),
    about: 'Admits a waiting visitor; of two agents one wins (409)',
    handler: async ({ ctx, params, body }) => {
      const { room } = await admitKnock(ctx, params.id, body.endCurrent, body.override)
      return { room, url: `/crm/meet/${room}` }
    },
  }),
  route({
    method: 'POST',
    url: '/api/knocks/:id/reject',
    policy: 'staff',
    params: knockParams,
    body: rejectBody,
    answer: done,
    about: 'Rejects a waiting visitor with a reason',
    handler: async ({ ctx, params, body }) => {
      await rejectKnock(ctx, params.id, body.reason, body.text)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/queue/note',
    policy: 'staff',
    limit: { perMinute: 30 },
    body: noteBody,
    answer: done,
    about: 'A message to everyone who waits for a product',
    handler: async ({ ctx, body }) => {
      await noteToWaiting(ctx, body.product, body.text)
      return {}
    },
  }),
]

/** The visitor's page says when it is hidden: in the pocket is away. */
export const socketRequests = (): SocketRequest[] => [
  {
    name: 'visit.hidden',
    async handle(socket, input, hub) {
      const { demo, hidden } = checked(hiddenInput, input)
      const data = socket.data as SocketData
      const { id } = await ownDemo(data.ctx, demo)
      data.hidden = hidden
      // A second tab is the same visitor: away is who has none in view.
      const others = await hub.present('visit', String(id))
      await setAway(data.ctx, id, hidden && others.every((page) => page.hidden))
      return {}
    },
  },
]
