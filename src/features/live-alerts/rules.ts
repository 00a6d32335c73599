/** The link in the SMS holds the place for so long, ms. */
export const HELD_MS = 10 * 60_000
/** Nobody waits for an SMS of a visit longer ago, ms. */
export const ALERT_LIVES_MS = 24 * 60 * 60_000

export const alertKey = (customerId: number, productId: number): string => `c${customerId}:p${productId}`

/** What an alert's link token is made from: the same at asking (its hash) and at sending (the link). */
export const tokenParts = (alert: {
  customer_id: number
  product_id: number
  asked_at: number
}): (string | number)[] => [alert.customer_id, alert.product_id, alert.asked_at]
