import { audioConstraints, capture, type Kind, type Problem, problemOf, videoConstraints } from './capture.ts'
import {
  browserCapture,
  type Devices,
  listDevices,
  NO_DEVICES,
  NO_SUPPORT,
  type Support,
  support as supported,
  whenAllowed,
} from './devices.ts'
import type { CallEngine } from './engine.ts'
import { type Remembered, recall, remember } from './remember.ts'

export interface LocalSnapshot extends Remembered {
  /** `asking`: the browser may be showing its prompt. */
  phase: 'idle' | 'asking' | 'ready'
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
  screen: MediaStreamTrack | null
  problems: { audio: Problem | null; video: Problem | null }
  facing: 'user' | 'environment'
  devices: Devices
  support: Support
  /** A switch is under way for this kind. */
  busy: { audio: boolean; video: boolean }
}

const INITIAL: LocalSnapshot = {
  phase: 'idle',
  audio: null,
  video: null,
  screen: null,
  problems: { audio: null, video: null },
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  muted: false,
  cameraOff: false,
  facing: 'user',
  devices: NO_DEVICES,
  support: NO_SUPPORT,
  busy: { audio: false, video: false },
}

/**
 * The person's own microphone, camera and screen, from the lobby through to the end of the call: captured once and
 * handed on. A store for `useSyncExternalStore`; what the server renders is `initial`.
 */
export class LocalMedia {
  static readonly initial = INITIAL
  #now: LocalSnapshot = INITIAL
  readonly #listeners = new Set<() => void>()
  readonly #turn: Record<Kind, Promise<void>> = { audio: Promise.resolve(), video: Promise.resolve() }
  #stopped = false
  #off: (() => void)[] = []

