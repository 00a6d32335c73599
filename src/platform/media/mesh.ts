import { createHmac } from 'node:crypto'
import type { Server } from 'socket.io'
import type { App } from '../context.ts'
import type { Grant, MediaEngine } from './engine.ts'

/** The socket room of one participant: signals go to every process, and only there. */
export const peerRoom = (room: string, participantId: string): string => `peer:${room}:${participantId}`

/** Most people in one room: each browser sends to all the others. */
export const MESH_CAPACITY = 4

/** Engine `mesh`: media goes from browser to browser, or over TURN; the server only passes signals. */
export function createMeshEngine(app: App, io: () => Server): MediaEngine {
  const { config } = app
  return {
    name: 'mesh',
    capacity: MESH_CAPACITY,
    async ensureRoom() {},
    async grant(_room, participant): Promise<Grant> {
      const iceServers: Grant['iceServers'] = config.STUN_URLS ? [{ urls: config.STUN_URLS }] : []
      let expiresAt: number | null = null
      if (config.TURN_URLS && config.TURN_SECRET) {
        expiresAt = app.now() + config.TURN_TTL * 1000
        iceServers.push({ urls: config.TURN_URLS, ...turnCredentials(config.TURN_SECRET, participant.id, expiresAt) })
      }
      return { engine: 'mesh', self: participant.id, iceServers, relayOnly: config.RELAY_ONLY, expiresAt }
    },
    async signal(room, from, to, data) {
      io().to(peerRoom(room, to)).emit('signal', { room, from: from.id, session: from.session, data })
    },
    async remove(room, participantId) {
      // Every process hears of the removal and lets go of its own sockets; the page is told by the topic.
      io().local.in(peerRoom(room, participantId)).socketsLeave(peerRoom(room, participantId))
    },
    async close() {},
    onEvent() {},
  }
}

/**
 * Short-lived TURN credentials as coturn's `use-auth-secret` takes them (draft-uberti-behave-turn-rest-00):
 * the user name is the expiry in s and a name, the password its HMAC-SHA1.
 */
export function turnCredentials(
  secret: string,
  name: string,
  expiresAt: number,
): { username: string; credential: string } {
  const username = `${Math.floor(expiresAt / 1000)}:${name}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
