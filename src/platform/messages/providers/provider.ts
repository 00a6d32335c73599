import type { Attachment } from '../template.ts'

/**
 * permanent: refused for good. temporary: known not to have been taken, may be later. unknown: it may have been taken.
 */
export type FaultKind = 'permanent' | 'temporary' | 'unknown'

/** Why a message did not leave. `message` is kept and shown to staff, so it holds no personal data. */
export class SendFault extends Error {
  readonly kind: FaultKind
  /** When the provider wants to be asked again, ms from now. */
  readonly retryAfterMs: number | undefined

  constructor(kind: FaultKind, message: string, retryAfterMs?: number) {
    super(message)
    this.name = 'SendFault'
    this.kind = kind
    this.retryAfterMs = retryAfterMs
  }
}

export interface Sms {
  /** E.164. */
  to: string
  text: string
  templateId?: string
  entityId?: string
  senderId?: string
  /** The same for every try of one message. */
  ref: string
}

export interface Email {
  to: string
  subject: string
  text: string
  html?: string
  attachments?: Attachment[]
  /** The same for every try of one message. */
  ref: string
}

/** Both ports throw SendFault, also when `signal` aborts; the id is the provider's own. */
export interface SmsProvider {
  name: string
  send(sms: Sms, signal: AbortSignal): Promise<{ id: string }>
  close?(): void
}

export interface EmailProvider {
  name: string
  send(email: Email, signal: AbortSignal): Promise<{ id: string }>
  close?(): void
}
