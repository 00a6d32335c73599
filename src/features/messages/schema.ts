import { z } from 'zod'
import { type ListQuery, listPage, listQuery } from '../lists/schema.ts'
import { channels, messageList, messageStates } from './rules.ts'

export const messageQuery = listQuery(messageList)
export type MessageQuery = ListQuery<typeof messageList>

export const messageRow = z.object({
  id: z.number(),
  channel: z.enum(channels),
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

export const messagePage = listPage(messageRow)
