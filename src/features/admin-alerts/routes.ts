import { type Route, route } from '../../platform/http/route.ts'
import { currentAlerts } from './reads.ts'
import { alertList } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/api/alerts',
    policy: 'admin',
    about: 'What admins are told of now',
    answer: alertList,
    handler: ({ ctx }) => currentAlerts(ctx),
  }),
]
