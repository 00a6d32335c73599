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

/** What lists filter demos by, besides product, expert and time. */
export interface Facets {
  type: (typeof demoTypes)[number]
  status: (typeof demoStatuses)[number]
  outcome: (typeof outcomes)[number] | null
  source: (typeof sources)[number]
  store_id: number | null
}

// The databases keep these places: a new word goes behind the others, a new list before the store's number.
const FACET = 16
const facetWords = { type: demoTypes, status: demoStatuses, outcome: outcomes, source: sources }
const STORES = 2 ** 36

/** Facets in one number (four bits for the place of each word, the store above), and a mask of the bits that tell those given. */
export function packFacets(facets: Partial<Facets>): { value: number; mask: number } {
  let [value, mask, unit] = [0, 0, 1]
  for (const [name, words] of Object.entries(facetWords)) {
    const word = facets[name as keyof typeof facetWords]
    if (word !== undefined) {
      value += unit * ((words as readonly unknown[]).indexOf(word) + 1)
      mask += unit * (FACET - 1)
    }
    unit *= FACET
  }
  if (facets.store_id !== undefined) {
    value += unit * (facets.store_id ?? 0)
    mask += unit * (STORES - 1)
  }
  return { value, mask }
}

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
