import { sql, wasInserted } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import type { Context, Work } from '../../platform/context.ts'
import { transact } from '../../platform/context.ts'
import { AWAY_MS, attendanceKey, SILENT_MS, visitKey } from './rules.ts'

const addVisit = prepared((db, { key, demoId, now }: { key: string; demoId: number; now: number }) =>
  db.insertInto('customer_timing').values({ open_key: key, demo_id: demoId, entry_at: now, last_seen: now }),
)

/** Opens the visit's row of times (entry), unless one is open. */
export async function openVisit(work: Work, demoId: number): Promise<void> {
  await wasInserted(addVisit(work.db, { key: visitKey(demoId), demoId, now: work.now }))
}

const note = (time: 'request_at' | 'allow_at') =>
  prepared((db, { key, now }: { key: string; now: number }) =>
    db
      .updateTable('customer_timing')
      .set({ [time]: now })
      .where('open_key', '=', key),
  )
const notes = { request: note('request_at'), allow: note('allow_at') }

/** Notes now as the time of the request (knock) or of being allowed in (admit) on the open visit. */
export async function noteVisit(work: Work, demoId: number, what: keyof typeof notes): Promise<void> {
  const noted = () => notes[what](work.db, { key: visitKey(demoId), now: work.now })
  if ((await noted()).numAffectedRows) return
  await openVisit(work, demoId)
  await noted()
}

/** The visitor is in the meeting: one row per visit, kept over a reload. */
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

const over = { open_key: null, session: null }

// Who was in the meeting and has no page load there any more left when it was last seen. MySQL assigns from left to
// right, so the leave time comes before what it is made from.
const leftNow = (now: number) => ({
  leave_at: sql<number>`case when joined_at is not null and session is null then last_seen else ${now} end`,
  ...over,
})

/**
 * Ends the open visit of a demo: now, or when it was last seen if its page load has gone without a word.
 * @param of only the visit to this meeting (to none yet, while it is open), and only by the page load that is in it
 * @returns false when there was no such visit
 */
export async function leaveVisit(
  work: Work,
  demoId: number,
  of: { meeting?: { id: number; closed_at: number | null }; session?: string | undefined } = {},
): Promise<boolean> {
  const { meeting, session } = of
  let update = work.db.updateTable('customer_timing').set(leftNow(work.now)).where('open_key', '=', visitKey(demoId))
  if (meeting) {
    update = update.where(({ or, eb }) =>
      or([eb('meeting_id', '=', meeting.id), ...(meeting.closed_at === null ? [eb('meeting_id', 'is', null)] : [])]),
    )
  }
  if (session) update = update.where(({ or, eb }) => or([eb('session', '=', session), eb('session', 'is', null)]))
  if ((await update.executeTakeFirst()).numUpdatedRows === 0n) return false
  const last = work.db
    .selectFrom('customer_timing')
    .select((eb) => eb.fn.max('leave_at').as('at'))
    .where('demo_id', '=', demoId)
  const { at } = await last.executeTakeFirstOrThrow()
  await work.db
    .updateTable('demo')
    .set({ left_at: Number(at), visited_at: work.now })
    .where('id', '=', demoId)
    .execute()
  return true
}

export async function leaveAttendance(work: Work, userId: number, meetingId: number): Promise<void> {
  await work.db
    .updateTable('user_timing')
    .set({ leave_at: work.now, ...over })
    .where('open_key', '=', attendanceKey(userId, meetingId))
    .execute()
}

/** The meeting has closed: who is still in it leaves now, who had gone left when last seen. */
export async function closeTimingsOf(work: Work, meetingId: number): Promise<void> {
  const inside = work.db
    .selectFrom('customer_timing')
    .select('demo_id')
    .where('meeting_id', '=', meetingId)
    .where('leave_at', 'is', null)
  for (const { demo_id } of await inside.execute()) await leaveVisit(work, demo_id)
  const gone = sql<number>`case when session is null then last_seen else ${work.now} end`
  await work.db
    .updateTable('user_timing')
    .set({ leave_at: gone, ...over })
    .where('meeting_id', '=', meetingId)
    .where('leave_at', 'is', null)
    .execute()
}

/**
 * A page load has gone without a word: its last moment is known now, whether it comes back is not.
 * @param at when it was last heard, ms
 */
export async function markGone(ctx: Context, who: Attendance, session: string, at: number): Promise<void> {
  await transact(ctx, async (work) => {
    const { numUpdatedRows } = await work.db
      .updateTable(who.table)
      .set({ session: null, last_seen: at })
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
      .set({ leave_at: row.last_seen, ...over })
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
