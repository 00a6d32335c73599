import { useEffect, useRef } from 'react'
import type { Device } from './devices.ts'
import { Icon } from './icons.tsx'
import { playChime } from './level.ts'
import { LevelMeter } from './level-meter.tsx'
import type { LocalMedia } from './local-media.ts'
import { fill } from './texts.ts'
import { useLocalMedia } from './use-media.ts'
import { useWords } from './words.tsx'

interface ChoiceProps {
  label: string
  devices: readonly Device[]
  chosen: string | null
  /** The device in use, for when none was chosen. */
  track?: MediaStreamTrack | null
  onChoose(id: string): void
}

function Choice({ label, devices, chosen, track, onChoose }: ChoiceProps) {
  const { devices: words } = useWords()
  const known = (id: string | null | undefined) => devices.some((device) => device.id === id)
  // What the browser really took, which may differ from what was wished.
  const inUse = track?.getSettings().deviceId
  const value = known(inUse) ? inUse : known(chosen) ? chosen : devices[0]?.id
  return (
    <label className="m-choice">
      <span>{label}</span>
      <select value={value ?? ''} disabled={devices.length === 0} onChange={(event) => onChoose(event.target.value)}>
        {devices.length === 0 ? <option value="">{words.none}</option> : null}
        {devices.map(({ id, label: name }, i) => (
          <option key={id} value={id}>
            {name || fill(words.nth, { n: i + 1 })}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Which microphone, camera and speaker; a sheet over the page, closed by Escape, Done or a press beside it. */
export function DeviceMenu({ media, onClose }: { media: LocalMedia; onClose(): void }) {
  const { devices: words, controls } = useWords()
  const now = useLocalMedia(media)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      className="m-sheet"
      aria-labelledby="m-devices-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="m-sheet-body">
        <div className="m-sheet-head">
          <h2 id="m-devices-title">{words.title}</h2>
          <button type="button" className="m-plain" aria-label={controls.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        <Choice
          label={words.microphone}
          devices={now.devices.microphones}
          chosen={now.microphoneId}
          track={now.audio}
          onChoose={(id) => void media.chooseMicrophone(id)}
        />
        <LevelMeter track={now.audio} />
        <Choice
          label={words.camera}
          devices={now.devices.cameras}
          chosen={now.cameraId}
          track={now.video}
          onChoose={(id) => void media.chooseCamera(id)}
        />
        {now.support.speakerChoice ? (
          <Choice
            label={words.speaker}
            devices={now.devices.speakers}
            chosen={now.speakerId}
            onChoose={(id) => media.chooseSpeaker(id)}
          />
        ) : null}
        <div className="m-sheet-foot">
          <button type="button" className="btn" onClick={() => void playChime(now.speakerId)}>
            {words.testSpeaker}
          </button>
          <button type="button" className="btn btn-primary" onClick={() => dialog.current?.close()}>
            {words.done}
          </button>
        </div>
      </div>
    </dialog>
  )
}
