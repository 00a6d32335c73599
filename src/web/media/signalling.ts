import type { Member } from './engine.ts'

/**
 * The line to the room's server that the mesh speaks over. `from` is vouched for by the server; `data` is only what
 * another browser said. Messages may be lost while a line is down; they never overtake each other on one line.
 */
export interface Signalling {
  /** Our id in the room; ids decide who yields when both offer at once. */
  readonly self: string
  readonly iceServers: RTCIceServer[]
  /** Media only through TURN, so that neither side learns the other's address. */
  readonly relayOnly: boolean
  send(to: string, data: unknown): void
  onSignal(listener: (from: string, data: unknown) => void): () => void
  /** The whole list each time (it may hold ourselves); called at once with the present one where it is known. */
  onParticipants(listener: (members: readonly Member[]) => void): () => void
  /** The line is usable again after a break. */
  onUp?(listener: () => void): () => void
  /** Fresh TURN credentials: the first ones expire. */
  refreshIce?(): Promise<RTCIceServer[]>
}

/** What we tell the others of ourselves, with every description and whenever it changes. */
export interface MediaState {
  audio: boolean
  video: boolean
  screen: boolean
  /** false: please send us no pictures. */
  wantsVideo: boolean
}

/** `from` and `to` name one connection each (a nonce per RTCPeerConnection), so that nothing meant for a page that was
 * reloaded reaches its successor. `n` counts offers, and ties an answer to its offer. */
export type Signal = { from: string; to: string | null } & (
  | { kind: 'hello'; state: MediaState }
  | { kind: 'offer' | 'answer'; n: number; sdp: string; state: MediaState }
  | { kind: 'candidate'; candidate: RTCIceCandidateInit | null }
  | { kind: 'state'; state: MediaState }
  | { kind: 'bye' }
)

const text = (value: unknown): value is string => typeof value === 'string'
const record = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function readState(value: unknown): MediaState | null {
  if (!record(value)) return null
  return {
    audio: value.audio === true,
    video: value.video === true,
    screen: value.screen === true,
    wantsVideo: value.wantsVideo !== false,
  }
}

/** Reads what another browser sent; null for anything that is not a signal of ours. */
export function readSignal(data: unknown): Signal | null {
  if (!record(data) || !text(data.from) || !(text(data.to) || data.to === null)) return null
  const head = { from: data.from, to: data.to }
  const state = readState(data.state)
  switch (data.kind) {
    case 'bye':
      return { ...head, kind: 'bye' }
    case 'hello':
    case 'state':
      return state && { ...head, kind: data.kind, state }
    case 'offer':
    case 'answer':
      return state && text(data.sdp) && Number.isSafeInteger(data.n)
        ? { ...head, kind: data.kind, n: data.n as number, sdp: data.sdp, state }
        : null
    case 'candidate':
      return data.candidate === null || record(data.candidate)
        ? { ...head, kind: 'candidate', candidate: data.candidate }
        : null
    default:
      return null
  }
}
