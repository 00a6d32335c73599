import type { Db } from '../../database/database.ts'
import { type Actor, type App, asSystem, type Context, reading, requireVisitor } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { bookedSlots } from '../bookings/reads.ts'
import { OPENS_MS } from '../bookings/rules.ts'
import { readBrand } from '../brand/reads.ts'
import { liveRows, standings } from '../live-demos/reads.ts'
import { expectedWait } from '../live-demos/rules.ts'
import { currentMeeting, lastUnwrapped } from '../meetings/reads.ts'
import { dayIn } from '../products/rules.ts'
import { dayAfter, instantAt } from '../slots/rules.ts'
import { deviceWords, isFirst, QUEUE_SHOWN } from './rules.ts'
import type { QueuedKnock, QueueSnapshot, VisitSnapshot } from './schema.ts'

type User = Extract<Actor, { kind: 'USER' }>

/** Snapshots of visits by demo id. The topic has checked that each asker owns theirs. */
export async function visitSnapshots(app: App, demoIds: number[]): Promise<Map<number, VisitSnapshot>> {
  const db = app.database.read
  const now = app.now()
  const demos = await db
    .selectFrom('demo')
    .select(['id', 'token', 'product_id', 'status', 'open_key'])
    .where('id', 'in', demoIds)
    .execute()
  const products = [...new Set(demos.map((demo) => demo.product_id))]
  const [knocks, booked, standing, places, notes] = await Promise.all([
    lastKnocks(db, demoIds),
    bookedTimes(db, demoIds, now),
    standings(db, products, now),
    queuePlaces(db, products),
    notesOf(db, products, now),
  ])
  const snapshots = new Map<number, VisitSnapshot>()
  for (const demo of demos) {
    const knock = knocks.get(demo.id)
    const live = standing.get(demo.product_id)!
    const ahead = places.get(demo.id)
    const place = knock?.state === 'WAITING' && ahead !== undefined ? ahead + 1 : null
    const slot = knock?.state === 'WAITING' && knock.slot_id === null ? undefined : booked.get(demo.id)
    const waitsSince = slot && knock?.state === 'WAITING' ? knock.asked_at : null
    snapshots.set(demo.id, {
      ...stateOf(knock, demo.open_key !== null),
      place,
      waitMs: expectedWait(place === null ? live.waiting : place - 1, live.experts, live.free, live.callMs),
      experts: live.experts,
      noExpertsSince: live.noneSince,
      notes: (notes.get(demo.product_id) ?? []).filter((note) => knock && note.at >= knock.asked_at),
      feedback:
        knock?.closed_at && demo.status === 'COMPLETED' ? `/feedback/${app.keys.mac('feedback', demo.token)}` : null,
      slot: slot ? { ...slot, waitsSince } : null,
      serverNow: now,
    })
  }
  return snapshots
}

type LastKnock = Awaited<ReturnType<typeof lastKnocks>> extends Map<number, infer K> ? K : never

function stateOf(
  knock: LastKnock | undefined,
  open: boolean,
): Pick<VisitSnapshot, 'state' | 'reason' | 'room' | 'expert'> {
  const none = { reason: null, room: null, expert: null }
  if (!knock) return { ...none, state: open ? 'LOBBY' : 'LEFT' }
  if (knock.state === 'WAITING') return { ...none, state: 'WAITING' }
  if (knock.state !== 'ADMITTED') return { ...none, state: knock.state, reason: knock.reason }
  if (knock.removed_at !== null) return { ...none, state: 'REJECTED', reason: 'REMOVED' }
  if (knock.closed_at !== null) return { ...none, state: 'CLOSED' }
  return { ...none, state: 'ADMITTED', room: knock.room, expert: knock.expert }
}

async function lastKnocks(db: Db, demoIds: number[]) {
  const rows = await db
    .selectFrom('knock')
    .leftJoin('meeting', 'meeting.id', 'knock.meeting_id')
    .leftJoin('user', 'user.id', 'knock.decided_by')
    .select(['knock.id', 'knock.demo_id', 'knock.slot_id', 'knock.state', 'knock.reason', 'knock.asked_at'])
    .select('knock.removed_at')
    .select(['meeting.room', 'meeting.closed_at', 'user.name as expert'])
    .where('knock.demo_id', 'in', demoIds)
    .orderBy('knock.id')
    .execute()
  return new Map(rows.map((row) => [row.demo_id, row]))
}

/** The booked times among these demos whose lobby is open, and whether an expert is in their meeting. */
async function bookedTimes(db: Db, demoIds: number[], now: number) {
  const rows = await db
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .leftJoin('meeting', (join) => join.onRef('meeting.slot_id', '=', 'slot.id').on('meeting.closed_at', 'is', null))
    .select(['booking.demo_id', 'slot.starts_at', 'slot.ends_at', 'meeting.id as meeting'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('user_timing')
          .select('user_timing.id')
          .whereRef('user_timing.meeting_id', '=', 'meeting.id')
          .where('user_timing.leave_at', 'is', null),
      ).as('expert'),
    )
    .where('booking.demo_id', 'in', demoIds)
    .where('booking.open_key', 'is not', null)
    .where('slot.starts_at', '<=', now + OPENS_MS)
    .execute()
  const open = rows.filter((row) => row.ends_at > now || row.meeting !== null)
  const shown = ({ starts_at: startsAt, ends_at: endsAt, expert }: (typeof rows)[number]) => ({
    startsAt,
    endsAt,
    expertThere: Boolean(Number(expert)),
  })
  return new Map(open.map((row) => [row.demo_id, shown(row)]))
}

