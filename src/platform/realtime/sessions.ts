import type { Server, Socket } from 'socket.io'
import type { Staff } from '../auth/staff.ts'
import { openVisitorSessions } from '../auth/visitor.ts'
import type { App } from '../context.ts'
import type { SocketData } from './hub.ts'
import type { HubControl } from './topic.ts'

/** The room of a socket's session; undefined for who has none (a trial's phone). */
export function sessionRoom(staff: Pick<Staff, 'sessionKey'>, socket: Socket): string | undefined {
  const { actor } = (socket.data as SocketData).ctx
  if (actor.kind === 'VISITOR') return `session:${actor.sessionId}`
  return actor.kind === 'USER' ? `login:${staff.sessionKey(socket.handshake.headers.cookie)}` : undefined
}

/**
 * Ends this process's sockets whose session is over. An ending that somebody causes is an event; of a session that runs
 * out nobody tells.
 */
export async function endOver(app: App, staff: Staff, io: Server, hub: HubControl): Promise<void> {
  const rooms = new Set<string>()
  const visitors = new Set<number>()
  const logins = new Set<string>()
  for (const socket of io.sockets.sockets.values()) {
    const { actor } = (socket.data as SocketData).ctx
    const room = sessionRoom(staff, socket)
    if (room !== undefined) rooms.add(room)
    if (actor.kind === 'VISITOR') visitors.add(actor.sessionId)
    if (actor.kind === 'USER') logins.add(socket.handshake.headers.cookie ?? '')
  }
  for (const id of await openVisitorSessions(app, [...visitors])) rooms.delete(`session:${id}`)
  for (const key of await staff.openAmong([...logins])) rooms.delete(`login:${key}`)
  for (const room of rooms) hub.disconnect(room, 'EXPIRED')
}
