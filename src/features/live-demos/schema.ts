import { z } from 'zod'

/** Body of POST /api/live. */
export const liveChange = z.object({
  action: z.enum(['GO', 'PAUSE', 'RESUME', 'STOP']),
  products: z.array(z.int().positive()).min(1, 'Choose at least one product.').max(100),
  /** With STOP: serve those who wait, or tell them now. */
  waiting: z.enum(['SERVE', 'TELL']).optional(),
})
export type LiveChange = z.infer<typeof liveChange>

export type LiveState = 'OFF' | 'LIVE' | 'PAUSED' | 'STOPPING'

/** One row of Join live: a product of the agent's. */
export interface LiveRow {
  product: { id: number; name: string; slug: string }
  state: LiveState
  since: number | null
  others: string[]
  waiting: number
  timingsOpen: boolean
}
