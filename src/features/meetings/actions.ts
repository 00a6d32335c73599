import { type Db, held, wasInserted } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, once, requireUser, transact, type Work } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newToken } from '../../platform/keys.ts'
import { endBooking } from '../bookings/actions/end.ts'
import { tellBooking } from '../bookings/actions/tell.ts'
import { bookingById, openBooking } from '../bookings/reads.ts'
import { MET_LIVE } from '../bookings/rules.ts'
import { addExpert, setDemo } from '../demos/actions/rows.ts'
import { holdDemo } from '../demos/actions.ts'
import { knockKey, rankOf } from '../knocks/rules.ts'
import { mailAdmins } from '../messages/actions.ts'
import { closeTimingsOf, enterAttendance, enterVisit, leaveAttendance, leaveVisit } from '../timings/actions.ts'
import { SILENT_MS } from '../timings/rules.ts'
import { membership, openMembership, participantsOf } from './reads.ts'
import { ALONE_MS, EMPTY_MS, type MeetingOf, meetingKey } from './rules.ts'

/** Opens the meeting of a LIVE demo or a slot, or answers the one that is open. Joins the caller's transaction. */
export async function openMeeting(
  ctx: Context,
  work: Work,
  of: MeetingOf,
  productId: number,
): Promise<{ id: number; room: string }> {
  const key = meetingKey(of)
  const made = await wasInserted(
    work.db.insertInto('meeting').values({
      room: newToken(),
      open_key: key,
      ...('slotId' in of ? { slot_id: of.slotId } : { demo_id: of.demoId }),
      product_id: productId,
      engine: ctx.config.ENGINE,
      opened_at: work.now,
    }),
  )
  const meeting = await work.db
    .selectFrom('meeting')
    .select(['id', 'room'])
    .where('open_key', '=', key)
    .executeTakeFirstOrThrow()
  if (made) await work.record('meeting.opened', 'meeting', meeting.id, { ...of, productId, room: meeting.room })
  return meeting
}

/**
 * Holds an open meeting's row to the end of the transaction, so that entering, removing and closing come one after
 * another: two who enter at once would not see each other. False when it has closed.
 */
export async function holdOpen(work: Work, room: string): Promise<boolean> {
  return (await openRow(work.db, { room })).rows.length > 0
}

const openRow = prepared((db, { room }: { room: string }) =>
  held(db, db.selectFrom('meeting').select('id').where('room', '=', room).where('closed_at', 'is', null)),
)

/**
 * The asker is in the meeting with this page load. Both having been there completes the demo.
 * @param capacity most people the engine carries in one room; `conflict` for one more
 */
export async function enterMeeting(
  ctx: Context,
  room: string,
  session: string,
  capacity = Number.POSITIVE_INFINITY,
): Promise<void> {
  await transact(ctx, async (work) => {
    await holdOpen(work, room)
    const { meeting, id, role, userId, demoId } = await openMembership(ctx, room)
    const others = (await participantsOf(work.db, meeting.id)).filter((person) => person.id !== id)
    if (others.length >= capacity)
      throw new AppError('conflict', 'This meeting is full. Somebody has to leave it first.')
    if (demoId !== null) await enterVisit(work, demoId, meeting.id, session)
    else await enterAttendance(work, { userId, meetingId: meeting.id, productId: meeting.product_id }, session)
    if (userId !== null && meeting.demo_id !== null) await addExpert(work, meeting.demo_id, userId)
    await completeMet(ctx, work, meeting)
    await work.record('meeting.entered', 'meeting', meeting.id, { room, demoId: demoId ?? meeting.demo_id, role })
  })
}

