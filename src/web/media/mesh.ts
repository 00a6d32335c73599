import { Emitter } from './emitter.ts'
import type { CallEngine, EngineEvents, EngineState, LocalTracks, Member, Participant } from './engine.ts'
import { Peer } from './peer.ts'
import { difference, grade, Steadied, sendPlan } from './quality.ts'
import { isStuck, type Step } from './recovery.ts'
import { overallState, type Seat, viewSeat } from './seat.ts'
import { readSignal, type Signal, type Signalling } from './signalling.ts'

const TICK_MS = 400
const STATS_EVERY_TICKS = 5
const MAX_EARLY_SIGNALS = 64
const SPEAKING_LEVEL = 0.02

/** The engine `mesh`: browsers connected to each other, one connection per other participant (up to about four). */
export class MeshEngine implements CallEngine {
  readonly #line: Signalling
  readonly #events = new Emitter<EngineEvents>()
  readonly #seats = new Map<string, Seat>()
  readonly #early = new Map<string, Signal[]>()
  #iceServers: RTCIceServer[]
  #local: LocalTracks = { audio: null, video: null, muted: false }
  #screen: MediaStreamTrack | null = null
  #audioOnly = false
  #state: EngineState = 'idle'
  #participants: readonly Participant[] = []
  #off: (() => void)[] = []
  #ticks = 0
  #refreshing: Promise<void> | null = null

  constructor(line: Signalling) {
    this.#line = line
    this.#iceServers = line.iceServers
  }

  get state(): EngineState {
    return this.#state
  }

  get participants(): readonly Participant[] {
    return this.#participants
  }

  on<K extends keyof EngineEvents>(event: K, listener: (value: EngineEvents[K]) => void): () => void {
    return this.#events.on(event, listener)
  }