/** How many stand before each waiting demo in the live queues of these products. */
async function queuePlaces(db: Db, products: number[]): Promise<Map<number, number>> {
  const places = new Map<number, number>()
  if (products.length === 0) return places
  const rows = await db
    .selectFrom('knock')
    .select(['demo_id', 'product_id'])
    .where('product_id', 'in', products)
    .where('state', '=', 'WAITING')
    .where('slot_id', 'is', null)
    .orderBy('rank')
    .orderBy('id')
    .execute()
  const counts = new Map<number, number>()
  for (const { demo_id, product_id } of rows) {
    const ahead = counts.get(product_id) ?? 0
    places.set(demo_id, ahead)
    counts.set(product_id, ahead + 1)
  }
  return places
}

/** Booked meetings are shown for the day; what begins within so long is also when that is tomorrow, ms. */
const SOON_MS = 60 * 60_000
const NOTES_SHOWN = 5
const NOTES_FOR_MS = 60 * 60_000

async function notesOf(db: Db, products: number[], now: number): Promise<Map<number, VisitSnapshot['notes']>> {
  const notes = new Map<number, VisitSnapshot['notes']>()
  for (const product of products) {
    const rows = await db
      .selectFrom('event')
      .select(['id', 'at', 'data'])
      .where('subject', '=', 'product')
      .where('subject_id', '=', product)
      .where('action', '=', 'queue.note')
      .where('at', '>', now - NOTES_FOR_MS)
      .orderBy('id', 'desc')
      .limit(NOTES_SHOWN)
      .execute()
    const shown = rows.map(({ id, at, data }) => ({ id, at, text: (JSON.parse(data) as { text: string }).text }))
    notes.set(product, shown.reverse())
  }
  return notes
}

/** The queue of one user over all their products. */
export async function queueSnapshot(app: App, user: User): Promise<QueueSnapshot> {
  const db = app.database.read
  const now = app.now()
  const rows = await liveRows(db, user, now)
  const { zone } = await readBrand(asSystem(app))
  const tomorrow = instantAt(zone, dayAfter(dayIn(zone, now), 1), '00:00')
  const products = rows.map((row) => row.product.id)
  const [booked, knocks, meetings, meeting, wrapUp] = await Promise.all([
    bookedKnocks(db, user),
    waitingKnocks(db, products),
    bookedSlots(db, user, now, Math.max(tomorrow - 1, now + SOON_MS)),
    currentMeeting(db, user.id),
    lastUnwrapped(db, user.id, now),
  ])
  const total = rows.reduce((sum, row) => sum + row.waiting, booked.length)
  return { rows, knocks: [...booked, ...knocks], total, meetings, meeting, wrapUp, serverNow: now }
}

const withKnock = (db: Db) =>
  db
    .selectFrom('knock')
    .innerJoin('demo', 'demo.id', 'knock.demo_id')
    .innerJoin('product', 'product.id', 'knock.product_id')
    .leftJoin('store', 'store.id', 'demo.store_id')
    .leftJoin('slot', 'slot.id', 'knock.slot_id')
    .select(['knock.id', 'knock.demo_id', 'knock.rank', 'knock.asked_at', 'knock.away_at', 'knock.product_id'])
    .select(['demo.name', 'demo.source', 'demo.device_log', 'store.name as store', 'product.name as product'])
    .select(['knock.slot_id', 'slot.starts_at'])
    .where('knock.state', '=', 'WAITING')
    .orderBy('knock.rank')
    .orderBy('knock.id')
    .limit(QUEUE_SHOWN)

async function waitingKnocks(db: Db, products: number[]): Promise<QueuedKnock[]> {
  if (products.length === 0) return []
  const live = withKnock(db).where('knock.product_id', 'in', products).where('knock.slot_id', 'is', null)
  return (await live.execute()).map(shownKnock)
}

/** Who waits at a time they have booked with this user; an admin sees all. */
async function bookedKnocks(db: Db, user: User): Promise<QueuedKnock[]> {
  const booked = withKnock(db).where('knock.slot_id', 'is not', null)
  const own =
    user.role === 'ADMIN'
      ? booked
      : booked.innerJoin('slot_user', 'slot_user.slot_id', 'knock.slot_id').where('slot_user.user_id', '=', user.id)
  return (await own.execute()).map(shownKnock)
}

function shownKnock(row: Awaited<ReturnType<ReturnType<typeof withKnock>['execute']>>[number]): QueuedKnock {
  return {
    id: row.id,
    demoId: row.demo_id,
    name: row.name,
    product: { id: row.product_id, name: row.product },
    askedAt: row.asked_at,
    source: row.source,
    store: row.store,
    device: deviceWords(row.device_log),
    away: row.away_at !== null,
    first: isFirst(row.rank),
    slot: row.slot_id === null ? null : { id: row.slot_id, startsAt: row.starts_at! },
  }
}

/** What the lobby of one's own demo shows besides its snapshot. Throws `not_found` for anybody else's. */
export async function demoLobby(ctx: Context, demoId: number) {
  const visitor = requireVisitor(ctx)
  const row = await reading(ctx)
    .selectFrom('demo')
    .innerJoin('product', 'product.id', 'demo.product_id')
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .select([
      'demo.id',
      'demo.token',
      'demo.name',
      'demo.store_id',
      'product.slug',
      'product.name as product',
      'product.buy_link',
      'customer.lang',
    ])
    .where('demo.id', '=', demoId)
    .where('demo.customer_id', '=', visitor.customerId)
    .executeTakeFirst()
  if (!row) throw new AppError('not_found', 'This visit is not here any more. Open the product page again.')
  return row
}
