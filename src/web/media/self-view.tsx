import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react'
import { type Corner, cornerByKey, nearestCorner, nextCorner } from './corners.ts'
import { Icon } from './icons.tsx'
import type { LocalMedia } from './local-media.ts'
import { initial } from './preview.tsx'
import { useLocalMedia, usePlayback, useTrackStream } from './use-media.ts'
import { useWords } from './words.tsx'

const DRAG_FROM_PX = 4

/** One's own picture: dragged by pointer or moved by arrow keys, it comes to rest in a corner. */
export function SelfView({ media, name }: { media: LocalMedia; name: string }) {
  const { stage: words } = useWords()
  const now = useLocalMedia(media)
  const [corner, setCorner] = useState<Corner>('br')
  const box = useRef<HTMLButtonElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null)
  const from = useRef<DOMRect | null>(null)
  usePlayback(video, useTrackStream(now.video), null)

  const shift = (x: number, y: number) => {
    box.current?.style.setProperty('--dx', `${x}px`)
    box.current?.style.setProperty('--dy', `${y}px`)
  }
  const rest = (next: Corner) => {
    from.current = box.current?.getBoundingClientRect() ?? null
    shift(0, 0)
    setCorner(next)
    if (next === corner) glide()
  }
  // Starts from where it was and lets CSS bring it to its corner.
  const glide = () => {
    const element = box.current
    const old = from.current
    if (!element || !old) return
    from.current = null
    const next = element.getBoundingClientRect()
    element.dataset.still = ''
    shift(old.left - next.left, old.top - next.top)
    // Read, so that the browser draws the start before the motion begins.
    element.getBoundingClientRect()
    delete element.dataset.still
    shift(0, 0)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the corner has changed, not when functions have
  useLayoutEffect(glide, [corner])

  const onDown = (event: PointerEvent<HTMLButtonElement>) => {
    drag.current = { x: event.clientX, y: event.clientY, moved: false }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onMove = (event: PointerEvent<HTMLButtonElement>) => {
    const start = drag.current
    if (!start) return
    const x = event.clientX - start.x
    const y = event.clientY - start.y
    // A press trembles; only a real pull is a drag.
    if (!start.moved && Math.hypot(x, y) < DRAG_FROM_PX) return
    start.moved = true
    // Under the finger nothing may lag behind.
    event.currentTarget.dataset.still = ''
    shift(x, y)
  }
  const onUp = (event: PointerEvent<HTMLButtonElement>) => {
    const start = drag.current
    drag.current = null
    delete event.currentTarget.dataset.still
    const around = event.currentTarget.offsetParent?.getBoundingClientRect()
    if (start?.moved && around) rest(nearestCorner(event.currentTarget.getBoundingClientRect(), around))
  }
  const onKey = (event: KeyboardEvent<HTMLButtonElement>) => {
    const next = cornerByKey(corner, event.key)
    if (event.key !== 'Enter' && event.key !== ' ' && !next) return
    event.preventDefault()
    rest(next ?? nextCorner(corner))
  }
  return (
    <button
      ref={box}
      type="button"
      className="m-self"
      data-corner={corner}
      data-mirror={now.facing === 'user' || undefined}
      aria-label={words.move}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onKeyDown={onKey}
    >
      <video ref={video} playsInline muted hidden={!now.video} />
      {now.video ? null : <span className="m-initial" data-initial={initial(name)} aria-hidden="true" />}
      <span className="m-name">
        {now.audio && !now.muted ? null : <Icon name="microphoneOff" />}
        {words.you}
      </span>
    </button>
  )
}
