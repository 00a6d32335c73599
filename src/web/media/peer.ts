import type { LocalTracks } from './engine.ts'
import { type Counters, readCounters, type SendPlan } from './quality.ts'
import { type Health, nextStep, type Step } from './recovery.ts'
import type { MediaState, Signal } from './signalling.ts'

type Outgoing = Signal extends infer S ? (S extends Signal ? Omit<S, 'from' | 'to'> : never) : never

export interface PeerSurroundings {
  /** We yield when both sides offer at once (W3C "perfect negotiation"). */
  polite: boolean
  configuration: RTCConfiguration
  /** Where arriving voice and camera go, and the shared screen; they outlive the connection. */
  stream: MediaStream
  screen: MediaStream
  now(): number
  online(): boolean
  ownState(): MediaState
  send(signal: Signal): void
  changed(): void
  trouble(error: unknown): void
}

const AUDIO = 0
const CAMERA = 1
const SCREEN = 2
const MAX_WAITING_CANDIDATES = 100
const GLARE_MS = 500
/** Each change of the encoding holds up the first picture by a tenth of a second. */
const UNLIMITED_MS = 1000

// A nonce per connection; unguessable is not needed, different is.
const newNonce = () => crypto.getRandomValues(new Uint32Array(3)).join('-')

/**
 * One RTCPeerConnection to one other participant. The three sections (voice, camera, screen) are agreed on once, by the
 * impolite side, and stay: devices, mute and screen change by replaceTrack alone, so only ICE restarts negotiate again.
 * When it cannot be saved, its owner throws it away and makes a new one; the new nonce makes the other side do likewise.
 */
export class Peer {
  readonly nonce = newNonce()
  /** The other side's connection, once heard of. */
  remote: string | null = null
  theirs: MediaState = { audio: false, video: false, screen: false, wantsVideo: true }
  downSince: number

  readonly #pc: RTCPeerConnection
  readonly #around: PeerSurroundings
  #local: LocalTracks = { audio: null, video: null, muted: false }
  #screenTrack: MediaStreamTrack | null = null
  #plan: SendPlan | null = null
  #applied: SendPlan | null = null
  #upSince = Number.POSITIVE_INFINITY
  #making = false
  #ignoring = false
  #offers = 0
  #answered = 0
  #met = false
  #lastTry: number
  #restarts = 0
  #waiting: (RTCIceCandidateInit | null)[] = []
  #inbox: Promise<void> = Promise.resolve()
  #limiting: Promise<void> = Promise.resolve()
  #closed = false

  constructor(around: PeerSurroundings) {
    this.#around = around
    this.downSince = around.now()
    this.#lastTry = this.downSince
    const pc = new RTCPeerConnection(around.configuration)
    this.#pc = pc
    // The handler must call setLocalDescription before anything else can enter the connection's queue.
    pc.onnegotiationneeded = () => this.#offer()
    pc.onicecandidate = ({ candidate }) =>
      this.#send({ kind: 'candidate', candidate: candidate ? candidate.toJSON() : null })
    pc.ontrack = ({ track, transceiver }) => {
      const place = pc.getTransceivers().indexOf(transceiver)
      ;(place === SCREEN ? around.screen : around.stream).addTrack(track)
      around.changed()
    }
    pc.onconnectionstatechange = () => this.#onState()
    pc.oniceconnectionstatechange = () => this.#onState()
  }

  /** Begins: the impolite side offers, the polite one says that it is there (not when an offer is already at hand). */
  start(greet: boolean): void {
    if (this.#around.polite) {
      if (greet) this.#hello()
    } else for (const kind of ['audio', 'video', 'video']) this.#pc.addTransceiver(kind, { direction: 'sendrecv' })
    this.#apply()
  }

  get up(): boolean {
    return this.#pc.connectionState === 'connected'
  }

  setLocal(local: LocalTracks, screen: MediaStreamTrack | null): void {
    this.#local = local
    this.#screenTrack = screen
    this.#apply()
  }

  /** Sends what we send now in words, for the other side's page. */
  tell(): void {
    // Nobody to tell yet: the first description carries it.
    if (this.remote) this.#send({ kind: 'state', state: this.#around.ownState() })
  }

  setPlan(plan: SendPlan): void {
    const old = this.#plan
    if (old && JSON.stringify(old) === JSON.stringify(plan)) return
    this.#plan = plan
  }

