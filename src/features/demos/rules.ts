import { idOf, inDays, list, oneOf } from '../lists/rules.ts'

export const demoStatuses = ['PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED'] as const
export const outcomes = ['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO'] as const
export const demoTypes = ['LIVE', 'SCHEDULED'] as const
export const sources = ['WEBSITE', 'BRAND_STORE'] as const

/** The list of demos, which staff know as Customers. */
export const demoList = list({
  sorts: ['requestedAt', 'name', 'product', 'status'],
  sort: '-requestedAt',
  filters: {
    status: oneOf(...demoStatuses),
    product: idOf,
    expert: idOf,
    requested: inDays,
    outcome: oneOf(...outcomes),
    type: oneOf(...demoTypes),
    source: oneOf(...sources),
    store: idOf,
  },
})

/** Demos are counted by spans of requested_at of so many ms. */
export const TALLY_SPAN_MS = 30 * 24 * 3_600_000
/** A LIVE demo without a visit for so long becomes NOT_JOINED; a met one is over, ms. */
export const VISIT_LOST_MS = 30 * 60_000

export const demoKey = (customerId: number, productId: number): string => `c${customerId}:p${productId}`

/**
 * Who was missing from a demo that never met. Nobody knocked: the visitor. Knocked and never admitted: the expert.
 * Admitted: whoever did not enter the meeting.
 */
export function whoWasMissing(seen: {
  knocked: boolean
  admitted: boolean
  visitorEntered: boolean
  expertEntered: boolean
}): 'VISITOR' | 'EXPERT' | 'BOTH' {
  if (!seen.knocked) return 'VISITOR'
  if (!seen.admitted) return 'EXPERT'
  if (!seen.visitorEntered && !seen.expertEntered) return 'BOTH'
  return seen.visitorEntered ? 'EXPERT' : 'VISITOR'
}