/** Both sides have been in the meeting: its demos are completed, by the experts who were there. */
async function completeMet(ctx: Context, work: Work, meeting: { id: number; slot_id: number | null }): Promise<void> {
  const demos = await work.db
    .selectFrom('customer_timing')
    .innerJoin('demo', 'demo.id', 'customer_timing.demo_id')
    .select(['demo.id', 'demo.type', 'demo.status'])
    .distinct()
    .where('customer_timing.meeting_id', '=', meeting.id)
    .orderBy('demo.id')
    .execute()
  const experts = await work.db
    .selectFrom('user_timing')
    .select('user_id')
    .distinct()
    .where('meeting_id', '=', meeting.id)
    .execute()
  if (experts.length === 0) return
  for (const demo of demos) {
    if (meeting.slot_id !== null) for (const { user_id } of experts) await addExpert(work, demo.id, user_id)
    if (demo.status !== 'PENDING') continue
    await setDemo(work, demo.id, { status: 'COMPLETED' }, 'PENDING')
    // Met live before the booked time: the seat is another's.
    const booking = demo.type === 'SCHEDULED' && meeting.slot_id === null && (await openBooking(work.db, demo.id))
    if (booking && (await endBooking(ctx, work, booking, { state: 'CANCELLED', reason: MET_LIVE })))
      await tellBooking(work, await bookingById(work.db, booking.id), 'cancelled', true)
  }
}

/**
 * Leave: the visit ends now; the meeting stays open for a rejoin. Answers what the feedback link is made from.
 * @param session the page load that leaves; the visit of one that has replaced it goes on
 */
export async function leaveMeeting(
  ctx: Context,
  room: string,
  session?: string,
): Promise<{ demoId: number | null; role: 'visitor' | 'expert' }> {
  return transact(ctx, async (work) => {
    const { meeting, role, userId, demoId } = await membership(ctx, room)
    if (demoId === null) await leaveAttendance(work, userId, meeting.id)
    else if (!(await leaveVisit(work, demoId, { meeting, session }))) return { demoId, role }
    await work.record('meeting.left', 'meeting', meeting.id, { room, demoId: demoId ?? meeting.demo_id, role })
    return { demoId, role }
  })
}

/** End meeting: for everyone, by the expert. */
export async function endMeeting(ctx: Context, room: string): Promise<void> {
  requireUser(ctx)
  await transact(ctx, async (work) => {
    await membership(ctx, room)
    await closeMeeting(work, room)
  })
}

/**
 * Closes a meeting and the times in it, and forgets its chat. Who was admitted and never came has the place back.
 * Closing a closed one changes nothing.
 */
export async function closeMeeting(work: Work, room: string): Promise<void> {
  const meeting = await work.db.selectFrom('meeting').selectAll().where('room', '=', room).executeTakeFirst()
  if (!meeting) return
  const { numUpdatedRows } = await work.db
    .updateTable('meeting')
    .set({ closed_at: work.now, open_key: null })
    .where('id', '=', meeting.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await closeTimingsOf(work, meeting.id)
  await work.db.deleteFrom('chat').where('meeting_id', '=', meeting.id).execute()
  await work.record('meeting.closed', 'meeting', meeting.id, {
    room,
    ...(meeting.slot_id === null ? { demoId: meeting.demo_id } : { slotId: meeting.slot_id }),
    productId: meeting.product_id,
  })
  const admitted = work.db.selectFrom('knock').select('demo_id').distinct().where('meeting_id', '=', meeting.id)
  for (const { demo_id } of await admitted.orderBy('demo_id').execute()) await returnPlace(work, meeting.id, demo_id)
}

/** Admitted and not come: back to the queue, first. Away, unless the page has been heard of all the while. */
export async function returnPlace(work: Work, meetingId: number, demoId: number): Promise<void> {
  await holdDemo(work, demoId)
  const knock = await work.db
    .selectFrom('knock')
    .innerJoin('demo', 'demo.id', 'knock.demo_id')
    .select(['knock.id', 'knock.product_id', 'knock.asked_at', 'knock.away_at', 'demo.visited_at'])
    .where('knock.meeting_id', '=', meetingId)
    .where('knock.demo_id', '=', demoId)
    .where('knock.state', '=', 'ADMITTED')
    .where('knock.removed_at', 'is', null)
    .where('demo.open_key', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('customer_timing')
            .select('customer_timing.id')
            .whereRef('customer_timing.meeting_id', '=', 'knock.meeting_id')
            .whereRef('customer_timing.demo_id', '=', 'knock.demo_id')
            .whereRef('customer_timing.joined_at', '>=', 'knock.decided_at'),
        ),
      ),
    )
    .executeTakeFirst()
  if (!knock) return
  const away = knock.away_at !== null || knock.visited_at < work.now - SILENT_MS
  await work.db
    .updateTable('knock')
    .set({
      state: 'WAITING',
      open_key: knockKey(demoId),
      rank: rankOf(knock.asked_at, true),
      away_at: away ? work.now : null,
      last_seen: work.now,
      decided_at: null,
      decided_by: null,
      meeting_id: null,
    })
    .where('id', '=', knock.id)
    .execute()
  await work.record('knock.returned', 'demo', demoId, { productId: knock.product_id })
}

