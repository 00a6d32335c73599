import type { EngineState, Link, Member, Participant } from './engine.ts'
import type { Peer } from './peer.ts'
import type { Counters, Steadied } from './quality.ts'

/** One other participant as the mesh keeps them; connections come and go, the seat stays while they are in the room. */
export interface Seat {
  member: Member
  peer: Peer
  stream: MediaStream
  screen: MediaStream
  /** Nonces of connections the other side has given up; late messages of theirs are dropped. */
  retired: Set<string>
  quality: Steadied
  counters: Counters | null
  /** Since when both are there, or the present connection is tried. */
  since: number
  spokeAt: number
  stuck: boolean
  /** Media have flowed since they came. */
  announced: boolean
  shown: Participant | null
}

const SPEAKING_HOLD_MS = 700

/** The seat as pages see it: the same object until something of it changes, so that a page redraws only what did. */
export function viewSeat(seat: Seat, now: number, audioOnly: boolean): Participant {
  const { peer, member } = seat
  const link: Link = peer.up ? 'connected' : seat.stuck ? 'stuck' : seat.announced ? 'reconnecting' : 'connecting'
  const next: Participant = {
    ...member,
    link,
    quality: peer.up ? seat.quality.value : 'lost',
    hasAudio: peer.theirs.audio,
    // What they say they send they do not send to us, since we asked them not to.
    hasVideo: peer.theirs.video && !audioOnly,
    hasScreen: peer.theirs.screen && !audioOnly,
    speaking: peer.up && peer.theirs.audio && now - seat.spokeAt < SPEAKING_HOLD_MS,
    stream: seat.stream,
    screen: seat.screen,
  }
  const keys = Object.keys(next) as (keyof Participant)[]
  const old = seat.shown
  if (!old || keys.some((key) => old[key] !== next[key])) seat.shown = next
  return seat.shown!
}

/** One word for all: the best of the connections, since one that works makes a call. */
export function overallState(seats: readonly Seat[]): EngineState {
  if (seats.length === 0) return 'waiting'
  if (seats.some(({ peer }) => peer.up)) return 'connected'
  return seats.some(({ announced }) => announced) ? 'reconnecting' : 'connecting'
}
