import { z } from 'zod'
import { lines } from '../brand/schema.ts'
import { demoStatuses, outcomes } from '../demos/rules.ts'
import { earlierDemo } from '../demos/schema.ts'

export const roomParams = z.object({ room: z.string().regex(/^[\w-]{22}$/) })
const session = z.string().regex(/^[\w-]{8,32}$/)

export const enterInput = z.object({ room: roomParams.shape.room, session })
export const grantInput = z.object({ room: roomParams.shape.room })
export const signalInput = z.object({
  room: roomParams.shape.room,
  to: z.string().regex(/^[vu]\d+$/),
  data: z.unknown(),
})
export const leaveBody = z.object({ session: session.optional() })
export const chatBody = z.object({ key: z.string().min(8).max(64), body: z.string().trim().min(1).max(2000) })
export const removeBody = z.object({
  participant: z.string().regex(/^v\d+$/),
  /** What was wrong; its presence makes it a report. */
  report: lines.max(1000).optional(),
})

/** Whose card, in a meeting of several. */
export const cardQuery = z.object({ demo: z.coerce.number().int().positive().optional() })

export interface MeetingSnapshot {
  room: string
  product: { name: string; buyLink: string | null }
  openedAt: number
  closedAt: number | null
  participants: {
    id: string
    name: string
    role: 'visitor' | 'expert'
    /** The page load that is in the call; null while away. */
    session: string | null
    here: boolean
  }[]
  chat: { id: number; author: string; name: string; body: string; at: number }[]
  serverNow: number
}

/** Who is asking, beside the call. */
export const visitorCard = z.object({
  demo: z.object({
    id: z.number(),
    status: z.enum(demoStatuses),
    outcome: z.enum(outcomes).nullable(),
    remarks: z.string(),
  }),
  name: z.string(),
  mobile: z.string(),
  email: z.string(),
  product: z.string(),
  source: z.enum(['WEBSITE', 'BRAND_STORE']),
  store: z.string().nullable(),
  device: z.string(),
  askedAt: z.number(),
  earlier: z.array(earlierDemo),
  /** Everybody the meeting is for, when there are several; `came`: has been in it. */
  group: z.array(z.object({ id: z.number(), name: z.string(), came: z.boolean() })),
})
export type VisitorCard = z.infer<typeof visitorCard>