/** Removes the visitor; a report tells the admins why. Coming back needs a new knock. */
export async function removeVisitor(ctx: Context, room: string, participant: string, report?: string): Promise<void> {
  const user = requireUser(ctx)
  await transact(ctx, async (work) => {
    await holdOpen(work, room)
    const { meeting } = await openMembership(ctx, room)
    const demoId = Number(participant.slice(1))
    const { numUpdatedRows } = await work.db
      .updateTable('knock')
      .set({ removed_at: work.now })
      .where('meeting_id', '=', meeting.id)
      .where('demo_id', '=', demoId)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('not_found', 'This visitor is not in the meeting any more.')
    await leaveVisit(work, demoId)
    const demo = work.db.selectFrom('demo').select('customer_id as customerId').where('id', '=', demoId)
    const { customerId } = await demo.executeTakeFirstOrThrow()
    const facts = { room, demoId, customerId, participant, userId: user.id }
    await work.record('meeting.removed', 'meeting', meeting.id, facts)
    if (report === undefined) return
    await work.record('visitor.reported', 'demo', demoId, { userId: user.id, report })
    await mailAdmins(ctx, work, 'visitor.reported', { demo: String(demoId) })
  })
}

/** One line of chat; a repeat of the same press is one line. */
export async function sayInChat(ctx: Context, room: string, key: string, body: string): Promise<void> {
  await transact(ctx, async (work) => {
    const { meeting, id, name } = await openMembership(ctx, room)
    await once(work, `chat:${meeting.id}:${id}`, key, async () => {
      const line = { meeting_id: meeting.id, author: id, name, body, sent_at: work.now }
      await work.db.insertInto('chat').values(line).execute()
      await work.record('meeting.chat', 'meeting', meeting.id, { room })
    })
  })
}

/** Closes the meetings nobody is in any more, and those whose expert does not come back. */
export async function sweepMeetings(ctx: Context): Promise<void> {
  const now = ctx.now()
  const deserted = await desertedMeetings(ctx.database.read, now).limit(500).execute()
  for (const { room } of deserted) {
    await transact(ctx, async (work) => {
      // Looked at again with the row held: somebody may have come back meanwhile.
      if (!(await holdOpen(work, room))) return
      const still = await desertedMeetings(work.db, now).where('meeting.room', '=', room).executeTakeFirst()
      if (still) await closeMeeting(work, room)
    })
  }
}

/** Open meetings whose expert has been gone too long, or everybody; who never came counts from the opening. */
function desertedMeetings(db: Db, now: number) {
  return db
    .selectFrom('meeting')
    .select('meeting.room')
    .where('meeting.closed_at', 'is', null)
    .where('meeting.opened_at', '<', now - EMPTY_MS)
    .where((eb) => {
      // Nobody of this side is there, or has been since.
      const goneSince = (table: 'user_timing' | 'customer_timing', since: number) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom(table)
              .select(`${table}.id`)
              .whereRef(`${table}.meeting_id`, '=', 'meeting.id')
              .where((leave) =>
                leave.or([leave(`${table}.leave_at`, 'is', null), leave(`${table}.leave_at`, '>=', since)]),
              ),
          ),
        )
      return eb.or([
        eb.and([goneSince('user_timing', now - EMPTY_MS), goneSince('customer_timing', now - EMPTY_MS)]),
        eb.and([goneSince('user_timing', now - ALONE_MS), eb('meeting.opened_at', '<', now - ALONE_MS)]),
      ])
    })
}
