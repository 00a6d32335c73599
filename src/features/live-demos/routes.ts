import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { changeLive } from './actions.ts'
import { liveChange } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/api/live',
    policy: 'staff',
    limit: { perMinute: 60 },
    body: liveChange,
    answer: z.object({}),
    about: 'Go live, pause, resume or stop for some of the asker’s products',
    handler: async ({ ctx, body }) => {
      await changeLive(ctx, body)
      return {}
    },
  }),
]
