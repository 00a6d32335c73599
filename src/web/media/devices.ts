import type { CaptureEnvironment, Kind } from './capture.ts'

export interface Device {
  id: string
  /** Empty until the permission is given. */
  label: string
}

export interface Devices {
  microphones: readonly Device[]
  cameras: readonly Device[]
  speakers: readonly Device[]
}

export interface Support {
  /** Calls work here at all. */
  calls: boolean
  /** Microphone or camera can be asked for (needs a secure page). */
  capture: boolean
  screen: boolean
  speakerChoice: boolean
  /** A phone or tablet with a camera on each side. */
  flip: boolean
  weak: boolean
}

export const NO_DEVICES: Devices = { microphones: [], cameras: [], speakers: [] }
export const NO_SUPPORT: Support = {
  calls: true,
  capture: true,
  screen: false,
  speakerChoice: false,
  flip: false,
  weak: false,
}

/** What this browser can do. */
export function support(): Support {
  const media: Partial<MediaDevices> | undefined = navigator.mediaDevices
  const coarse = matchMedia('(pointer: coarse)').matches
  const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? 8
  return {
    calls: typeof RTCPeerConnection === 'function' && 'getTransceivers' in RTCPeerConnection.prototype,
    capture: typeof media?.getUserMedia === 'function',
    // Phones' browsers may carry the function and still refuse; none of them shares a screen today.
    screen: typeof media?.getDisplayMedia === 'function' && !coarse,
    speakerChoice: typeof HTMLMediaElement.prototype.setSinkId === 'function',
    // The number of cameras is known only after the permission; the page asks for both.
    flip: coarse,
    weak: coarse && (memory <= 2 || navigator.hardwareConcurrency <= 4),
  }
}

/** Sorts what `enumerateDevices` says; the entries "default" and "communications" only repeat others. */
export function sortDevices(list: readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>[]): Devices {
  const of = (kind: MediaDeviceKind) =>
    list
      .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'communications')
      .filter(({ deviceId }, _, all) => deviceId !== 'default' || all.length === 1)
      .map(({ deviceId, label }) => ({ id: deviceId, label: label.replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/, '') }))
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') }
}

export async function listDevices(): Promise<Devices> {
  try {
    return sortDevices(await navigator.mediaDevices.enumerateDevices())
  } catch {
    return NO_DEVICES
  }
}

/** The running browser as `capture` wants it. */
export const browserCapture: CaptureEnvironment = {
  getUserMedia: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
  async permission(kind: Kind) {
    return (await permissionOf(kind))?.state ?? null
  },
}

// Older Firefox and Safari do not know these names, and throw.
async function permissionOf(kind: Kind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: (kind === 'audio' ? 'microphone' : 'camera') as PermissionName })
  } catch {
    return null
  }
}

/** Calls back when the person allows it in the browser's own settings, until the returned function is called. */
export function whenAllowed(kind: Kind, then: () => void): () => void {
  let over = false
  let status: PermissionStatus | null = null
  const onChange = () => {
    if (status?.state === 'granted') then()
  }
  void permissionOf(kind).then((found) => {
    if (over || !found) return
    status = found
    found.addEventListener('change', onChange)
  })
  return () => {
    over = true
    status?.removeEventListener('change', onChange)
  }
}
