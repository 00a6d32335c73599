import type { IncomingHttpHeaders } from 'node:http'
import { parseCookie } from 'cookie'
import { z } from 'zod'
import { readBrand } from '../features/brand/reads.ts'
import { asSystem } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { page } from '../platform/http/page.ts'
import { type Route, redirect, route } from '../platform/http/route.ts'
import { hostOf } from '../platform/http/security.ts'
import { sameText } from '../platform/keys.ts'
import { isLoopback } from '../platform/loopback.ts'
import type { Screen } from '../platform/messages/providers/screen.ts'
import { type Topic, topic } from '../platform/realtime/topic.ts'

const KEY_COOKIE = 'phygital-phone'

/** This machine may see the trial's phone; another one needs the printed key (its Host header proves nothing). */
export function mayUsePhone(headers: IncomingHttpHeaders, address: string | undefined, phoneKey: string): boolean {
  if (isLoopback(hostOf(headers)) && isLoopback(address ?? '')) return true
  const given = parseCookie(headers.cookie ?? '')[KEY_COOKIE]
  return given !== undefined && sameText(given, phoneKey)
}

/** The trial's phone and mailbox. */
export const phoneRoutes = (phoneKey: string): Route[] => [
  route({
    method: 'GET',
    url: '/phone',
    policy: 'trial',
    query: z.object({ key: z.string().max(64).optional() }),
    async handler({ ctx, query, request, reply }) {
      if (query.key !== undefined && sameText(query.key, phoneKey)) {
        reply.setCookie(KEY_COOKIE, phoneKey, {
          path: '/',
          httpOnly: true,
          sameSite: 'strict',
          secure: request.protocol === 'https',
        })
        return redirect('/phone')
      }
      if (!mayUsePhone(request.headers, request.socket.remoteAddress, phoneKey)) {
        throw new AppError('forbidden', 'Open /phone?key=… with the key printed where the trial was started.')
      }
      const { name } = await readBrand(ctx)
      return page({
        body: null,
        island: { brand: name },
        face: 'app',
        scripts: ['phone'],
        lang: 'en',
        title: 'Trial phone',
      })
    },
  }),
]

/** The trial's messages; they are in memory, so they are read from there when an event tells that one was sent. */
export function phoneTopic(screen: Screen): Topic {
  return topic({
    name: 'phone',
    open: async (ctx) => {
      if (ctx.config.production || ctx.actor.kind !== 'ANONYMOUS')
        throw new AppError('not_found', 'There is no such topic.')
      return 'all'
    },
    read: async (app) => {
      const { name } = await readBrand(asSystem(app))
      const messages = screen.recent().map((it) => ({
        id: it.id,
        channel: it.channel,
        to: it.to,
        subject: it.channel === 'EMAIL' ? it.subject : null,
        text: it.text,
        at: it.at,
      }))
      return new Map([['all', { messages, brand: name }]])
    },
    touches: (event) => (event.action === 'message.sent' ? ['all'] : []),
  })
}
