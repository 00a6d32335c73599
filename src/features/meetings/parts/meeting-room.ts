import { newKey, post } from '../../../web/client/api.ts'
import { type Live, newSession, type Opened } from '../../../web/client/live.ts'
import type { Problem } from '../../../web/client/problem.ts'
import type { CallEngine, Member } from '../../../web/media/engine.ts'
import { type LocalMedia, sendLocal } from '../../../web/media/local-media.ts'
import { MeshEngine } from '../../../web/media/mesh.ts'
import type { Signalling } from '../../../web/media/signalling.ts'
import type { MeetingSnapshot } from '../schema.ts'

interface Grant {
  engine: string
  self: string
  iceServers: RTCIceServer[]
  relayOnly: boolean
}

interface Entered extends Opened<MeetingSnapshot> {
  grant: Grant
}

interface Passed {
  room: string
  from: string
  data: unknown
}

/** What one browser tells the other beside the media. */
type Word = { trouble: 'STUCK' } | { call: 'PHONE' }

export interface RoomState {
  /** `replaced`: this person went on in another tab or on another device. */
  phase: 'entering' | 'in' | 'replaced' | 'removed' | 'closed' | 'refused' | 'left'
  snapshot: MeetingSnapshot | null
  engine: CallEngine | null
  self: string | null
  /** The line to the server is up; media may flow without it. */
  lineUp: boolean
  problem: Problem | null
  /** Who says that they see and hear nothing. */
  stuckThere: string | null
  /** Who asks to be phoned instead. */
  wantsPhone: string | null
  audioOnly: boolean
}

/**
 * One page load's stay in a meeting: enters it (again after each break of the line), runs the engine on the grant it is
 * given, and keeps chat and people. A store for `useSyncExternalStore`.
 */
