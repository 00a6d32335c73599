/** What a browser needs to be in a room; made only after an admit. */
export interface Grant {
  engine: string
  /** Participant id in this room. */
  self: string
  iceServers: { urls: string[]; username?: string; credential?: string }[]
  /** Media only through TURN. */
  relayOnly: boolean
  /** When the credentials end, ms; null when they do not. */
  expiresAt: number | null
}

export interface Participant {
  id: string
  name: string
  role: 'visitor' | 'expert'
}

/** What carries a meeting's media. The mesh goes from browser to browser; a video server implements the same. */
export interface MediaEngine {
  name: string
  /** Most people in one room. */
  capacity: number
  /** Makes the room ready; calling it again changes nothing. */
  ensureRoom(room: string): Promise<void>
  /** The credential of one admitted participant. */
  grant(room: string, participant: Participant): Promise<Grant>
  /** Passes one participant's signal to another. */
  signal(room: string, from: { id: string; session: string }, to: string, data: unknown): Promise<void>
  /** Ends one participant's media. */
  remove(room: string, participantId: string): Promise<void>
  close(room: string): Promise<void>
  /** Told when the engine itself sees somebody arrive or go; a mesh sees nothing, its sockets do. */
  onEvent(listener: (event: { room: string; participantId: string; kind: 'arrived' | 'gone' }) => void): void
}
