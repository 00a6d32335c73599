import { useEffect, useRef } from 'react'
import { watchLevel } from './level.ts'

/** A bar that moves with the microphone. Drawn past React: twelve times a second would be dear on a phone. */
export function LevelMeter({ track, onHeard }: { track: MediaStreamTrack | null; onHeard?(): void }) {
  const bar = useRef<HTMLSpanElement>(null)
  const heard = useRef(onHeard)
  heard.current = onHeard
  useEffect(() => {
    if (!track) return
    return watchLevel(track, (level) => {
      bar.current?.style.setProperty('--level', level.toFixed(2))
      if (level > 0.35) heard.current?.()
    })
  }, [track])
  return (
    <span className="m-level" aria-hidden="true">
      <span ref={bar} />
    </span>
  )
}
