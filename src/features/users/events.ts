import type { DomainEvent } from '../../platform/context.ts'
import type { Reaction } from '../../platform/realtime/topic.ts'

// All sessions of the user have ended. For one session of theirs, see `user.sessions_ended`.
const all = new Map([
  ['user.deactivated', 'INACTIVE'],
  ['user.logged_out_everywhere', 'LOGGED_OUT'],
  ['user.password_reset', 'LOGGED_OUT'],
])

/** Rooms of sockets that an event ends, and the reason their pages show. `login:` is followed by `Staff.sessionKey`. */
export function roomsEnded({ action, subjectId, data }: DomainEvent): { rooms: string[]; reason: string } {
  const reason = all.get(action)
  if (reason) return { rooms: [`user:${subjectId}`], reason }
  const keys = action === 'user.sessions_ended' ? (data.sessions as string[]) : []
  return { rooms: keys.map((key) => `login:${key}`), reason: 'LOGGED_OUT' }
}

/** Closes sockets with the sessions they were opened by. `forget` drops what this process keeps of the user. */
export const reactions = (staff: { forget(userId: number): void }): Reaction[] => [
  (event, hub) => {
    const { rooms, reason } = roomsEnded(event)
    if (rooms.length && event.subjectId !== null) staff.forget(event.subjectId)
    for (const room of rooms) hub.disconnect(room, reason)
  },
]
