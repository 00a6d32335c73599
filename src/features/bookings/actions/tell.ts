import { prepared } from '../../../database/prepared.ts'
import type { Work } from '../../../platform/context.ts'
import type { Outgoing } from '../../../platform/messages/outbox.ts'
import { afterQuiet } from '../../../platform/messages/quiet-hours.ts'
import { readQuiet } from '../../../platform/messages/settings.ts'
import { type Booking, bookingById } from '../reads.ts'
import { remindersOf } from '../rules.ts'

const HOUR = 60 * 60_000
const AGENT_REMINDER_MS = 15 * 60_000

/** What has become of a booking. */
export type News = 'made' | 'moved' | 'cancelled'

/** What messages need to know of a booking. */
type Told = Pick<
  Booking,
  'id' | 'slot_id' | 'sequence' | 'starts_at' | 'ends_at' | 'product_zone' | 'zone' | 'email' | 'mobile' | 'lang'
>

/**
 * Tells the customer by SMS and e-mail and the slot's agents by e-mail, and lays out the reminders of the new time.
 * @param byVisitor what they just did themselves is answered at night too
 */
export async function tellBooking(work: Work, booking: Told, news: News, byVisitor: boolean): Promise<void> {
  const agents = await agentsOf(work, booking.slot_id)
  const refs = { booking: booking.id, at: booking.starts_at, sequence: booking.sequence }
  const person = { lang: booking.lang, zone: booking.zone, refs }
  const template = `booking.${news}`
  const dedupe = `booking:${booking.id}:${booking.sequence}:${news}`
  const sms: Outgoing = {
    ...person,
    channel: 'SMS',
    recipient: booking.mobile,
    template,
    ...(byVisitor ? { urgency: 'NOW' as const } : await inTime(work, booking)),
    expiresAt: booking.ends_at,
    dedupeKey: `${dedupe}:sms`,
  }
  const email: Outgoing = {
    ...person,
    channel: 'EMAIL',
    recipient: booking.email,
    template: `${template}.email`,
    urgency: 'NOW',
    dedupeKey: `${dedupe}:email`,
  }
  const later = news === 'cancelled' ? [] : [...reminders(booking, work.now), ...agentReminders(booking, agents)]
  await work.send(sms, email, ...agentNews(booking, agents, news), ...later)
}

/** By day; what would come too late then, as a reminder does: within the hour before. */
async function inTime(work: Work, { zone, starts_at }: Told) {
  const polite = afterQuiet(work.now, zone, await readQuiet(work.db))
  const latest = starts_at - HOUR
  return polite <= latest
    ? { urgency: 'POLITE' as const }
    : { urgency: 'NOW' as const, notBefore: Math.max(work.now, Math.min(polite, latest)) }
}

/** The agents of a slot that a booking was moved away from. */
export async function tellLeftAgents(work: Work, booking: Booking): Promise<void> {
  await work.send(...agentNews(booking, await agentsOf(work, booking.slot_id), 'left'))
}

/**
 * Whoever takes over a booked slot learns of its customers and is reminded of it; whoever gave it away is told, unless
 * they are inactive by now.
 * @param before ids of the agents it had
 */
export async function tellHandOver(work: Work, slotId: number, before: number[]): Promise<void> {
  const now = await agentsOf(work, slotId)
  const came = now.filter(({ id }) => !before.includes(id))
  const gone = before.filter((id) => !now.some((agent) => agent.id === id))
  const users = work.db.selectFrom('user').select(['id', 'email']).where('status', '=', 'ACTIVE')
  const left = await users.where('id', 'in', [0, ...gone]).execute()
  // A slot may come back to whoever gave it away: that is news again.
  const mark = `:${work.now}`
  for (const id of await openIn(work, slotId)) {
    const booking = await bookingById(work.db, id)
    const news = [...agentNews(booking, came, 'made', mark), ...agentNews(booking, left, 'left', mark)]
    await work.send(...news, ...agentReminders(booking, came))
  }
}

/** Ids of the open bookings of a slot. */
export async function openIn(work: Work, slotId: number): Promise<number[]> {
  const open = work.db.selectFrom('booking').select('id').where('slot_id', '=', slotId)
  const rows = await open.where('open_key', 'is not', null).where('state', '=', 'BOOKED').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

type Agent = Awaited<ReturnType<typeof agentsOf>>[number]

const agentNews = (booking: Told, agents: Agent[], news: News | 'left', mark = ''): Outgoing[] =>
  agents.map(({ email }) => ({
    channel: 'EMAIL',
    recipient: email,
    template: 'booking.agent',
    lang: 'en',
    refs: { booking: booking.id, at: booking.starts_at, news },
    urgency: 'NOW',
    zone: booking.product_zone,
    dedupeKey: `booking:${booking.id}:${booking.sequence}:${news}${mark}:${email}`.slice(0, 120),
  }))

const reminders = (booking: Told, now: number): Outgoing[] =>
  remindersOf(booking.starts_at, booking.ends_at, now).map(({ kind, channel, due, until }) => ({
    channel,
    recipient: channel === 'SMS' ? booking.mobile : booking.email,
    template: `booking.reminder.${kind}`,
    lang: booking.lang,
    refs: { booking: booking.id, at: booking.starts_at },
    urgency: 'NOW',
    zone: booking.zone,
    notBefore: due,
    expiresAt: until,
    dedupeKey: `booking:${booking.id}:${booking.starts_at}:${kind}`,
  }))

const agentReminders = (booking: Told, agents: Agent[]): Outgoing[] =>
  agents.map(({ id, email }) => ({
    channel: 'EMAIL',
    recipient: email,
    template: 'slot.reminder',
    lang: 'en',
    refs: { slot: booking.slot_id, at: booking.starts_at, user: id },
    urgency: 'NOW',
    zone: booking.product_zone,
    notBefore: booking.starts_at - AGENT_REMINDER_MS,
    expiresAt: booking.ends_at,
    dedupeKey: `slot:${booking.slot_id}:${booking.starts_at}:${id}`,
  }))

const agents = prepared((db, { slotId }: { slotId: number }) =>
  db
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select(['user.id', 'user.email'])
    .where('slot_user.slot_id', '=', slotId),
)
const agentsOf = async (work: Work, slotId: number) => (await agents(work.db, { slotId })).rows