  /** Takes a signal for this connection; in order, one after the other. */
  receive(signal: Signal): void {
    // A candidate must not overtake the description before it, which may still be in the works.
    this.#inbox = this.#inbox
      .then(() => (this.#closed ? undefined : this.#handle(signal)))
      .catch((error: unknown) => {
        if (!this.#closed) this.#around.trouble(error)
      })
  }

  /** Called about twice a second. `restart` and `rebuild` are left to the owner, who gets fresh credentials first. */
  tick(): Step {
    this.#limit()
    const step = nextStep(this.#health(), this.#around.now())
    if (step === 'hello') this.#hello()
    else if (step === 'resend') this.#resend()
    else if (step !== 'wait') this.#lastTry = this.#around.now()
    return step
  }

  /** New candidates on both sides. */
  async restart(configuration: RTCConfiguration): Promise<void> {
    const pc = this.#pc
    if (this.#closed) return
    // Counted as a try even when it fails, so that a broken connection is not restarted in a loop.
    this.#lastTry = this.#around.now()
    // Before the first answer a rollback would lose the agreed sections, so the same offer goes out again.
    if (!this.#met) {
      if (this.#around.polite) this.#hello()
      else this.#resend()
      return
    }
    this.#restarts += 1
    try {
      pc.setConfiguration(configuration)
      // The waiting offer names candidates of a network that may be gone.
      if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' })
      pc.restartIce()
    } catch (error) {
      this.#around.trouble(error)
    }
  }

  async counters(): Promise<Counters> {
    const report = await this.#pc.getStats()
    const entries: Record<string, unknown>[] = []
    report.forEach((entry) => {
      entries.push(entry)
    })
    return readCounters(entries, this.#around.now())
  }

  /** Loudness of what arrives, 0-1. */
  get level(): number {
    const receiver = this.#pc.getTransceivers()[AUDIO]?.receiver
    return receiver?.getSynchronizationSources?.()[0]?.audioLevel ?? 0
  }

  close(): void {
    this.#closed = true
    const pc = this.#pc
    // Closing fires no events, but ones already queued would still arrive.
    pc.onnegotiationneeded = pc.onicecandidate = pc.ontrack = null
    pc.onconnectionstatechange = pc.oniceconnectionstatechange = null
    // The streams belong to the page's elements and live on with the next connection's tracks.
    for (const { receiver } of pc.getTransceivers()) {
      this.#around.stream.removeTrack(receiver.track)
      this.#around.screen.removeTrack(receiver.track)
    }
    pc.close()
  }

  #health(): Health {
    const pc = this.#pc
    return {
      up: this.up,
      online: this.#around.online(),
      polite: this.#around.polite,
      ice: pc.iceConnectionState,
      met: this.#met,
      offering: pc.signalingState === 'have-local-offer',
      lastTry: this.#lastTry,
      restarts: this.#restarts,
    }
  }

  #send(signal: Outgoing): void {
    this.#around.send({ ...signal, from: this.nonce, to: this.remote } as Signal)
  }

  #hello(): void {
    this.#lastTry = this.#around.now()
    this.#send({ kind: 'hello', state: this.#around.ownState() })
  }

  #sendDescription(kind: 'offer' | 'answer', n: number, description: RTCSessionDescription | null): void {
    if (description) this.#send({ kind, n, sdp: description.sdp, state: this.#around.ownState() })
  }

  #resend(): void {
    this.#lastTry = this.#around.now()
    const offer = this.#pc.localDescription
    if (offer?.type === 'offer') this.#sendDescription('offer', this.#offers, offer)
  }

  async #offer(): Promise<void> {
    const pc = this.#pc
    try {
      this.#making = true
      await pc.setLocalDescription()
      if (this.#closed || pc.localDescription?.type !== 'offer') return
      this.#offers += 1
      // Candidates follow one by one; waiting for them would cost the first picture a second.
      this.#resend()
    } catch (error) {
      if (!this.#closed) this.#around.trouble(error)
    } finally {
      this.#making = false
    }
  }

  async #handle(signal: Signal): Promise<void> {
    if ('state' in signal) {
      this.theirs = signal.state
      this.#apply()
      this.#around.changed()
    }
    if (signal.kind === 'hello' && this.#pc.signalingState === 'have-local-offer') this.#resend()
    else if (signal.kind === 'offer') await this.#onOffer(signal.n, signal.sdp)
    else if (signal.kind === 'answer') await this.#onAnswer(signal.n, signal.sdp)
    else if (signal.kind === 'candidate') await this.#onCandidate(signal.candidate)
  }

  async #onOffer(n: number, sdp: string): Promise<void> {
    const pc = this.#pc
    const collision = this.#making || pc.signalingState !== 'stable'
    this.#ignoring = collision && !this.#around.polite
    if (this.#ignoring) {
      // They are there, yet have not answered: ours was lost while their line was down.
      if (!this.#making && this.#around.now() - this.#lastTry > GLARE_MS) this.#resend()
      return
    }
    if (n === this.#answered) {
      // Our answer got lost on the way: the same one again.
      if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' })
      if (pc.currentLocalDescription?.type === 'answer') this.#sendDescription('answer', n, pc.currentLocalDescription)
      return
    }
    // With our own offer waiting, this rolls it back by itself (we are the polite one here).
    await pc.setRemoteDescription({ type: 'offer', sdp })
    // Sections made by an offer only receive at first; tracks may come later, and must not need a new offer then.
    for (const transceiver of pc.getTransceivers()) transceiver.direction = 'sendrecv'
    this.#apply()
    await pc.setLocalDescription()
    this.#answered = n
    this.#lastTry = this.#around.now()
    this.#sendDescription('answer', n, pc.localDescription)
    await this.#afterRemote()
  }

  async #onAnswer(n: number, sdp: string): Promise<void> {
    // A late answer to an offer that was rolled back, or the same one twice.
    if (this.#pc.signalingState !== 'have-local-offer' || n !== this.#offers) return
    await this.#pc.setRemoteDescription({ type: 'answer', sdp })
    this.#lastTry = this.#around.now()
    await this.#afterRemote()
  }

  async #afterRemote(): Promise<void> {
    this.#met = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const candidate of waiting) await this.#onCandidate(candidate)
  }

  async #onCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.#pc.remoteDescription) {
      if (this.#waiting.length < MAX_WAITING_CANDIDATES) this.#waiting.push(candidate)
      return
    }
    try {
      await this.#pc.addIceCandidate(candidate ?? undefined)
    } catch (error) {
      // Candidates of an offer we ignored have nothing to belong to.
      if (!this.#ignoring) throw error
    }
  }

  #onState(): void {
    if (this.up) {
      if (this.downSince !== Number.POSITIVE_INFINITY) {
        this.#upSince = this.#around.now()
        this.tell()
      }
      this.#restarts = 0
      this.downSince = Number.POSITIVE_INFINITY
    } else if (this.downSince === Number.POSITIVE_INFINITY) {
      // Only the fall counts: further states of a connection that is down must not reset the clock.
      this.downSince = this.#around.now()
      this.#lastTry = this.downSince
    }
    this.#around.changed()
  }

  #apply(): void {
    const { audio, video } = this.#local
    const wanted: (MediaStreamTrack | null)[] = []
    wanted[AUDIO] = audio
    wanted[CAMERA] = this.theirs.wantsVideo ? video : null
    wanted[SCREEN] = this.theirs.wantsVideo ? this.#screenTrack : null
    for (const [place, { sender }] of this.#pc.getTransceivers().entries()) {
      const track = wanted[place] ?? null
      // replaceTrack(null) stops sending without a new offer, and keeps the section for later.
      if (sender.track !== track)
        sender.replaceTrack(track).catch((error: unknown) => {
          if (!this.#closed) this.#around.trouble(error)
        })
    }
  }

  #limit(): void {
    if (this.#plan === this.#applied || this.#around.now() < this.#upSince + UNLIMITED_MS) return
    this.#applied = this.#plan
    this.#limiting = this.#limiting
      .then(() => this.#applyPlan())
      // Some browsers refuse single parameters; the call works without them.
      .catch((error: unknown) => {
        if (!this.#closed) this.#around.trouble(error)
      })
  }

  async #applyPlan(): Promise<void> {
    if (!this.#plan) return
    await this.#encode(AUDIO, { maxBitrate: 48_000, priority: 'high', networkPriority: 'high' })
    await this.#encode(CAMERA, { ...this.#plan }, 'balanced')
    // Text on a shared screen must stay sharp, even at a few pictures a second.
    await this.#encode(SCREEN, { maxBitrate: 1_500_000, maxFramerate: 15 }, 'maintain-resolution')
  }

  async #encode(
    place: number,
    encoding: Partial<RTCRtpEncodingParameters>,
    prefer?: RTCDegradationPreference,
  ): Promise<void> {
    const sender = this.#pc.getTransceivers()[place]?.sender
    if (!sender || this.#closed) return
    const parameters = sender.getParameters()
    // Before the first description some browsers have no encodings yet.
    if (!parameters.encodings?.[0]) return
    Object.assign(parameters.encodings[0], encoding)
    if (prefer) parameters.degradationPreference = prefer
    await sender.setParameters(parameters)
  }
}
