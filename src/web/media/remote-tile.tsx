import { useEffect, useRef, useState } from 'react'
import type { Participant } from './engine.ts'
import { Icon } from './icons.tsx'
import { initial } from './preview.tsx'
import { QualityMark } from './quality-mark.tsx'
import { fill } from './texts.ts'
import { usePlayback } from './use-media.ts'
import { useWords } from './words.tsx'

// Showing all of a portrait picture beats filling a landscape stage with its middle.
const MOST_CUT = 0.4

interface TileProps {
  participant: Participant
  speakerId: string | null
  /** The shared screen instead of the camera. */
  screen?: boolean
  /** The only one: name and quality stand in the head already. */
  alone?: boolean
}

/** Another participant: picture and voice, name, whether they speak or are muted. */
export function RemoteTile({ participant, speakerId, screen, alone }: TileProps) {
  const { stage: words } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const { blocked, unblock } = usePlayback(video, screen ? participant.screen : participant.stream, speakerId)
  const whole = useWhole(video, screen === true)
  const shown = screen ? participant.hasScreen : participant.hasVideo
  const silent = !participant.hasAudio && !screen
  const { link, quality } = participant
  return (
    <div
      className="m-tile"
      data-screen={screen || undefined}
      data-speaking={(participant.speaking && !screen && !alone) || undefined}
      data-whole={whole || undefined}
      data-dim={link === 'reconnecting' || link === 'stuck' || (participant.away && quality === 'lost') || undefined}
    >
      {/* The element plays the voice too, so it stays when there is no picture. */}
      {/* biome-ignore lint/a11y/useMediaCaption: live voices have no captions */}
      <video ref={video} playsInline autoPlay data-empty={!shown || undefined} aria-label={participant.name} />
      {shown ? null : (
        <div className="m-nobody">
          <span className="m-initial" data-initial={initial(participant.name)} aria-hidden="true" />
        </div>
      )}
      {silent || !alone ? (
        <span className="m-name">
          {silent ? <Icon name="microphoneOff" /> : null}
          <span className="m-whose">
            {screen ? fill(words.sharing, { name: participant.name }) : alone ? words.muted : participant.name}
          </span>
          {silent && !alone ? <span className="m-hidden">, {words.muted}</span> : null}
          {alone || screen || link === 'connecting' ? null : <QualityMark quality={quality} />}
        </span>
      ) : null}
      {blocked ? (
        <button type="button" className="m-sound btn btn-primary" onClick={unblock}>
          {words.soundOff}
        </button>
      ) : null}
    </div>
  )
}

// True when filling the tile would cut too much of the picture away.
function useWhole(video: { current: HTMLVideoElement | null }, always: boolean): boolean {
  const [whole, setWhole] = useState(always)
  useEffect(() => {
    const element = video.current
    if (!element || always) return
    const measure = () => {
      const { videoWidth, videoHeight, clientWidth, clientHeight } = element
      if (!videoWidth || !clientWidth) return
      const picture = videoWidth / videoHeight
      const tile = clientWidth / clientHeight
      setWhole(1 - Math.min(picture / tile, tile / picture) > MOST_CUT)
    }
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    element.addEventListener('resize', measure)
    return () => {
      watch.disconnect()
      element.removeEventListener('resize', measure)
    }
  }, [video, always])
  return whole
}
