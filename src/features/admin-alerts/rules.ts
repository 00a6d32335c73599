import type { AlertKind } from './schema.ts'

/** What is looked at, and how long an e-mail of a kind holds back the next, ms. */
export const ALERT_MS = 60 * 60_000
/** A knock that waits so long without an answer is unanswered, ms. */
export const UNANSWERED_MS = 5 * 60_000

const some = (n: number, one: string, many: string) => (n === 1 ? `One ${one}` : `${n} ${many}`)

interface Words {
  /** What happened, as a sentence without its full stop. */
  says(n: number): string
  /** What to do about it, for the e-mail. */
  advice: string
  /** Where to look. */
  path: string
  /** False when the CRM says it in a strip of its own. */
  strip: boolean
  /** False when each is told by an e-mail of its own. */
  mail: boolean
}

export const alertWords: Record<AlertKind, Words> = {
  MESSAGES: {
    says: (n) => `${some(n, 'message', 'messages')} could not be sent in the last hour`,
    advice: 'Look at why, and send them again from the CRM once it is mended.',
    path: '/crm/messages?state=DEAD',
    strip: false,
    mail: true,
  },
  KNOCKS: {
    says: (n) => `${some(n, 'visitor', 'visitors')} asked to join in the last hour, and nobody answered`,
    advice: 'See who is live, or adjust the live timings of the product.',
    path: '/crm/live',
    strip: true,
    mail: true,
  },
  SLOTS: {
    says: (n) => `${some(n, 'booked slot has', 'booked slots have')} no agent`,
    advice: 'Give it to an agent, or move or cancel it.',
    path: '/crm/slots/dated?booked=YES',
    strip: true,
    mail: false,
  },
}
