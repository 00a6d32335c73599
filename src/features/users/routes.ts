import type { Staff } from '../../platform/auth/staff.ts'
import type { Route } from '../../platform/http/route.ts'
import { ownRoutes, userRoutes } from './routes/api.ts'
import { loginRoutes } from './routes/login.ts'
import { passwordRoutes } from './routes/password.ts'

/** Every edge of staff accounts. */
export const routes = (staff: Staff): Route[] => [
  ...loginRoutes(staff),
  ...passwordRoutes(staff),
  ...ownRoutes(staff),
  ...userRoutes(staff),
]