export class MeetingRoom {
  readonly #room: string
  readonly #live: Live
  readonly #media: LocalMedia
  readonly #staff: boolean
  readonly #session = newSession()
  readonly #listeners = new Set<() => void>()
  readonly #onMembers = new Set<(members: readonly Member[]) => void>()
  readonly #onUp = new Set<() => void>()
  #members: readonly Member[] = []
  #off: (() => void)[] = []
  #cameraWasOn = false
  #state: RoomState = {
    phase: 'entering',
    snapshot: null,
    engine: null,
    self: null,
    lineUp: true,
    problem: null,
    stuckThere: null,
    wantsPhone: null,
    audioOnly: false,
  }

  constructor(options: { room: string; live: Live; media: LocalMedia; staff: boolean }) {
    this.#room = options.room
    this.#live = options.live
    this.#media = options.media
    this.#staff = options.staff
  }

  readonly snapshot = (): RoomState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  enter(): void {
    const id = this.#room
    const session = this.#session
    this.#off = [
      this.#live.follow<MeetingSnapshot, Entered>('meeting', id, session, (data) => this.#onSnapshot(data), {
        open: { name: 'meeting.enter', input: { room: id, session } },
        onOpen: ({ grant }) => this.#onEntered(grant),
        onDismissed: (reason) =>
          this.#end(reason === 'REPLACED' ? 'replaced' : reason === 'REMOVED' ? 'removed' : 'closed'),
        onProblem: (problem) => {
          this.#set({ problem })
          this.#end(problem.code === 'gone' ? 'closed' : 'refused')
        },
      }),
      this.#live.onState((state) => {
        this.#set({ lineUp: state === 'up' })
        if (state === 'ended' || state === 'refused') this.#end('refused')
      }),
      this.#live.on<Passed>('signal', (passed) => this.#onWord(passed)),
    ]
  }

  /** Out by one's own choice; the meeting stays open for a rejoin. Answers the feedback page when there is one. */
  async leave(): Promise<string | null> {
    // First the others' screens, then the server: nobody should look at a frozen face.
    this.#end('left')
    const body = { session: this.#session }
    const answer = await post<{ feedback: string | null }>(`/api/meetings/${this.#room}/leave`, body, { retry: true })
    return answer.feedback
  }

  /** Ends it for everyone. */
  async close(): Promise<void> {
    await post(`/api/meetings/${this.#room}/end`, {}, { retry: true })
    this.#end('closed')
  }

  async say(body: string): Promise<void> {
    const base = this.#staff ? '/api/staff/meetings' : '/api/meetings'
    await post(`${base}/${this.#room}/chat`, { key: newKey(), body }, { retry: true })
  }

  async remove(participant: string, report?: string): Promise<void> {
    const body = report === undefined ? { participant } : { participant, report }
    await post(`/api/meetings/${this.#room}/remove`, body, { retry: true })
  }

  /** Asks the expert to phone instead. Throws when nobody could be told. */
  async askForPhone(): Promise<void> {
    await this.#tell({ call: 'PHONE' })
  }

  setAudioOnly(on: boolean): void {
    if (on === this.#state.audioOnly) return
    const { cameraOff } = this.#media.snapshot()
    this.#state.engine?.setAudioOnly(on)
    if (on) this.#cameraWasOn = !cameraOff
    // Coming back from audio only, a camera that was off before stays off.
    if (on || this.#cameraWasOn) void this.#media.setCamera(!on)
    this.#set({ audioOnly: on })
  }

  #onEntered(grant: Grant): void {
    this.#set({ phase: 'in', self: grant.self, lineUp: true })
    // The line was away and is back; media may have flowed all the time.
    if (this.#state.engine) {
      for (const up of this.#onUp) up()
      return
    }
    const engine = this.#newEngine(grant)
    this.#off.push(
      sendLocal(this.#media, engine),
      engine.on('stuck', () => void this.#tell({ trouble: 'STUCK' }).catch(() => undefined)),
      engine.on('connected', ({ id }) => id === this.#state.stuckThere && this.#set({ stuckThere: null })),
      // For support: the engine has dealt with it, so it is no error.
      engine.on('trouble', ({ error }) => console.debug('call:', error)),
    )
    this.#set({ engine })
    void engine.join()
  }

  #newEngine({ self, iceServers, relayOnly }: Grant): CallEngine {
    const room = this.#room
    const line: Signalling = {
      self,
      iceServers,
      relayOnly,
      // What cannot go now is not kept: the engine says it again once the line is back.
      send: (to, data) => void this.#live.request('signal', { room, to, data }).catch(() => undefined),
      onSignal: (listener) =>
        this.#live.on<Passed>('signal', (passed) => {
          if (passed.room === room) listener(passed.from, passed.data)
        }),
      onParticipants: (listener) => {
        this.#onMembers.add(listener)
        if (this.#members.length) listener(this.#members)
        return () => this.#onMembers.delete(listener)
      },
      onUp: (listener) => {
        this.#onUp.add(listener)
        return () => this.#onUp.delete(listener)
      },
      refreshIce: async () => (await this.#live.request<{ grant: Grant }>('meeting.grant', { room })).grant.iceServers,
    }
    return new MeshEngine(line)
  }

  #onSnapshot(snapshot: MeetingSnapshot): void {
    this.#set({ snapshot })
    if (snapshot.closedAt !== null) {
      this.#end('closed')
      return
    }
    this.#members = snapshot.participants.map(({ id, name, role, here }) => ({ id, name, role, away: !here }))
    for (const listener of this.#onMembers) listener(this.#members)
  }

  #onWord({ room, from, data }: Passed): void {
    if (room !== this.#room) return
    const word = data as Partial<Record<'trouble' | 'call', unknown>> | null
    if (word?.trouble === 'STUCK') this.#set({ stuckThere: from })
    if (word?.call === 'PHONE') this.#set({ wantsPhone: from })
  }

  async #tell(data: Word): Promise<void> {
    const others = this.#members.filter(({ id }) => id !== this.#state.self)
    await Promise.all(others.map(({ id: to }) => this.#live.request('signal', { room: this.#room, to, data })))
  }

  #end(phase: RoomState['phase']): void {
    // The first end counts: a removal is often followed by the meeting's close.
    if (this.#state.phase !== 'entering' && this.#state.phase !== 'in') return
    this.#state.engine?.leave()
    for (const off of this.#off) off()
    this.#off = []
    this.#set({ phase, engine: null })
  }

  #set(change: Partial<RoomState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of [...this.#listeners]) listener()
  }
}