  async join(): Promise<void> {
    if (this.#state !== 'idle') return
    this.#setState('waiting')
    // Pages with a live connection are spared the throttling of background timers.
    const timer = setInterval(() => this.#tick(), TICK_MS)
    const back = () => this.#networkBack()
    addEventListener('online', back)
    // From Wi-Fi to mobile there is often no offline between.
    const network = (navigator as { connection?: EventTarget }).connection
    network?.addEventListener('change', back)
    this.#off = [
      () => clearInterval(timer),
      () => removeEventListener('online', back),
      () => network?.removeEventListener('change', back),
      this.#line.onSignal((from, data) => this.#onSignal(from, data)),
      this.#line.onUp?.(back) ?? (() => undefined),
      this.#line.onParticipants((members) => this.#onMembers(members)),
    ]
  }

  leave(): void {
    if (this.#state === 'left') return
    for (const [id, { peer }] of this.#seats) {
      this.#line.send(id, { kind: 'bye', from: peer.nonce, to: peer.remote } satisfies Signal)
      peer.close()
    }
    this.#seats.clear()
    for (const off of this.#off) off()
    this.#off = []
    this.#setState('left')
    this.#publish()
  }

  async setLocal(tracks: LocalTracks): Promise<void> {
    this.#local = tracks
    this.#spread()
  }

  async startScreen(track: MediaStreamTrack): Promise<void> {
    this.#screen = track
    this.#spread()
  }

  async stopScreen(): Promise<void> {
    this.#screen = null
    this.#spread()
  }

  setAudioOnly(on: boolean): void {
    this.#audioOnly = on
    this.#spread()
  }

  retry(id?: string): void {
    for (const seat of [...this.#seats.values()]) if (!id || seat.member.id === id) this.#rebuild(seat)
  }

  // What each connection sends and says, brought up to date.
  #spread(): void {
    const local = this.#audioOnly ? { ...this.#local, video: null } : this.#local
    for (const seat of this.#seats.values()) {
      seat.peer.setLocal(local, this.#audioOnly ? null : this.#screen)
      seat.peer.setPlan(sendPlan(seat.quality.value, this.#seats.size, this.#screen !== null))
      seat.peer.tell()
    }
  }

  #onMembers(members: readonly Member[]): void {
    if (this.#state === 'left') return
    // The server's word is final: who is not on the list is out, however well media flow.
    const others = new Map(members.filter(({ id }) => id !== this.#line.self).map((member) => [member.id, member]))
    for (const [id, seat] of this.#seats) if (!others.has(id)) this.#drop(seat)
    for (const [id, member] of others) {
      const seat = this.#seats.get(id)
      if (!seat) this.#seat(member)
      else {
        // The fifteen seconds begin when both are there.
        if (seat.member.away && !member.away) seat.since = performance.now()
        seat.member = member
      }
    }
    this.#publish()
  }

  #seat(member: Member): void {
    const now = performance.now()
    const media = { stream: new MediaStream(), screen: new MediaStream() }
    const seat: Seat = {
      member,
      ...media,
      peer: this.#newPeer(member.id, media),
      retired: new Set(),
      quality: new Steadied(),
      counters: null,
      since: now,
      spokeAt: Number.NEGATIVE_INFINITY,
      stuck: false,
      announced: false,
      shown: null,
    }
    this.#seats.set(member.id, seat)
    // First ours, then theirs: an early offer finds a connection that can take it.
    this.#begin(seat)
    const early = this.#early.get(member.id) ?? []
    this.#early.delete(member.id)
    for (const signal of early) this.#deliver(seat, signal)
  }

  #drop(seat: Seat): void {
    seat.peer.close()
    this.#seats.delete(seat.member.id)
    this.#early.delete(seat.member.id)
  }

  #newPeer(id: string, { stream, screen }: { stream: MediaStream; screen: MediaStream }): Peer {
    return new Peer({
      stream,
      screen,
      // Any order does, as long as both sides agree on it.
      polite: this.#line.self < id,
      configuration: this.#configuration(),
      now: () => performance.now(),
      online: () => navigator.onLine,
      ownState: () => ({
        audio: this.#local.audio !== null && !this.#local.muted,
        video: this.#local.video !== null && !this.#audioOnly,
        screen: this.#screen !== null && !this.#audioOnly,
        wantsVideo: !this.#audioOnly,
      }),
      send: (signal) => this.#line.send(id, signal),
      changed: () => this.#publish(),
      trouble: (error) => this.#events.emit('trouble', { id, error }),
    })
  }

  #configuration(): RTCConfiguration {
    return {
      iceServers: this.#iceServers,
      iceTransportPolicy: this.#line.relayOnly ? 'relay' : 'all',
      // One transport for all sections: fewer candidates to try, so a quicker first picture.
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    }
  }

  #begin(seat: Seat, greet = true): void {
    seat.peer.setLocal(this.#audioOnly ? { ...this.#local, video: null } : this.#local, this.#screen)
    seat.peer.setPlan(sendPlan(seat.quality.value, Math.max(1, this.#seats.size), this.#screen !== null))
    seat.peer.start(greet)
  }

  #rebuild(seat: Seat, greet = true): void {
    const { remote } = seat.peer
    // Messages of the old connection may still be on their way.
    if (remote) seat.retired.add(remote)
    seat.peer.close()
    seat.peer = this.#newPeer(seat.member.id, seat)
    seat.counters = null
    seat.since = performance.now()
    seat.stuck = false
    this.#begin(seat, greet)
    this.#publish()
  }

  #onSignal(from: string, data: unknown): void {
    const signal = readSignal(data)
    if (!signal || from === this.#line.self || this.#state === 'left') return
    const seat = this.#seats.get(from)
    if (seat) {
      this.#deliver(seat, signal)
      return
    }
    // Their signal may be quicker than the server's word that they are there.
    const early = this.#early.get(from) ?? []
    if (early.length < MAX_EARLY_SIGNALS && (early.length || this.#early.size < 8)) {
      early.push(signal)
      this.#early.set(from, early)
    }
  }

  #deliver(seat: Seat, signal: Signal): void {
    if (seat.retired.has(signal.from)) return
    // Meant for the connection a page had before its reload.
    if (signal.to !== null && signal.to !== seat.peer.nonce) return
    const known = seat.peer.remote
    if (known !== null && known !== signal.from) {
      // They reloaded or built anew: only an opening counts, and it replaces what was.
      if (signal.kind !== 'hello' && signal.kind !== 'offer') return
      this.#rebuild(seat, signal.kind === 'hello')
    }
    if (signal.kind === 'bye') {
      // They left on purpose; the server's list says the rest. Should they come back first, a new connection is ready.
      seat.retired.add(signal.from)
      seat.announced = false
      this.#rebuild(seat)
      return
    }
    seat.peer.remote = signal.from
    seat.peer.receive(signal)
  }

  #networkBack(): void {
    void this.#refreshIce().then(() => {
      for (const { peer } of this.#seats.values()) if (!peer.up) void peer.restart(this.#configuration())
    })
  }

  #refreshIce(): Promise<void> {
    this.#refreshing ??= (async () => {
      try {
        // Old credentials are better than none: a relay may still take them.
        this.#iceServers = (await this.#line.refreshIce?.()) ?? this.#iceServers
      } catch (error) {
        this.#events.emit('trouble', { id: this.#line.self, error })
      } finally {
        this.#refreshing = null
      }
    })()
    return this.#refreshing
  }

  #tick(): void {
    const now = performance.now()
    this.#ticks += 1
    for (const seat of [...this.#seats.values()]) {
      // Held for a moment, or the mark would flicker between words.
      if (seat.peer.level > SPEAKING_LEVEL) seat.spokeAt = now
      // Nobody there to answer: trying would only use up the tries.
      if (seat.member.away && !seat.announced) continue
      this.#act(seat, seat.peer.tick())
      const stuck = isStuck(seat.peer.up, Math.max(seat.since, seat.peer.downSince), now)
      if (stuck && !seat.stuck) this.#events.emit('stuck', { id: seat.member.id })
      seat.stuck = stuck
    }
    if (this.#ticks % STATS_EVERY_TICKS === 0) for (const seat of this.#seats.values()) void this.#measure(seat)
    this.#publish()
  }

  // Credentials may have run out since the connection was made, so fresh ones come first.
  #act(seat: Seat, step: Step): void {
    const { peer } = seat
    if (step !== 'restart' && step !== 'rebuild') return
    void this.#refreshIce().then(() => {
      // It may have healed while the credentials were fetched.
      if (seat.peer !== peer || peer.up) return
      if (step === 'rebuild') this.#rebuild(seat)
      else void peer.restart(this.#configuration())
    })
  }

  async #measure(seat: Seat): Promise<void> {
    const { peer } = seat
    const after = await peer.counters().catch(() => null)
    // Rebuilt while the browser was counting.
    if (!after || seat.peer !== peer) return
    const before = seat.counters
    seat.counters = after
    if (!before) return
    const stats = difference(before, after)
    const { audio, video, screen } = peer.theirs
    const quality = seat.quality.next(peer.up ? grade(stats, audio || video || screen) : 'lost')
    peer.setPlan(sendPlan(quality, this.#seats.size, this.#screen !== null))
    this.#events.emit('quality', { id: seat.member.id, quality, stats })
    this.#publish()
  }

  #publish(): void {
    const now = performance.now()
    for (const seat of this.#seats.values()) {
      if (!seat.peer.up || seat.announced) continue
      seat.announced = true
      this.#events.emit('connected', { id: seat.member.id, ms: Math.round(now - seat.since) })
    }
    const next = [...this.#seats.values()].map((seat) => viewSeat(seat, now, this.#audioOnly))
    const old = this.#participants
    if (next.length !== old.length || next.some((participant, i) => participant !== old[i])) {
      this.#participants = next
      this.#events.emit('participants', next)
    }
    if (this.#state !== 'left' && this.#state !== 'idle') this.#setState(overallState([...this.#seats.values()]))
  }

  #setState(state: EngineState): void {
    if (state === this.#state) return
    this.#state = state
    this.#events.emit('state', state)
  }
}
