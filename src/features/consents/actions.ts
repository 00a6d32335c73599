import type { Work } from '../../platform/context.ts'

export interface GivenConsent {
  /** Versions as shown beside the box that was ticked. */
  terms: string
  privacy: string
  /** Ticked of free will; not ticking withdraws nothing. */
  news: boolean
  /** When the boxes were ticked, ms. */
  at: number
}

/**
 * Records what a customer agreed to. A version agreed to before and not withdrawn is not recorded twice. Call after
 * `keepCustomer` in the same transaction: its lock keeps two visits of one customer apart.
 */
export async function recordConsents(work: Work, customerId: number, given: GivenConsent): Promise<void> {
  const open = await work.db
    .selectFrom('consent')
    .select(['document', 'version'])
    .where('customer_id', '=', customerId)
    .where('withdrawn_at', 'is', null)
    .execute()
  const wanted = [
    { document: 'TERMS' as const, version: given.terms },
    { document: 'PRIVACY' as const, version: given.privacy },
    // News are promised in the privacy notice, so its version tells what was agreed to.
    ...(given.news ? [{ document: 'NEWS' as const, version: given.privacy }] : []),
  ]
  const fresh = wanted.filter((w) => !open.some((o) => o.document === w.document && o.version === w.version))
  if (fresh.length === 0) return
  const rows = fresh.map((consent) => ({ ...consent, customer_id: customerId, given_at: given.at }))
  await work.db.insertInto('consent').values(rows).execute()
}
