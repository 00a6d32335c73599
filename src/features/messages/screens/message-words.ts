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

export const templates: Readonly<Record<string, string>> = {
  otp: 'OTP',
  'otp.unsendable': 'Codes are not being sent',
  'knock.admitted': 'Expert is ready',
  'visitor.reported': 'Visitor reported',
  'alert.live': 'Expert is live now',
  'waitlist.offer': 'Free seat offered',
  'feedback.ask': 'Request for feedback',
  'booking.made': 'Booking confirmed',
  'booking.made.email': 'Booking confirmed',
  'booking.moved': 'Booking moved',
  'booking.moved.email': 'Booking moved',
  'booking.cancelled': 'Booking cancelled',
  'booking.cancelled.email': 'Booking cancelled',
  'booking.reminder.day': 'Reminder a day before',
  'booking.reminder.hour': 'Reminder an hour before',
  'booking.reminder.soon': 'Reminder 10 minutes before',
  'booking.pin': 'New PIN',
  'booking.missed.visitor': 'Visitor missed the demo',
  'booking.missed.expert': 'Expert missed the demo',
  'booking.agent': 'News of a booking, to the agent',
  'slot.reminder': 'Reminder to the agent',
  'slot.waiting': 'Customer waits, to the agent',
  'slot.missed': 'No expert came, to admins',
  'slot.deserted': 'Slot without an agent, to admins',
  'admin.alert': 'Alert to admins',
  'user.reset': 'Link to choose a new password',
  'user.invite': 'Invitation to a user',
  'user.email.old': 'Email of a user changed',
  'user.email.new': 'Email of a user changed',
}

/** What a message is about, for people. One of a template that is no more is called by its name, in words. */
export function templateWords(template: string): string {
  const words = template.replace(/[._-]+/g, ' ').trim()
  return templates[template] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** A code is wiped once sent or failed, so it cannot go out again. */
export const mayResend = ({ state, template }: Pick<MessageRow, 'state' | 'template'>): boolean =>
  state === 'DEAD' && template !== 'otp'
