import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { resendMessage } from './actions.ts'
import { listMessages } from './reads.ts'
import { messagePage, messageQuery } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/api/messages',
    policy: 'admin',
    query: messageQuery,
    answer: messagePage,
    about: 'Messages and what became of them',
    handler: ({ ctx, query }) => listMessages(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/messages/:id/resend',
    policy: 'admin',
    params: z.object({ id: z.coerce.number().int().positive() }),
    answer: z.object({}),
    about: 'Sends a message that failed again',
    handler: async ({ ctx, params }) => {
      await resendMessage(ctx, params.id)
      return {}
    },
  }),
]
