import { createElement } from 'react'
import type { Server, Socket } from 'socket.io'
import { z } from 'zod'
import { requireUser } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import type { MediaEngine } from '../../platform/media/engine.ts'
import { peerRoom } from '../../platform/media/mesh.ts'
import type { Hub, SocketData } from '../../platform/realtime/hub.ts'
import type { SocketRequest } from '../../platform/realtime/sockets.ts'
import { personOf } from '../../platform/realtime/topic.ts'
import { frameOf } from '../brand/reads.ts'
import { ownRows } from '../live-demos/reads.ts'
import { endMeeting, enterMeeting, leaveMeeting, removeVisitor, sayInChat } from './actions.ts'
import { AgentCallPage } from './pages/agent-call.tsx'
import { DevicesPage } from './pages/devices.tsx'
import { feedbackLink, membership, openMembership, visitorCardOf } from './reads.ts'
import {
  cardQuery,
  chatBody,
  enterInput,
  grantInput,
  leaveBody,
  type MeetingSnapshot,
  removeBody,
  roomParams,
  signalInput,
  visitorCard,
} from './schema.ts'

const done = z.object({})

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/crm/meet/:room',
    policy: 'staff',
    camera: true,
    params: roomParams,
    async handler({ ctx, params }) {
      const { meeting, userId, name } = await membership(ctx, params.room)
      if (meeting.closed_at !== null) return redirect('/crm/live')
      const frame = await frameOf(ctx)
      const card = await visitorCardOf(ctx, params.room)
      const island = {
        room: params.room,
        me: { id: userId!, name },
        brand: { name: frame.brand.name },
        product: { name: card.product },
        card,
        next: '/crm/live',
        trial: frame.trial,
        zone: frame.zone,
      }
      const body = createElement(AgentCallPage, island)
      return page({ body, island, face: 'island', scripts: ['call'], lang: frame.lang, title: card.name })
    },
  }),
  route({
    method: 'GET',
    url: '/crm/devices',
    policy: 'staff',
    camera: true,
    async handler({ ctx }) {
      const user = requireUser(ctx)
      const frame = await frameOf(ctx)
      const rows = await ownRows(ctx)
      const island = {
        me: { id: user.id, name: user.name },
        next: '/crm/live',
        products: rows.map((row) => ({ id: row.product.id, name: row.product.name })),
        brand: { name: frame.brand.name },
        trial: frame.trial,
      }
      const body = createElement(DevicesPage, island)
      return page({ body, island, face: 'island', scripts: ['call'], lang: frame.lang, title: 'Camera and microphone' })
    },
  }),
  route({
    method: 'POST',
    url: '/api/meetings/:room/chat',
    policy: 'visitor',
    limit: { perMinute: 60 },
    params: roomParams,
    body: chatBody,
    answer: done,
    about: "The visitor's line of chat",
    handler: async ({ ctx, params, body }) => {
      await sayInChat(ctx, params.room, body.key, body.body)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/staff/meetings/:room/chat',
    policy: 'staff',
    limit: { perMinute: 120 },
    params: roomParams,
    body: chatBody,
    answer: done,
    about: "The expert's line of chat",
    handler: async ({ ctx, params, body }) => {
      await sayInChat(ctx, params.room, body.key, body.body)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/meetings/:room/leave',
    policy: 'visitor',
    params: roomParams,
    body: leaveBody,
    answer: z.object({ feedback: z.string().nullable() }),
    about: 'The visitor leaves; the meeting stays open for a rejoin',
    handler: async ({ ctx, params, body }) => {
      const { demoId } = await leaveMeeting(ctx, params.room, body.session)
      return { feedback: demoId === null ? null : await feedbackLink(ctx, demoId) }
    },
  }),
  route({
    method: 'POST',
    url: '/api/meetings/:room/end',
    policy: 'staff',
    params: roomParams,
    answer: done,
    about: 'Ends the meeting for everyone',
    handler: async ({ ctx, params }) => {
      await endMeeting(ctx, params.room)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/meetings/:room/remove',
    policy: 'staff',
    params: roomParams,
    body: removeBody,
    answer: done,
    about: 'Removes the visitor, and reports them when a reason is given',
    handler: async ({ ctx, params, body }) => {
      await removeVisitor(ctx, params.room, body.participant, body.report)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/meetings/:room/card',
    policy: 'staff',
    params: roomParams,
    query: cardQuery,
    answer: visitorCard,
    about: "The visitor's card beside the call",
    handler: ({ ctx, params, query }) => visitorCardOf(ctx, params.room, query.demo),
  }),
]

/** What a browser in a meeting asks over its socket. */
export const socketRequests = (engine: MediaEngine, io: Server, hub: Hub): SocketRequest[] => {
  const contextOf = (socket: Socket) => (socket.data as SocketData).ctx
  const grantOf = async (socket: Socket, room: string) => {
    const place = await openMembership(contextOf(socket), room)
    return { place, grant: await engine.grant(room, place) }
  }
  return [
    {
      name: 'meeting.enter',
      async handle(socket, input) {
        const { room, session } = checked(enterInput, input)
        const ctx = contextOf(socket)
        const { place, grant } = await grantOf(socket, room)
        const own = peerRoom(room, place.id)
        // Before the others hear of it: their first signal comes at once.
        await socket.join(own)
        socket.data.seats = new Map([...(socket.data.seats ?? []), [room, { id: place.id, session }]])
        const opened = await enterMeeting(ctx, room, session, engine.capacity)
          .then(() => hub.follow(socket, 'meeting', room, session))
          .catch((error: unknown) => {
            socket.leave(own)
            throw error
          })
        // The last page load wins: never two of one in a call. Of two at once the database knows the last.
        const self = (opened.data as MeetingSnapshot).participants.find(({ id }) => id === place.id)
        if (self?.session !== session) {
          socket.leave(own)
          hub.dismissOne(socket, 'meeting', room, 'REPLACED')
          throw new AppError('conflict', 'This call is open in another tab or on another device.')
        }
        io.in(own).except(socket.id).socketsLeave(own)
        hub.dismiss('meeting', room, 'REPLACED', { person: personOf(ctx.actor), except: session })
        return { ...opened, grant }
      },
    },
    {
      name: 'meeting.grant',
      async handle(socket, input) {
        return { grant: (await grantOf(socket, checked(grantInput, input).room)).grant }
      },
    },
    {
      name: 'signal',
      // Candidates come some thirty at once for each of the others, and again with every restart.
      perMinute: 1200,
      async handle(socket, input) {
        const { room, to, data } = checked(signalInput, input)
        const seat = (socket.data.seats as Map<string, { id: string; session: string }> | undefined)?.get(room)
        // Membership of the socket room is taken away by removal and by a newer page load.
        if (!seat || !socket.rooms.has(peerRoom(room, seat.id))) await openMembership(contextOf(socket), room)
        else await engine.signal(room, seat, to, data)
        return {}
      },
    },
  ]
}
