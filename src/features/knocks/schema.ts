import { z } from 'zod'
import type { SlotOfDay } from '../bookings/schema.ts'
import { lines } from '../brand/schema.ts'
import type { LiveRow } from '../live-demos/schema.ts'

export const visitParams = z.object({ demo: z.string().regex(/^[\w-]{22}$/) })
export const knockParams = z.object({ id: z.coerce.number().int().positive() })

export const admitBody = z.object({
  endCurrent: z.boolean().default(false),
  /** Although a booked meeting is about to begin. */
  override: z.boolean().default(false),
})
export const joinBody = z.object({ endCurrent: z.boolean().default(false) })
export const slotParams = z.object({ id: z.coerce.number().int().positive() })

export const rejectReasons = ['BUSY', 'CLOSED', 'WRONG_PRODUCT', 'OTHER'] as const
export const rejectBody = z.object({
  reason: z.enum(rejectReasons),
  /** Shown to the visitor as it is; the reason's own words when empty. */
  text: lines.max(500).default(''),
})

export const noteBody = z.object({
  product: z.int().positive(),
  text: lines.min(1, 'Write what those waiting should read.').max(300),
})

export const hiddenInput = z.object({ demo: visitParams.shape.demo, hidden: z.boolean() })

export type VisitState = 'LOBBY' | 'WAITING' | 'ADMITTED' | 'REJECTED' | 'LEFT' | 'CLOSED'

/** What the visitor's lobby and queue show. */
export interface VisitSnapshot {
  state: VisitState
  /** 1 is next. */
  place: number | null
  waitMs: number | null
  experts: number
  /** Since when no expert is there, ms; those who wait keep their place for three minutes. */
  noExpertsSince: number | null
  notes: { id: number; text: string; at: number }[]
  /** Why rejected, removed or out of the queue: a reject reason, AWAY, NO_EXPERT, MISSED, CLOSED, MOVED or REMOVED, or a text. */
  reason: string | null
  room: string | null
  expert: string | null
  feedback: string | null
  /** The booked time whose lobby this is; null in the live queue. */
  slot: { startsAt: number; endsAt: number; expertThere: boolean; waitsSince: number | null } | null
  serverNow: number
}

export interface QueuedKnock {
  id: number
  demoId: number
  name: string
  product: { id: number; name: string }
  askedAt: number
  source: 'WEBSITE' | 'BRAND_STORE'
  store: string | null
  device: string
  away: boolean
  /** Placed before others: has met already, was told to come, or was admitted while away. */
  first: boolean
  /** Has booked this time. */
  slot: { id: number; startsAt: number } | null
}

/** What the agent's Join live shows: one queue over all products, oldest first. */
export interface QueueSnapshot {
  rows: LiveRow[]
  knocks: QueuedKnock[]
  total: number
  meeting: { room: string; name: string; product: string; since: number; slotId: number | null } | null
  /** Booked meetings of the user that run or begin today by the brand's clocks, or within the hour. */
  meetings: SlotOfDay[]
  wrapUp: { demoId: number; name: string; product: string; endedAt: number } | null
  serverNow: number
}
