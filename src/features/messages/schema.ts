import { z } from 'zod'

export const messageStates = ['PENDING', 'SENDING', 'SENT', 'DEAD', 'EXPIRED'] as const

export const messageQuery = z.object({
  state: z.enum([...messageStates, '']).default(''),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
})

export const messageRow = z.object({
  id: z.number(),
  channel: z.enum(['SMS', 'EMAIL']),
  recipient: z.string(),
  template: z.string(),
  state: z.enum(messageStates),
  tries: z.number(),
  uncertain: z.boolean(),
  fault: z.string().nullable(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
})
export type MessageRow = z.infer<typeof messageRow>

export const messagePage = z.object({
  rows: z.array(messageRow),
  total: z.number(),
  page: z.number(),
  pageSize: z.number(),
})
export const MESSAGES_PAGE = 50
