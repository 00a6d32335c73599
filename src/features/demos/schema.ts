import { z } from 'zod'
import { lines } from '../brand/schema.ts'
import { type ListQuery, listPage, listQuery } from '../lists/schema.ts'
import { demoList, demoStatuses, demoTypes, outcomes, sources } from './rules.ts'

/** Body of POST /api/demos/:id: what staff may set by hand. */
export const demoChange = z
  .object({
    status: z.enum(demoStatuses).optional(),
    outcome: z.enum(outcomes).nullable().optional(),
    remarks: lines.max(2000).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Say what to change.')
export type DemoChange = z.infer<typeof demoChange>

export const demoParams = z.object({ id: z.coerce.number().int().positive() })

/** Query of GET /api/demos. */
export const demoQuery = listQuery(demoList)
export type DemoQuery = ListQuery<typeof demoList>

export const demoRow = z.object({
  id: z.number(),
  name: z.string(),
  mobile: z.string(),
  email: z.string(),
  product: z.string(),
  type: z.enum(demoTypes),
  status: z.enum(demoStatuses),
  missing: z.enum(['VISITOR', 'EXPERT', 'BOTH']).nullable(),
  outcome: z.enum(outcomes).nullable(),
  remarks: z.string(),
  source: z.enum(sources),
  store: z.string().nullable(),
  requestedAt: z.number(),
  /** When the booked meeting of a scheduled demo begins. */
  meetingAt: z.number().nullable(),
  experts: z.array(z.string()),
})
export type DemoRow = z.infer<typeof demoRow>

export const demoPage = listPage(demoRow)

const choice = z.object({ id: z.number(), name: z.string() })
/** Answer of GET /api/demos/choices: what the list's filters offer, by name. */
export const demoChoices = z.object({ products: z.array(choice), experts: z.array(choice), stores: z.array(choice) })
export type DemoChoices = z.infer<typeof demoChoices>

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
