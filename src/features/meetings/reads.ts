import type { Db } from '../../database/database.ts'
import { type App, type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { demoForStaff, earlierDemos } from '../demos/reads.ts'
import { deviceWords } from '../knocks/rules.ts'
import { storeById } from '../stores/reads.ts'
import { servedProducts } from '../users/reads.ts'
import { expertId, visitorId, WRAP_UP_MS } from './rules.ts'
import type { MeetingSnapshot, VisitorCard } from './schema.ts'

/** A meeting by its room, whoever asks; `membership` decides who may. */
async function meetingByRoom(db: Db, room: string) {
  return db.selectFrom('meeting').selectAll().where('room', '=', room).executeTakeFirst()
}

interface Meeting {
  id: number
  room: string
  product_id: number
  /** Of a slot's meeting: null. */
  demo_id: number | null
  slot_id: number | null
  closed_at: number | null
}

export type Membership = { meeting: Meeting; id: string; name: string } & (
  | { role: 'visitor'; demoId: number; userId: null }
  | { role: 'expert'; demoId: null; userId: number }
)

/**
 * The asker's place in a meeting: the visitor who was admitted to it (and not removed), the expert who serves its
 * product, an admin; also when it has closed. Throws `not_found` for anyone else.
 */
export async function membership(ctx: Context, room: string): Promise<Membership> {
  const none = new AppError('not_found', 'You have no place in this meeting. Ask to join again.')
  const meeting = await meetingByRoom(reading(ctx), room)
  if (!meeting) throw none
  if (ctx.actor.kind === 'USER') {
    const { id: userId, name } = ctx.actor
    if (!(await servedProducts(ctx, ctx.actor)).includes(meeting.product_id)) throw none
    return { meeting, id: expertId(userId), name, role: 'expert', userId, demoId: null }
  }
  if (ctx.actor.kind !== 'VISITOR') throw none
  const admitted = await reading(ctx)
    .selectFrom('knock')
    .innerJoin('demo', 'demo.id', 'knock.demo_id')
    .select(['demo.id', 'demo.name'])
    .where('knock.meeting_id', '=', meeting.id)
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('demo.customer_id', '=', ctx.actor.customerId)
    .executeTakeFirst()
  if (!admitted) throw none
  const { id: demoId, name } = admitted
  return { meeting, id: visitorId(demoId), name, role: 'visitor', userId: null, demoId }
}

/** As `membership`, of a meeting that is still open. */
export async function openMembership(ctx: Context, room: string): Promise<Membership> {
  const place = await membership(ctx, room)
  if (place.meeting.closed_at !== null) throw new AppError('gone', 'This meeting has ended.')
  return place
}

/** Snapshots by room. The topic has checked that each asker has a place. */
export async function meetingSnapshots(app: App, rooms: string[]): Promise<Map<string, MeetingSnapshot>> {
  const db = app.database.read
  const meetings = await db
    .selectFrom('meeting')
    .innerJoin('product', 'product.id', 'meeting.product_id')
    .select(['meeting.id', 'meeting.room', 'meeting.opened_at', 'meeting.closed_at'])
    .select(['product.name as product', 'product.buy_link'])
    .where('meeting.room', 'in', rooms)
    .execute()
  const snapshots = new Map<string, MeetingSnapshot>()
  for (const meeting of meetings) {
    snapshots.set(meeting.room, {
      room: meeting.room,
      product: { name: meeting.product, buyLink: meeting.buy_link },
      openedAt: meeting.opened_at,
      closedAt: meeting.closed_at,
      participants: await participantsOf(db, meeting.id),
      chat: await chatOf(db, meeting.id),
      serverNow: app.now(),
    })
  }
  return snapshots
}

/** Who is in a meeting; their line may be down. */
export async function participantsOf(db: Db, meetingId: number): Promise<MeetingSnapshot['participants']> {
  const visitors = await db
    .selectFrom('customer_timing')
    .innerJoin('demo', 'demo.id', 'customer_timing.demo_id')
    .select(['demo.id', 'demo.name', 'customer_timing.session'])
    .where('customer_timing.meeting_id', '=', meetingId)
    .where('customer_timing.leave_at', 'is', null)
    .execute()
  const experts = await db
    .selectFrom('user_timing')
    .innerJoin('user', 'user.id', 'user_timing.user_id')
    .select(['user.id', 'user.name', 'user_timing.session'])
    .where('user_timing.meeting_id', '=', meetingId)
    .where('user_timing.leave_at', 'is', null)
    .execute()
  const shown = (id: string, role: 'visitor' | 'expert', row: { name: string; session: string | null }) => ({
    id,
    role,
    name: row.name,
    session: row.session,
    here: row.session !== null,
  })
  return [
    ...experts.map((row) => shown(expertId(row.id), 'expert', row)),
    ...visitors.map((row) => shown(visitorId(row.id), 'visitor', row)),
  ]
}

const CHAT_SHOWN = 500

async function chatOf(db: Db, meetingId: number): Promise<MeetingSnapshot['chat']> {
  const rows = await db
    .selectFrom('chat')
    .select(['id', 'author', 'name', 'body', 'sent_at as at'])
    .where('meeting_id', '=', meetingId)
    .orderBy('id', 'desc')
    .limit(CHAT_SHOWN)
    .execute()
  return rows.reverse()
}

/** The open meeting a user is in or has just opened by an admit; a slot's is named after who has booked it. */
export async function currentMeeting(db: Db, userId: number) {
  const row = await db
    .selectFrom('meeting')
    .leftJoin('demo', 'demo.id', 'meeting.demo_id')
    .innerJoin('product', 'product.id', 'meeting.product_id')
    .select([
      'meeting.room',
      'meeting.opened_at as since',
      'meeting.slot_id as slotId',
      'demo.name',
      'product.name as product',
    ])
    .where('meeting.closed_at', 'is', null)
    .where(({ or, and, eb, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('knock')
            .select('knock.id')
            .whereRef('knock.meeting_id', '=', 'meeting.id')
            .where('knock.decided_by', '=', userId),
        ),
        and([
          eb('meeting.slot_id', 'is not', null),
          exists(
            selectFrom('user_timing')
              .select('user_timing.id')
              .whereRef('user_timing.meeting_id', '=', 'meeting.id')
              .where('user_timing.user_id', '=', userId)
              .where('user_timing.leave_at', 'is', null),
          ),
        ]),
      ]),
    )
    .orderBy('meeting.id', 'desc')
    .executeTakeFirst()
  if (!row) return null
  const { slotId, name, ...meeting } = row
  return { ...meeting, slotId, name: name ?? (await bookedNames(db, slotId!)) }
}

