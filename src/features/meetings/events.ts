import type { Context } from '../../platform/context.ts'
import type { MediaEngine } from '../../platform/media/engine.ts'
import { type Reaction, topic } from '../../platform/realtime/topic.ts'
import { keepLive } from '../live-demos/actions.ts'
import { type Attendance, markGone, seeAttendances, seeVisits } from '../timings/actions.ts'
import { attendanceKey, visitKey } from '../timings/rules.ts'
import { meetingSnapshots, openMembership } from './reads.ts'
import type { MeetingSnapshot } from './schema.ts'

interface Seat extends Attendance {
  demoId: number | null
  userId: number | null
}

// A connection's seat does not change while it lasts; heartbeats would ask for it every few seconds.
const seats = new WeakMap<Context, Map<string, Seat>>()

async function seatOf(ctx: Context, room: string): Promise<Seat> {
  const known = seats.get(ctx)?.get(room)
  if (known) return known
  const { meeting, userId, demoId } = await openMembership(ctx, room)
  const common = { meetingId: meeting.id, room, demoId, userId }
  const seat: Seat =
    demoId !== null
      ? { ...common, table: 'customer_timing', key: visitKey(demoId) }
      : { ...common, table: 'user_timing', key: attendanceKey(userId, meeting.id) }
  seats.set(ctx, (seats.get(ctx) ?? new Map<string, Seat>()).set(room, seat))
  return seat
}

/** A meeting's people and chat, by room. Entering is the request `meeting.enter`; following alone enters nobody. */
export const meetingTopic = topic<MeetingSnapshot>({
  name: 'meeting',
  async open(ctx, room) {
    await seatOf(ctx, room)
    return room
  },
  read: meetingSnapshots,
  touches: (event) => (event.subject === 'meeting' && typeof event.data.room === 'string' ? [event.data.room] : []),
  async gone({ ctx, key, session }, others, at) {
    // The same page load may be there on a newer connection already, and this one be noticed late.
    if (others.some((other) => other.session === session)) return
    const seat = seats.get(ctx)?.get(key)
    if (seat) await markGone(ctx, seat, session, at)
  },
  async beat(app, present) {
    const here = present.flatMap(({ ctx, key }) => seats.get(ctx)?.get(key) ?? [])
    const at = app.now()
    const users = here.filter((seat) => seat.userId !== null)
    await seeVisits(
      app,
      here.flatMap((seat) => seat.demoId ?? []),
      at,
    )
    await seeAttendances(
      app,
      users.map((seat) => seat.key),
      at,
    )
    await keepLive(
      app,
      users.map((seat) => seat.userId!),
      at,
    )
  },
})

/** The engine follows what the database says of rooms. */
export const meetingReactions = (engine: MediaEngine, failed: (error: unknown) => void): Reaction[] => [
  ({ action, data }, hub) => {
    const room = String(data.room)
    // Following is allowed when it begins: whoever is removed must not go on reading.
    if (action === 'meeting.removed') hub.dismissHere('meeting', room, 'REMOVED', { person: `c${data.customerId}` })
    if (action === 'meeting.opened') engine.ensureRoom(room).catch(failed)
    if (action === 'meeting.closed') engine.close(room).catch(failed)
    if (action === 'meeting.removed') engine.remove(room, String(data.participant)).catch(failed)
  },
]
