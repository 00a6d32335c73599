import { wasInserted } from '../../database/database.ts'
import type { Context, Work } from '../../platform/context.ts'
import { transact } from '../../platform/context.ts'
import { AWAY_MS, attendanceKey, SILENT_MS, visitKey } from './rules.ts'

/** Opens the visit's row of times (entry), unless one is open. */
export async function openVisit(work: Work, demoId: number): Promise<void> {
  await wasInserted(
    work.db.insertInto('customer_timing').values({
      open_key: visitKey(demoId),
      demo_id: demoId,
      entry_at: work.now,
      last_seen: work.now,
    }),
  )
}

/** Notes request (knock) or allow (admit) on the open visit. */
export async function noteVisit(
  work: Work,
  demoId: number,
  times: { request_at?: number; allow_at?: number },
): Promise<void> {
  await openVisit(work, demoId)
  await work.db.updateTable('customer_timing').set(times).where('open_key', '=', visitKey(demoId)).execute()
}

/** The visitor is in the meeting; answers the page load that was there before, if another one was. */
export async function enterVisit(work: Work, demoId: number, meetingId: number, session: string): Promise<void> {
  await openVisit(work, demoId)
  const open = work.db.updateTable('customer_timing').where('open_key', '=', visitKey(demoId))
  await open.set({ meeting_id: meetingId, session, last_seen: work.now }).execute()
  await open.set({ joined_at: work.now }).where('joined_at', 'is', null).execute()
}

/** The user is in the meeting: one row per visit, kept over a reload. */
export async function enterAttendance(
  work: Work,
  who: { userId: number; meetingId: number; productId: number },
  session: string,
): Promise<void> {
  const key = attendanceKey(who.userId, who.meetingId)
  const made = await wasInserted(
    work.db.insertInto('user_timing').values({
      open_key: key,
      user_id: who.userId,
      meeting_id: who.meetingId,
      product_id: who.productId,
      entry_at: work.now,
      last_seen: work.now,
      session,
    }),
  )
  if (made) return
  await work.db.updateTable('user_timing').set({ session, last_seen: work.now }).where('open_key', '=', key).execute()
}

const left = (at: number) => ({ leave_at: at, last_seen: at, open_key: null, session: null })

/** Ends the open visit of a demo now. */
export async function leaveVisit(work: Work, demoId: number): Promise<void> {
  await work.db.updateTable('customer_timing').set(left(work.now)).where('open_key', '=', visitKey(demoId)).execute()
  await work.db.updateTable('demo').set({ left_at: work.now, visited_at: work.now }).where('id', '=', demoId).execute()
}

export async function leaveAttendance(work: Work, userId: number, meetingId: number): Promise<void> {
  await work.db
    .updateTable('user_timing')
    .set(left(work.now))
    .where('open_key', '=', attendanceKey(userId, meetingId))
    .execute()
}

/** The meeting has closed: who is still in it leaves now. */
export async function closeTimingsOf(work: Work, meetingId: number): Promise<void> {
  const inside = work.db
    .selectFrom('customer_timing')
    .select('demo_id')
    .where('meeting_id', '=', meetingId)
    .where('leave_at', 'is', null)
  for (const { demo_id } of await inside.execute()) await leaveVisit(work, demo_id)
  await work.db
    .updateTable('user_timing')
    .set(left(work.now))
    .where('meeting_id', '=', meetingId)
    .where('leave_at', 'is', null)
    .execute()
}

/** A page load has gone without a word: its last moment is known now, whether it comes back is not. */
export async function markGone(ctx: Context, who: Attendance, session: string): Promise<void> {
  await transact(ctx, async (work) => {
    const { numUpdatedRows } = await work.db
      .updateTable(who.table)
      .set({ session: null, last_seen: work.now })
      .where('open_key', '=', who.key)
      .where('session', '=', session)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await work.record('meeting.gone', 'meeting', who.meetingId, { room: who.room })
  })
}

/** Whose row of times, by its open key. */
export interface Attendance {
  table: 'customer_timing' | 'user_timing'
  key: string
  meetingId: number
  room: string
}

/** Heartbeats, in one write. */
export async function seeVisits(ctx: Pick<Context, 'database'>, demoIds: number[], at: number): Promise<void> {
  if (demoIds.length === 0) return
  await ctx.database.write
    .updateTable('customer_timing')
    .set({ last_seen: at })
    .where('open_key', 'in', demoIds.map(visitKey))
    .execute()
  await ctx.database.write.updateTable('demo').set({ visited_at: at }).where('id', 'in', demoIds).execute()
}

export async function seeAttendances(ctx: Pick<Context, 'database'>, keys: string[], at: number): Promise<void> {
  if (keys.length === 0) return
  await ctx.database.write.updateTable('user_timing').set({ last_seen: at }).where('open_key', 'in', keys).execute()
}

/** Closes what was never closed (crash, closed lid) with the last heartbeat as leave time. */
export async function sweepTimings(ctx: Context): Promise<void> {
  const now = ctx.now()
  const visits = await ctx.database.read
    .selectFrom('customer_timing')
    .select(['id', 'demo_id', 'meeting_id', 'last_seen'])
    .where('leave_at', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        and([eb('joined_at', 'is not', null), eb('last_seen', '<', now - SILENT_MS)]),
        eb('last_seen', '<', now - AWAY_MS),
      ]),
    )
    .limit(500)
    .execute()
  const attendances = await ctx.database.read
    .selectFrom('user_timing')
    .select(['id', 'meeting_id', 'last_seen'])
    .where('leave_at', 'is', null)
    .where('last_seen', '<', now - SILENT_MS)
    .limit(500)
    .execute()
  for (const visit of visits) await closeAsSeen(ctx, 'customer_timing', visit, visit.demo_id)
  for (const attendance of attendances) await closeAsSeen(ctx, 'user_timing', attendance)
}

async function closeAsSeen(
  ctx: Context,
  table: 'customer_timing' | 'user_timing',
  row: { id: number; meeting_id: number | null; last_seen: number },
  demoId?: number,
): Promise<void> {
  await transact(ctx, async (work) => {
    const { numUpdatedRows } = await work.db
      .updateTable(table)
      .set(left(row.last_seen))
      .where('id', '=', row.id)
      .where('leave_at', 'is', null)
      .where('last_seen', '=', row.last_seen)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    if (demoId !== undefined) {
      await work.db.updateTable('demo').set({ left_at: row.last_seen }).where('id', '=', demoId).execute()
    }
    if (row.meeting_id === null) return
    const meeting = work.db.selectFrom('meeting').select('room').where('id', '=', row.meeting_id)
    const { room } = await meeting.executeTakeFirstOrThrow()
    await work.record('meeting.left', 'meeting', row.meeting_id, { room, lost: true })
  })
}
