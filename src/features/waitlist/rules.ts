/** A freed seat is offered to one at a time for so long, ms. */
export const OFFER_MS = 10 * 60_000

export const waitKey = (customerId: number, productId: number, day: string): string =>
  `c${customerId}:p${productId}:${day}`

/** What an offer's link token is made from: the same at asking (its hash) and at sending (the link). */
export const offerParts = (wait: {
  customer_id: number
  product_id: number
  day: string
  asked_at: number
}): (string | number)[] => [wait.customer_id, wait.product_id, wait.day, wait.asked_at]
