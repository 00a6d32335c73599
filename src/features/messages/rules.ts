import { list, oneOf } from '../lists/rules.ts'

export const messageStates = ['PENDING', 'SENDING', 'SENT', 'DEAD', 'EXPIRED'] as const
export const channels = ['SMS', 'EMAIL'] as const

export const messageList = list({
  sorts: ['createdAt', 'recipient'],
  sort: '-createdAt',
  filters: { state: oneOf(...messageStates), channel: oneOf(...channels) },
})
