import type { Kind } from '../../../src/web/media/capture.ts'
import { LocalMedia } from '../../../src/web/media/local-media.ts'

declare global {
  interface Window {
    local: typeof local
  }
}

const media = new LocalMedia()
/** Every track the page ever held, to see that none stays open. */
const held: MediaStreamTrack[] = []
media.subscribe(() => {
  const { audio, video } = media.snapshot()
  for (const track of [audio, video]) if (track && !held.includes(track)) held.push(track)
})

const local = {
  media,
  see() {
    const { audio, video, problems, muted, cameraOff, devices, cameraId, phase } = media.snapshot()
    return {
      phase,
      audio: audio && { live: audio.readyState === 'live', on: audio.enabled },
      video: video && { live: video.readyState === 'live', device: video.getSettings().deviceId ?? '' },
      problems,
      muted,
      cameraOff,
      cameraId,
      cameras: devices.cameras.map(({ id }) => id),
      open: held.filter(({ readyState }) => readyState === 'live').length,
    }
  },
  /** As pulling the plug does. */
  unplug(kind: Kind) {
    const track = media.snapshot()[kind]!
    track.stop()
    track.dispatchEvent(new Event('ended'))
  },
}

window.local = local
