import type { Member } from '../../../src/web/media/engine.ts'
import { MeshEngine } from '../../../src/web/media/mesh.ts'

/** The test's hub, reached through functions that the test exposes to the page. */
declare global {
  interface Window {
    hubSend(to: string, data: string): Promise<void>
    mesh: typeof mesh
  }
}

interface Start {
  self: string
  iceServers?: RTCIceServer[]
  relayOnly?: boolean
  /** What the server gives out when asked again. */
  freshIce?: RTCIceServer[]
  without?: ('audio' | 'video')[]
}

const signalListeners = new Set<(from: string, data: unknown) => void>()
const memberListeners = new Set<(members: readonly Member[]) => void>()
const upListeners = new Set<() => void>()

/** Every connection the page ever made, to count them and to read their statistics. */
const connections: RTCPeerConnection[] = []
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    connections.push(this)
  }
}

const listen = <T>(set: Set<T>, listener: T) => {
  set.add(listener)
  return () => {
    set.delete(listener)
  }
}

let engine: MeshEngine
let stream: MediaStream
const events: string[] = []

const show = (id: string, media: MediaStream) => {
  const video = document.querySelector<HTMLVideoElement>(`#${id}`) ?? document.createElement('video')
  if (video.id) return
  Object.assign(video, { id, autoplay: true, playsInline: true, muted: true, srcObject: media })
  document.body.append(video)
}

const mesh = {
  async start({ self, iceServers = [], relayOnly = false, freshIce, without = [] }: Start) {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } })
    for (const track of stream.getTracks()) if (without.includes(track.kind as 'audio')) stream.removeTrack(track)
    engine = new MeshEngine({
      self,
      iceServers,
      relayOnly,
      send: (to, data) => void window.hubSend(to, JSON.stringify(data)),
      onSignal: (listener) => listen(signalListeners, listener),
      onParticipants: (listener) => listen(memberListeners, listener),
      onUp: (listener) => listen(upListeners, listener),
      ...(freshIce ? { refreshIce: async () => freshIce } : {}),
    })
    engine.on('stuck', ({ id }) => events.push(`stuck ${id}`))
    engine.on('connected', ({ id, ms }) => events.push(`connected ${id} ${ms}`))
    engine.on('trouble', ({ id, error }) => events.push(`trouble ${id} ${error}`))
    engine.on('participants', (participants) => {
      for (const participant of participants) {
        show(`camera-${participant.id}`, participant.stream)
        show(`screen-${participant.id}`, participant.screen)
      }
    })
    await mesh.send({ muted: false, video: true })
    await engine.join()
  },
  send: ({ muted, video }: { muted: boolean; video: boolean }) =>
    engine.setLocal({
      audio: stream.getAudioTracks()[0] ?? null,
      video: video ? (stream.getVideoTracks()[0] ?? null) : null,
      muted,
    }),
  /** As plugging in another camera does: a new track takes the old one's place. */
  async newCamera(width: number) {
    const next = await navigator.mediaDevices.getUserMedia({ video: { width: { exact: width } } })
    stream.getVideoTracks()[0]?.stop()
    stream = new MediaStream([...stream.getAudioTracks(), ...next.getVideoTracks()])
    await mesh.send({ muted: false, video: true })
  },
  async shareScreen() {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
    const brush = canvas.getContext('2d')!
    setInterval(() => brush.fillRect(Math.random() * 320, Math.random() * 200, 9, 9), 50)
    await engine.startScreen(canvas.captureStream(15).getVideoTracks()[0]!)
  },
  stopScreen: () => engine.stopScreen(),
  audioOnly: (on: boolean) => engine.setAudioOnly(on),
  retry: () => engine.retry(),
  leave: () => engine.leave(),
  deliver(from: string, data: string) {
    for (const listener of signalListeners) listener(from, JSON.parse(data))
  },
  members(members: Member[]) {
    for (const listener of memberListeners) listener(members)
  },
  up() {
    for (const listener of upListeners) listener()
  },
  events: () => events,
  open: () => connections.filter(({ signalingState }) => signalingState !== 'closed').length,
  made: () => connections.length,
  state: () => engine.state,
  /** What the camera may send on each connection, bits a second. */
  cameraLimits: () => connections.map((it) => it.getSenders()[1]?.getParameters().encodings[0]?.maxBitrate),
  seen: () =>
    engine.participants.map(({ id, link, quality, hasAudio, hasVideo, hasScreen, speaking }) => ({
      id,
      link,
      quality,
      hasAudio,
      hasVideo,
      hasScreen,
      speaking,
    })),
  /** Decoded pictures per video section, and what the elements play. */
  async media(id: string) {
    const frames: number[] = []
    let samples = 0
    for (const connection of connections.filter(({ signalingState }) => signalingState !== 'closed')) {
      const report = await connection.getStats()
      report.forEach((entry) => {
        if (entry.type !== 'inbound-rtp') return
        if (entry.kind === 'video') frames.push(entry.framesDecoded ?? 0)
        else samples += entry.totalSamplesReceived ?? 0
      })
    }
    const element = (name: string) => document.querySelector<HTMLVideoElement>(`#${name}-${id}`)
    return {
      frames: frames.reduce((sum, n) => sum + n, 0),
      samples,
      camera: element('camera')?.currentTime ?? 0,
      width: element('camera')?.videoWidth ?? 0,
      screen: element('screen')?.videoWidth ?? 0,
    }
  },
  async localCandidates() {
    const open = connections.find(({ signalingState }) => signalingState !== 'closed')
    const found: string[] = []
    ;(await open?.getStats())?.forEach((entry) => {
      if (entry.type === 'local-candidate') found.push(entry.candidateType)
    })
    return found
  },
}

window.mesh = mesh
