import type { Route } from '../../platform/http/route.ts'
import { routes as booked } from './routes/booked.ts'
import { routes as link } from './routes/link.ts'
import { routes as manage } from './routes/manage.ts'
import { routes as schedule } from './routes/schedule.ts'

export const routes: Route[] = [...schedule, ...booked, ...link, ...manage]