  readonly snapshot = (): LocalSnapshot => this.#now

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks for microphone and camera, as remembered; `kinds` narrows it (audio only, listening only with none). */
  async start(kinds: readonly Kind[] = ['audio', 'video']): Promise<void> {
    const support = supported()
    this.#stopped = false
    this.#set({ ...recall(), support, phase: 'asking' })
    if (!kinds.includes('video')) this.#set({ cameraOff: true })
    if (!support.capture) {
      this.#set({ phase: 'ready', problems: { audio: 'unsupported', video: 'unsupported' } })
      return
    }
    // Adding the same listener again changes nothing, so a second start is safe.
    navigator.mediaDevices.addEventListener('devicechange', this.#onDevices)
    document.addEventListener('visibilitychange', this.#onVisible)
    for (const off of this.#off) off()
    this.#off = (['audio', 'video'] as const).map((kind) => whenAllowed(kind, () => this.#allowed(kind)))
    const { cameraOff } = this.#now
    const got = await capture(
      {
        audio: kinds.includes('audio') ? this.#audioWish() : null,
        video: kinds.includes('video') && !cameraOff ? this.#videoWish() : null,
      },
      browserCapture,
    )
    this.#take('audio', got.audio, got.problems.audio)
    this.#take('video', got.video, got.problems.video)
    this.#set({ phase: 'ready' })
    // Names of devices are told only once the permission is given.
    await this.#refreshDevices()
  }

  /** Microphone on or off; the device stays open, so that switching is instant. */
  async setMicrophone(on: boolean): Promise<void> {
    this.#set({ muted: !on })
    this.#keep()
    if (this.#now.audio) this.#now.audio.enabled = on
    else if (on) await this.#open('audio')
  }

  /** Camera on or off; off gives the device back, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this.#set({ cameraOff: !on })
    this.#keep()
    if (on) await this.#open('video')
    else this.#drop('video')
  }

  async chooseMicrophone(microphoneId: string): Promise<void> {
    this.#set({ microphoneId })
    this.#keep()
    await this.#open('audio')
  }

  async chooseCamera(cameraId: string): Promise<void> {
    this.#set({ cameraId, cameraOff: false })
    this.#keep()
    await this.#open('video')
  }

  chooseSpeaker(speakerId: string): void {
    this.#set({ speakerId })
    this.#keep()
  }

  /** The camera on the phone's other side. */
  async flip(): Promise<void> {
    this.#set({ facing: this.#now.facing === 'user' ? 'environment' : 'user', cameraId: null, cameraOff: false })
    await this.#open('video')
  }

  /** False when the person thought better of it. */
  async startScreen(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } } })
      const track = stream.getVideoTracks()[0]
      if (!track) return false
      track.contentHint = 'detail'
      // The browser has its own button to stop sharing.
      track.onended = () => this.stopScreen()
      this.#set({ screen: track })
      return true
    } catch {
      return false
    }
  }

  stopScreen(): void {
    this.#now.screen?.stop()
    this.#set({ screen: null })
  }

  /** Gives everything back; `start` begins anew. */
  stop(): void {
    this.#stopped = true
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onDevices)
    document.removeEventListener('visibilitychange', this.#onVisible)
    for (const off of this.#off) off()
    this.#off = []
    this.stopScreen()
    this.#drop('audio')
    this.#drop('video')
    this.#set({ phase: 'idle', problems: { audio: null, video: null } })
  }

  #audioWish(): MediaTrackConstraints {
    return audioConstraints(this.#now.microphoneId)
  }

  #videoWish(): MediaTrackConstraints {
    const { cameraId, facing, support } = this.#now
    return videoConstraints({ deviceId: cameraId, facing, weak: support.weak })
  }

  // One after the other per kind: a phone's camera must be given back before the other one opens.
  #open(kind: Kind): Promise<void> {
    const run = async () => {
      this.#set({ busy: { ...this.#now.busy, [kind]: true } })
      // The microphone stays open till the new one is there; two cameras at once many phones refuse.
      if (kind === 'video') this.#drop('video')
      const wish = { audio: null, video: null, [kind]: kind === 'audio' ? this.#audioWish() : this.#videoWish() }
      const got = this.#now.support.capture
        ? await capture(wish, browserCapture)
        : { audio: null, video: null, problems: { audio: 'unsupported' as const, video: 'unsupported' as const } }
      // Switched off again while the browser was still asking.
      const unwanted = this.#stopped || (kind === 'video' && this.#now.cameraOff)
      if (unwanted) got[kind]?.stop()
      else this.#take(kind, got[kind], got.problems[kind])
      this.#set({ busy: { ...this.#now.busy, [kind]: false } })
      await this.#refreshDevices()
    }
    const turn = this.#turn[kind].then(run, run)
    this.#turn[kind] = turn.catch((error: unknown) => this.#failed(kind, error))
    return this.#turn[kind]
  }

  #failed(kind: Kind, error: unknown): void {
    this.#set({
      busy: { ...this.#now.busy, [kind]: false },
      problems: { ...this.#now.problems, [kind]: problemOf(error) },
    })
  }

  #take(kind: Kind, track: MediaStreamTrack | null, problem: Problem | null): void {
    if (this.#stopped) {
      track?.stop()
      return
    }
    if (track) {
      this.#drop(kind)
      // Tells the encoder what to keep when there is little room.
      track.contentHint = kind === 'audio' ? 'speech' : 'motion'
      if (kind === 'audio') track.enabled = !this.#now.muted
      track.onended = () => this.#lost(kind, track)
    }
    this.#set({ ...(track ? { [kind]: track } : {}), problems: { ...this.#now.problems, [kind]: problem } })
  }

  #drop(kind: Kind): void {
    const track = this.#now[kind]
    if (!track) return
    // Our own stop is no loss to recover from.
    track.onended = null
    track.stop()
    this.#set({ [kind]: null })
  }

  // Allowed in the browser's settings: nobody should have to press Try again after that.
  #allowed(kind: Kind): void {
    const { phase, problems, cameraOff } = this.#now
    if (phase === 'ready' && problems[kind] && !(kind === 'video' && cameraOff)) void this.#open(kind)
  }

  // Unplugged, or taken away by the system: another device of the kind, if there is one.
  #lost(kind: Kind, track: MediaStreamTrack): void {
    if (this.#now[kind] !== track) return
    // Forgotten, so that the next try takes what is there instead of asking for what is gone.
    this.#set({ [kind]: null, [kind === 'audio' ? 'microphoneId' : 'cameraId']: null })
    void this.#open(kind)
  }

  readonly #onDevices = (): void => {
    void this.#refreshDevices().then(() => {
      const { problems, devices, cameraOff } = this.#now
      if (problems.audio === 'missing' && devices.microphones.length) void this.#open('audio')
      if (problems.video === 'missing' && devices.cameras.length && !cameraOff) void this.#open('video')
    })
  }

  // Phones take devices away from a page in the background or during a phone call, and may not give them back.
  readonly #onVisible = (): void => {
    if (document.visibilityState !== 'visible') return
    for (const kind of ['audio', 'video'] as const) {
      const track = this.#now[kind]
      if (track && (track.readyState === 'ended' || track.muted)) void this.#open(kind)
    }
  }

  async #refreshDevices(): Promise<void> {
    const devices = await listDevices()
    if (!this.#stopped) this.#set({ devices })
  }

  #keep(): void {
    remember(this.#now)
  }

  #set(change: Partial<LocalSnapshot>): void {
    this.#now = { ...this.#now, ...change }
    for (const listener of [...this.#listeners]) listener()
  }
}

/** Keeps the engine sending what the person has switched on; returns the function that lets go. */
export function sendLocal(media: LocalMedia, engine: CallEngine): () => void {
  // Most changes (devices, problems) do not touch what is sent.
  let last: LocalSnapshot | null = null
  const apply = () => {
    const now = media.snapshot()
    const { audio, video, muted, screen } = now
    if (!last || last.audio !== audio || last.video !== video || last.muted !== muted)
      void engine.setLocal({ audio, video, muted })
    if (last?.screen !== screen && (last?.screen || screen))
      void (screen ? engine.startScreen(screen) : engine.stopScreen())
    last = now
  }
  apply()
  return media.subscribe(apply)
}
