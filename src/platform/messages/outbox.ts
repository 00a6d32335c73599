import { skippingTaken, type Tx } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import type { NewRow } from '../../database/tables.ts'
import { afterQuiet } from './quiet-hours.ts'
import { readQuiet } from './settings.ts'

export type Refs = Record<string, string | number>

/** A message to be written in the transaction of what it tells of. */
export interface Outgoing {
  channel: 'SMS' | 'EMAIL'
  /** E.164 number or e-mail address. */
  recipient: string
  /** Name of the template that renders it when it leaves. */
  template: string
  /** BCP 47. */
  lang: string
  /** What the template looks things up by; no secrets. */
  refs: Refs
  /** Already sealed by `keys.seal`; wiped once it is sent or given up. */
  secret?: string
  /** POLITE SMS wait for the morning; NOW is for answers and for reminders within the hour. */
  urgency: 'NOW' | 'POLITE'
  /** The recipient's IANA zone, for the quiet hours. */
  zone: string
  /** Not sent before this instant, ms. */
  notBefore?: number
  /** Not sent at or after this instant, ms. */
  expiresAt?: number
  /** At most one message per key is ever written. */
  dedupeKey?: string
}

/** Kept among the references of a polite SMS, so that a retry in the evening waits for the morning too. */
const POLITE_ZONE = 'polite_zone'

/** What a message is found by: its recipient, whatever the case. */
export const recipientKey = (recipient: string): string => recipient.toLowerCase()

type Unsent = Omit<
  NewRow<'message'>,
  'id' | 'leased_until' | 'leased_by' | 'provider' | 'provider_id' | 'fault' | 'sent_at'
>
const addMessages = prepared((db, { rows }: { rows: Unsent[] }) =>
  skippingTaken(db, db.insertInto('message').values(rows), 'dedupe_key'),
)

/**
 * Writes messages, in one statement. A taken dedupe key writes nothing; one that could only leave too late is written as
 * EXPIRED.
 * @param now ms
 */
export async function enqueue(db: Tx, messages: Outgoing[], now: number): Promise<void> {
  const rows: Unsent[] = []
  for (const message of messages) rows.push(await rowOf(db, message, now))
  if (rows.length > 0) await addMessages(db, { rows })
}

async function rowOf(db: Tx, message: Outgoing, now: number): Promise<Unsent> {
  const polite = message.channel === 'SMS' && message.urgency === 'POLITE'
  const wanted = Math.max(now, message.notBefore ?? now)
  const nextTry = polite ? afterQuiet(wanted, message.zone, await readQuiet(db)) : wanted
  const tooLate = message.expiresAt !== undefined && nextTry >= message.expiresAt
  const refs = polite ? { ...message.refs, [POLITE_ZONE]: message.zone } : message.refs
  return {
    channel: message.channel,
    recipient: message.recipient,
    recipient_key: recipientKey(message.recipient),
    template: message.template,
    lang: message.lang,
    refs: JSON.stringify(refs),
    secret: tooLate ? null : (message.secret ?? null),
    state: tooLate ? 'EXPIRED' : 'PENDING',
    tries: 0,
    uncertain: 0,
    next_try: nextTry,
    expires_at: message.expiresAt ?? null,
    dedupe_key: message.dedupeKey ?? null,
    created_at: now,
  }
}

/** Takes apart the stored references of a message: the template's own, and the zone of a polite SMS. */
export function readRefs(stored: string): { refs: Refs; politeZone: string | undefined } {
  const { [POLITE_ZONE]: zone, ...refs } = JSON.parse(stored) as Refs
  return { refs, politeZone: zone === undefined ? undefined : String(zone) }
}
