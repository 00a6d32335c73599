/**
 * What a call needs of whatever carries its pictures and voices. `mesh` implements it between browsers; a media server
 * implements the same, so pages never know which one runs.
 */

export type Role = 'visitor' | 'expert'

/** Somebody the server says is in the room. `away`: their line to the server is down, their place still kept. */
export interface Member {
  id: string
  name: string
  role: Role
  away?: boolean
}

/** How well media flow from and to one participant; `lost`: nothing flows. */
export type Quality = 'good' | 'fair' | 'poor' | 'lost'

/** `stuck`: no media for 15 s although both are there; the engine goes on trying. */
export type Link = 'connecting' | 'connected' | 'reconnecting' | 'stuck'

/** One other participant as the page draws it. A new object on each change; the streams stay the same objects. */
export interface Participant extends Member {
  link: Link
  quality: Quality
  /** They have a microphone, and it is on. */
  hasAudio: boolean
  /** They send their camera. */
  hasVideo: boolean
  hasScreen: boolean
  speaking: boolean
  /** Voice and camera, for one media element. */
  stream: MediaStream
  screen: MediaStream
}

/** `waiting`: nobody else is in the room. */
export type EngineState = 'idle' | 'waiting' | 'connecting' | 'connected' | 'reconnecting' | 'left'

export interface LocalTracks {
  /** null: no microphone (listening only). */
  audio: MediaStreamTrack | null
  /** null: camera off or none. */
  video: MediaStreamTrack | null
  muted: boolean
}

/** Figures of one measuring interval. Times in milliseconds, rates in bits per second, loss as a share 0-1. */
export interface LinkStats {
  rtt: number | null
  lossIn: number | null
  lossOut: number | null
  bitsIn: number | null
  bitsOut: number | null
  relayed: boolean
}

export interface EngineEvents {
  participants: readonly Participant[]
  state: EngineState
  quality: { id: string; quality: Quality; stats: LinkStats }
  /** Once per dry spell, 15 s after media should have flowed. */
  stuck: { id: string }
  /** The first media between us and this participant; ms since both were known to be there. */
  connected: { id: string; ms: number }
  /** For logs; the engine has dealt with it. */
  trouble: { id: string; error: unknown }
}

export interface CallEngine {
  readonly state: EngineState
  /** The same array until something changes, so that it can back `useSyncExternalStore`. */
  readonly participants: readonly Participant[]
  join(): Promise<void>
  /** Closes everything and tells the others; the engine cannot be used again. Local tracks stay the caller's. */
  leave(): void
  /** What we send. Never renegotiates, so that switching a device is seen at once. */
  setLocal(tracks: LocalTracks): Promise<void>
  startScreen(track: MediaStreamTrack): Promise<void>
  stopScreen(): Promise<void>
  /** Asks the others to stop sending pictures to us, and stops ours: for lines too weak for video. */
  setAudioOnly(on: boolean): void
  /** Builds the connection anew, to all or to one. */
  retry(id?: string): void
  on<K extends keyof EngineEvents>(event: K, listener: (value: EngineEvents[K]) => void): () => void
}
