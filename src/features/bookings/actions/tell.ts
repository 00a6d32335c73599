import { prepared } from '../../../database/prepared.ts'
import type { Work } from '../../../platform/context.ts'
import { afterQuiet } from '../../../platform/messages/quiet-hours.ts'
import { readQuiet } from '../../../platform/messages/settings.ts'
import { type Booking, bookingById } from '../reads.ts'
import { remindersOf } from '../rules.ts'

const HOUR = 60 * 60_000
const AGENT_REMINDER_MS = 15 * 60_000

/** What has become of a booking. */
export type News = 'made' | 'moved' | 'cancelled'

/**
 * Tells the customer by SMS and e-mail and the slot's agents by e-mail, and lays out the reminders of the new time.
 * @param byVisitor what they just did themselves is answered at night too
 */
export async function tellBooking(work: Work, bookingId: number, news: News, byVisitor: boolean): Promise<void> {
  const booking = await bookingById(work.db, bookingId)
  const refs = { booking: booking.id, at: booking.starts_at, sequence: booking.sequence }
  const person = { lang: booking.lang, zone: booking.zone, refs }
  const template = `booking.${news}`
  const dedupe = `booking:${booking.id}:${booking.sequence}:${news}`
  await work.send({
    ...person,
    channel: 'SMS',
    recipient: booking.mobile,
    template,
    ...(byVisitor ? { urgency: 'NOW' as const } : await inTime(work, booking)),
    expiresAt: booking.ends_at,
    dedupeKey: `${dedupe}:sms`,
  })
  await work.send({
    ...person,
    channel: 'EMAIL',
    recipient: booking.email,
    template: `${template}.email`,
    urgency: 'NOW',
    dedupeKey: `${dedupe}:email`,
  })
  await tellAgents(work, booking, news)
  if (news !== 'cancelled') await remind(work, booking)
}

/** By day; what would come too late then, as a reminder does: within the hour before. */
async function inTime(work: Work, { zone, starts_at }: Booking) {
  const polite = afterQuiet(work.now, zone, await readQuiet(work.db))
  const latest = starts_at - HOUR
  return polite <= latest
    ? { urgency: 'POLITE' as const }
    : { urgency: 'NOW' as const, notBefore: Math.max(work.now, Math.min(polite, latest)) }
}

/** E-mails the agents of a booking's slot; `left`: it was moved away from them. */
export async function tellAgents(work: Work, booking: Booking, news: News | 'left'): Promise<void> {
  for (const { email } of await agentsOf(work, booking.slot_id)) {
    await work.send({
      channel: 'EMAIL',
      recipient: email,
      template: 'booking.agent',
      lang: 'en',
      refs: { booking: booking.id, at: booking.starts_at, news },
      urgency: 'NOW',
      zone: booking.product_zone,
      dedupeKey: `booking:${booking.id}:${booking.sequence}:${news}:${email}`.slice(0, 120),
    })
  }
}

async function remind(work: Work, booking: Booking): Promise<void> {
  const refs = { booking: booking.id, at: booking.starts_at }
  for (const { kind, channel, due, until } of remindersOf(booking.starts_at, booking.ends_at, work.now)) {
    await work.send({
      channel,
      recipient: channel === 'SMS' ? booking.mobile : booking.email,
      template: `booking.reminder.${kind}`,
      lang: booking.lang,
      refs,
      urgency: 'NOW',
      zone: booking.zone,
      notBefore: due,
      expiresAt: until,
      dedupeKey: `booking:${booking.id}:${booking.starts_at}:${kind}`,
    })
  }
  await remindAgents(work, booking)
}

/** An agent who takes over a booked slot learns of its customers, and is reminded of it. */
export async function tellNewAgents(work: Work, bookingId: number): Promise<void> {
  const booking = await bookingById(work.db, bookingId)
  await tellAgents(work, booking, 'made')
  await remindAgents(work, booking)
}

async function remindAgents(work: Work, booking: Booking): Promise<void> {
  const due = booking.starts_at - AGENT_REMINDER_MS
  for (const { id, email } of await agentsOf(work, booking.slot_id)) {
    await work.send({
      channel: 'EMAIL',
      recipient: email,
      template: 'slot.reminder',
      lang: 'en',
      refs: { slot: booking.slot_id, at: booking.starts_at, user: id },
      urgency: 'NOW',
      zone: booking.product_zone,
      notBefore: due,
      expiresAt: booking.ends_at,
      dedupeKey: `slot:${booking.slot_id}:${booking.starts_at}:${id}`,
    })
  }
}

const agents = prepared((db, { slotId }: { slotId: number }) =>
  db
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select(['user.id', 'user.email'])
    .where('slot_user.slot_id', '=', slotId),
)
const agentsOf = async (work: Work, slotId: number) => (await agents(work.db, { slotId })).rows
