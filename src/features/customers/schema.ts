import { z } from 'zod'
import { lines } from '../brand/schema.ts'

/** One number (E.164), or an e-mail address: all who last gave it. */
const whom = z.union([
  z.object({ mobile: z.string().regex(/^\+\d{6,15}$/, 'Give the number with its country, as +919876543210.') }),
  z.object({ email: z.email('Give an e-mail address.').max(254) }),
])

export const blockBody = z.object({
  whom,
  /** For staff; the customer never reads it. */
  reason: lines.min(1, 'Say why. Only staff read it.').max(500),
})
export const unblockBody = z.object({ whom })
export const blockAnswer = z.object({ changed: z.number() })
