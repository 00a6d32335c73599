import type { Staff } from '../platform/auth/staff.ts'
import type { Route } from '../platform/http/route.ts'
import { crmRoutes, machineRoutes } from './documents.ts'
import { featureRoutes } from './features.ts'
import { phoneRoutes } from './phone.ts'

export interface Serving {
  staff: Staff
  /** The role `web`; without it a process answers its machine only. */
  web: boolean
  /** The key of the trial's phone; none in production. */
  phoneKey: string | undefined
}

/** Every route a process answers; the access matrix asks this same list. */
export function allRoutes({ staff, web, phoneKey }: Serving): Route[] {
  const described = featureRoutes(staff)
  // Described whole in every role: the description is of the product, not of the process that tells it.
  const own = machineRoutes(described)
  if (!web) return own
  return [...own, ...described, ...crmRoutes, ...(phoneKey === undefined ? [] : phoneRoutes(phoneKey))]
}