/** "Asha, Ravi, Meena" of a slot, at most three. */
async function bookedNames(db: Db, slotId: number): Promise<string> {
  const booked = db
    .selectFrom('booking')
    .innerJoin('demo', 'demo.id', 'booking.demo_id')
    .select('demo.name')
    .where('booking.slot_id', '=', slotId)
    .where('booking.state', '=', 'BOOKED')
  return (await booked.orderBy('booking.id').limit(3).execute()).map(({ name }) => name).join(', ')
}

/** A demo of the user's last call that has no outcome yet. */
export async function lastUnwrapped(db: Db, userId: number, now: number) {
  const call = await db
    .selectFrom('user_timing')
    .innerJoin('meeting', 'meeting.id', 'user_timing.meeting_id')
    .select(['meeting.id', 'meeting.closed_at'])
    .where('user_timing.user_id', '=', userId)
    .where('meeting.closed_at', '>', now - WRAP_UP_MS)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('customer_timing')
          .select('customer_timing.id')
          .whereRef('customer_timing.meeting_id', '=', 'meeting.id'),
      ),
    )
    .orderBy('user_timing.id', 'desc')
    .executeTakeFirst()
  if (!call) return null
  const demo = await db
    .selectFrom('customer_timing')
    .innerJoin('demo', 'demo.id', 'customer_timing.demo_id')
    .innerJoin('product', 'product.id', 'demo.product_id')
    .select(['demo.id as demoId', 'demo.name', 'product.name as product'])
    .where('customer_timing.meeting_id', '=', call.id)
    .where('demo.outcome', 'is', null)
    .orderBy('demo.id')
    .executeTakeFirst()
  return demo ? { ...demo, endedAt: call.closed_at! } : null
}

