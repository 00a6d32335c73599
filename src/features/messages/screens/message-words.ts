import type { MessageRow } from '../schema.ts'

export type State = MessageRow['state']
export interface MessagePage {
  rows: MessageRow[]
  total: number
  page: number
  pageSize: number
}

export const messagesKey = ['messages'] as const

export const stateWords: Record<State, string> = {
  PENDING: 'To be sent',
  SENDING: 'Being sent',
  SENT: 'Sent',
  DEAD: 'Failed',
  EXPIRED: 'Expired',
}
export const channelWords: Record<MessageRow['channel'], string> = { SMS: 'SMS', EMAIL: 'E-mail' }
export const stateTags: Record<State, string> = {
  PENDING: 'tag',
  SENDING: 'tag',
  SENT: 'tag tag-ok',
  DEAD: 'tag tag-error',
  EXPIRED: 'tag tag-warn',
}

/** "feedback.ask" as "Feedback ask": templates are named for programs. */
export function templateWords(template: string): string {
  const words = template.replace(/[._-]+/g, ' ').trim()
  return template === 'otp' ? 'OTP' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** A code is wiped once sent or failed, so it cannot go out again. */
export const mayResend = ({ state, template }: Pick<MessageRow, 'state' | 'template'>): boolean =>
  state === 'DEAD' && template !== 'otp'
