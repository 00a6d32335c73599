import type { LocalMedia } from './local-media.ts'
import { RoundButton } from './round-button.tsx'
import { useLocalMedia } from './use-media.ts'
import { useWords } from './words.tsx'

/** Microphone and Camera, as the same pair in preview and call. */
export function MediaToggles({ media }: { media: LocalMedia }) {
  const { controls } = useWords()
  const { audio, video, muted, cameraOff, busy, phase, support } = useLocalMedia(media)
  const microphoneOn = audio !== null && !muted
  const cameraOn = video !== null && !cameraOff
  const idle = phase !== 'ready'
  return (
    <>
      <RoundButton
        icon={microphoneOn ? 'microphone' : 'microphoneOff'}
        label={controls.microphone}
        pressed={microphoneOn}
        alarm={!microphoneOn && !idle}
        busy={busy.audio}
        disabled={idle || !support.capture}
        onPress={() => void media.setMicrophone(!microphoneOn)}
      />
      <RoundButton
        icon={cameraOn ? 'camera' : 'cameraOff'}
        label={controls.camera}
        pressed={cameraOn}
        alarm={!cameraOn && !idle}
        busy={busy.video}
        disabled={idle || !support.capture}
        onPress={() => void media.setCamera(!cameraOn)}
      />
    </>
  )
}
