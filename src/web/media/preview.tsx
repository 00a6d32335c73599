import { type ReactNode, useEffect, useRef, useState } from 'react'
import { DeviceMenu } from './device-menu.tsx'
import { LevelMeter } from './level-meter.tsx'
import type { LocalMedia } from './local-media.ts'
import { MediaToggles } from './media-toggles.tsx'
import { PermissionNotice } from './permission-notice.tsx'
import { RoundButton } from './round-button.tsx'
import { useLocalMedia, usePlayback, useTrackStream } from './use-media.ts'
import { useWords } from './words.tsx'

export interface PreviewProps {
  media: LocalMedia
  /** Shown big where there is no picture. */
  name: string
  /** Over the picture's top, as a status. */
  children?: ReactNode
  onHeard?(): void
}

/** How one looks and sounds before the call: the picture, its switches, and what to do where something is missing. */
export function Preview({ media, name, children, onHeard }: PreviewProps) {
  const { preview: words, controls } = useWords()
  const now = useLocalMedia(media)
  const video = useRef<HTMLVideoElement>(null)
  const [choosing, setChoosing] = useState(false)
  usePlayback(video, useTrackStream(now.video), null)
  useEffect(() => {
    if (media.snapshot().phase === 'idle') void media.start()
  }, [media])
  const status =
    now.phase === 'ready'
      ? now.busy.video
        ? words.starting
        : now.cameraOff || now.problems.video === null
          ? words.cameraOff
          : now.audio
            ? words.noCamera
            : null
      : now.phase === 'asking'
        ? words.asking
        : words.starting
  return (
    <section className="m-preview" aria-label={words.label}>
      <div className="m-picture" data-mirror={now.facing === 'user' || undefined}>
        <video ref={video} playsInline muted hidden={!now.video} aria-label={words.label} />
        {now.video ? null : (
          <div className="m-nobody">
            <span className="m-initial" data-initial={initial(name)} aria-hidden="true" />
            {status ? <p>{status}</p> : null}
          </div>
        )}
        {children ? <div className="m-over">{children}</div> : null}
        <div className="m-tools">
          <LevelMeter track={now.muted ? null : now.audio} {...(onHeard ? { onHeard } : {})} />
          <div className="m-buttons">
            <MediaToggles media={media} />
            {now.support.flip && now.video && now.devices.cameras.length > 1 ? (
              <RoundButton icon="flip" label={controls.flip} busy={now.busy.video} onPress={() => void media.flip()} />
            ) : null}
            <RoundButton
              icon="devices"
              label={controls.devices}
              expanded={choosing}
              onPress={() => setChoosing(true)}
            />
          </div>
        </div>
      </div>
      <PermissionNotice media={media} />
      {choosing ? <DeviceMenu media={media} onClose={() => setChoosing(false)} /> : null}
    </section>
  )
}

/** The first letter of a name, whatever its script. */
export function initial(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? ''
}
