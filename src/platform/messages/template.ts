import type { Context } from '../context.ts'
import type { Refs } from './outbox.ts'

export interface Attachment {
  filename: string
  contentType: string
  content: string | Uint8Array
}

/** A message in words. `subject`, `html` and `attachments` are for e-mail. */
export interface Rendered {
  text: string
  subject?: string
  html?: string
  attachments?: Attachment[]
}

/** What a template is given: the message as stored. */
export interface StoredMessage {
  refs: Refs
  /** Sealed, as it was written; null when it has none. */
  secret: string | null
  lang: string
  channel: 'SMS' | 'EMAIL'
  recipient: string
  createdAt: number
}

export interface MessageTemplate {
  /** Renders just before sending, so that links and PINs are never stored. Null: what it tells of is no longer true. */
  render(ctx: Context, message: StoredMessage): Promise<Rendered | null>
}

export type Templates = Record<string, MessageTemplate>
