/** The devices a person chose (kept), and whether they were on (for this tab: a reload comes back as it was). */
export interface Remembered {
  microphoneId: string | null
  cameraId: string | null
  speakerId: string | null
  muted: boolean
  cameraOff: boolean
}

const DEVICES = 'media-devices'
const SWITCHES = 'media-switches'

type Stored = Partial<Record<keyof Remembered, unknown>>

// Storage may be refused or full (private windows); then nothing is remembered.
function read(storage: () => Storage, key: string): Stored {
  try {
    return (JSON.parse(storage().getItem(key) ?? '{}') as Stored | null) ?? {}
  } catch {
    return {}
  }
}

function write(storage: () => Storage, key: string, value: object): void {
  try {
    storage().setItem(key, JSON.stringify(value))
  } catch {
    // Not kept: the next visit starts from the defaults.
  }
}

const id = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

export function recall(): Remembered {
  const devices = read(() => localStorage, DEVICES)
  const switches = read(() => sessionStorage, SWITCHES)
  return {
    microphoneId: id(devices.microphoneId),
    cameraId: id(devices.cameraId),
    speakerId: id(devices.speakerId),
    muted: switches.muted === true,
    cameraOff: switches.cameraOff === true,
  }
}

export function remember({ microphoneId, cameraId, speakerId, muted, cameraOff }: Remembered): void {
  write(() => localStorage, DEVICES, { microphoneId, cameraId, speakerId })
  write(() => sessionStorage, SWITCHES, { muted, cameraOff })
}
