import { z } from 'zod'

export const demoStatuses = ['PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED'] as const
export const outcomes = ['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO'] as const

/** Body of POST /api/demos/:id: what staff may set by hand. */
export const demoChange = z
  .object({
    status: z.enum(demoStatuses).optional(),
    outcome: z.enum(outcomes).nullable().optional(),
    remarks: z.string().trim().max(2000).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Say what to change.')
export type DemoChange = z.infer<typeof demoChange>

export const demoParams = z.object({ id: z.coerce.number().int().positive() })

/** Query of GET /api/demos. */
export const demoQuery = z.object({
  search: z.string().trim().max(100).default(''),
  status: z.enum([...demoStatuses, '']).default(''),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
})
export type DemoQuery = z.infer<typeof demoQuery>

export const PAGE_SIZE = 50

export const demoRow = z.object({
  id: z.number(),
  name: z.string(),
  mobile: z.string(),
  email: z.string(),
  product: z.string(),
  type: z.enum(['LIVE', 'SCHEDULED']),
  status: z.enum(demoStatuses),
  missing: z.enum(['VISITOR', 'EXPERT', 'BOTH']).nullable(),
  outcome: z.enum(outcomes).nullable(),
  remarks: z.string(),
  source: z.enum(['WEBSITE', 'BRAND_STORE']),
  store: z.string().nullable(),
  requestedAt: z.number(),
  experts: z.array(z.string()),
})
export type DemoRow = z.infer<typeof demoRow>

export const demoPage = z.object({
  rows: z.array(demoRow),
  total: z.number(),
  page: z.number(),
  pageSize: z.number(),
})

/** One earlier demo on the customer's card. */
export const earlierDemo = z.object({
  product: z.string(),
  at: z.number(),
  status: z.enum(demoStatuses),
  outcome: z.enum(outcomes).nullable(),
  remarks: z.string(),
  experts: z.array(z.string()),
})
export type EarlierDemo = z.infer<typeof earlierDemo>

/** Answer of GET /api/demos/:id. */
export const demoDetails = demoRow.extend({ device: z.string(), earlier: z.array(earlierDemo) })
export type DemoDetails = z.infer<typeof demoDetails>
