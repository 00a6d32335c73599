/** Asking for microphone and camera, and making do with what is given: both, one of them, or neither. */

export type Kind = 'audio' | 'video'
/** Why there is none. `dismissed`: asked and left unanswered, so asking again makes sense. */
export type Problem = 'denied' | 'dismissed' | 'missing' | 'busy' | 'unsupported' | 'failed'

export interface Wish {
  audio: MediaTrackConstraints | null
  video: MediaTrackConstraints | null
}

export interface Captured {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
  problems: { audio: Problem | null; video: Problem | null }
}

/** The browser's parts that capture needs; `permission` answers null where it cannot be asked. */
export interface CaptureEnvironment {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
  permission(kind: Kind): Promise<PermissionState | null>
}

/** Names of exceptions as in the Media Capture specification, and older browsers' own. */
export function problemOf(error: unknown): Problem {
  switch ((error as { name?: unknown } | null)?.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy'
    default:
      return 'failed'
  }
}

/**
 * Asks for all that is wished in one prompt; when that fails, for what may still be had alone: microphone first, since
 * a voice without a picture is a call and the reverse is not. After a refusal it asks again only where no second
 * prompt can annoy: for what is granted already, or for what is left when the other kind is known to be refused.
 */
export async function capture(wish: Wish, environment: CaptureEnvironment): Promise<Captured> {
  const kinds = (['audio', 'video'] as const).filter((kind) => wish[kind])
  const result: Captured = { audio: null, video: null, problems: { audio: null, video: null } }
  const take = async (asked: readonly Kind[]) => {
    const constraints = Object.fromEntries(asked.map((kind) => [kind, wish[kind] ?? true]))
    const stream = await environment.getUserMedia(constraints)
    for (const track of stream.getTracks()) result[track.kind as Kind] = track
  }
  const takeAny = async (kind: Kind) => {
    try {
      await take([kind])
    } catch (error) {
      // The device that was chosen is not there any more: any other of its kind.
      if (!wish[kind]?.deviceId || problemOf(error) !== 'missing') throw error
      const { deviceId: _, ...rest } = wish[kind]
      const stream = await environment.getUserMedia({ [kind]: rest })
      result[kind] = stream.getTracks()[0] ?? null
    }
  }
  if (kinds.length === 0) return result
  let problem: Problem
  try {
    if (kinds.length === 1) await takeAny(kinds[0]!)
    else await take(kinds)
    return result
  } catch (error) {
    problem = problemOf(error)
  }
  const states = { audio: await environment.permission('audio'), video: await environment.permission('video') }
  for (const kind of kinds) {
    const other = kind === 'audio' ? 'video' : 'audio'
    result.problems[kind] = problem === 'denied' && states[kind] === 'prompt' ? 'dismissed' : problem
    if (kinds.length === 1) continue
    const quiet = states[kind] === 'granted' || (states[kind] === 'prompt' && states[other] === 'denied')
    if (problem === 'denied' && !quiet) continue
    try {
      await takeAny(kind)
      result.problems[kind] = null
    } catch (error) {
      result.problems[kind] = problemOf(error)
    }
  }
  return result
}

export interface CameraChoice {
  deviceId: string | null
  facing: 'user' | 'environment'
  /** A phone too weak to encode 720p. */
  weak: boolean
}

/** Echo and noise are taken out by the browser. A chosen device is exact: an ideal one loses to another that fits better. */
export function audioConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
  }
}

export function videoConstraints({ deviceId, facing, weak }: CameraChoice): MediaTrackConstraints {
  return {
    width: { ideal: weak ? 640 : 1280 },
    height: { ideal: weak ? 480 : 720 },
    frameRate: { ideal: weak ? 24 : 30, max: 30 },
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } }),
  }
}