/** The demos a meeting is for: its own, or those booked in its slot or admitted to it. */
async function demosOf(db: Db, meeting: Meeting): Promise<number[]> {
  if (meeting.demo_id !== null) return [meeting.demo_id]
  const admitted = await db
    .selectFrom('knock')
    .select('demo_id')
    .where('meeting_id', '=', meeting.id)
    .where('state', '=', 'ADMITTED')
    .orderBy('id')
    .execute()
  const booked = await db
    .selectFrom('booking')
    .select('demo_id')
    .where('slot_id', '=', meeting.slot_id)
    .where('state', '=', 'BOOKED')
    .orderBy('id')
    .execute()
  return [...new Set([...admitted, ...booked].map(({ demo_id }) => demo_id))]
}

/**
 * The visitor's card beside the call: for the staff of the product only. In a slot's meeting it is that of the first who
 * came, or of the demo asked for.
 */
export async function visitorCardOf(ctx: Context, room: string, demoId?: number): Promise<VisitorCard> {
  const { meeting } = await membership(ctx, room)
  const demos = await demosOf(reading(ctx), meeting)
  const shown = demoId ?? demos[0]
  if (shown === undefined || !demos.includes(shown))
    throw new AppError('not_found', 'Nobody is booked for this meeting.')
  const demo = await demoForStaff(ctx, shown)
  const store = demo.store_id === null ? undefined : await storeById(ctx, demo.store_id)
  const people = await reading(ctx)
    .selectFrom('demo')
    .select(['id', 'name'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('customer_timing')
          .select('customer_timing.id')
          .whereRef('customer_timing.demo_id', '=', 'demo.id')
          .where('customer_timing.meeting_id', '=', meeting.id),
      ).as('came'),
    )
    .where('id', 'in', demos)
    .execute()
  const group = people.map((row) => ({ ...row, came: Boolean(Number(row.came)) }))
  return {
    demo: { id: demo.id, status: demo.status, outcome: demo.outcome, remarks: demo.remarks },
    name: demo.name,
    mobile: demo.mobile,
    email: demo.email,
    product: demo.product_name,
    source: demo.source,
    store: store?.name ?? null,
    device: deviceWords(demo.device_log),
    askedAt: demo.requested_at,
    earlier: await earlierDemos(ctx, demo.customer_id, demo.id),
    group: demos.length > 1 ? demos.map((id) => group.find((row) => row.id === id)!) : [],
  }
}

/** The last report of a demo's visitor: who wrote it, of what product, and its words. */
export async function reportOf(ctx: Context, demoId: number) {
  const row = await reading(ctx)
    .selectFrom('event')
    .innerJoin('user', 'user.id', 'event.actor_id')
    .innerJoin('demo', 'demo.id', 'event.subject_id')
    .innerJoin('product', 'product.id', 'demo.product_id')
    .select(['event.data', 'user.name as by', 'product.name as product'])
    .where('event.action', '=', 'visitor.reported')
    .where('event.subject', '=', 'demo')
    .where('event.subject_id', '=', demoId)
    .orderBy('event.id', 'desc')
    .executeTakeFirst()
  return (
    row && { by: row.by, product: row.product, words: String((JSON.parse(row.data) as { report?: string }).report) }
  )
}

/** The feedback page of a demo that met; null otherwise. */
export async function feedbackLink(ctx: Context, demoId: number): Promise<string | null> {
  const demo = await reading(ctx)
    .selectFrom('demo')
    .select(['token', 'status'])
    .where('id', '=', demoId)
    .executeTakeFirst()
  return demo?.status === 'COMPLETED' ? `/feedback/${ctx.keys.mac('feedback', demo.token)}` : null
}

/** For messages that only make sense while the meeting lasts. */
export async function isOpenRoom(ctx: Context, room: string): Promise<boolean> {
  const meeting = await meetingByRoom(reading(ctx), room)
  return meeting !== undefined && meeting.closed_at === null
}
