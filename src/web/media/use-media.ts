import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { CallEngine, Participant } from './engine.ts'
import { LocalMedia, type LocalSnapshot } from './local-media.ts'

/** The person's own media, current. */
export function useLocalMedia(media: LocalMedia): LocalSnapshot {
  return useSyncExternalStore(media.subscribe, media.snapshot, () => LocalMedia.initial)
}

const NOBODY: readonly Participant[] = []

/** The others in the call, current; nobody while there is no engine. */
export function useParticipants(engine: CallEngine | null): readonly Participant[] {
  return useSyncExternalStore(
    (changed) => engine?.on('participants', changed) ?? (() => undefined),
    () => engine?.participants ?? NOBODY,
    () => NOBODY,
  )
}

/**
 * Plays a stream in an element, on the chosen speaker. `blocked`: the browser plays no sound before a touch, so the
 * picture runs muted; call `unblock` from a press.
 */
export function usePlayback(
  element: RefObject<HTMLVideoElement | null>,
  stream: MediaStream | null,
  speakerId: string | null,
): { blocked: boolean; unblock(): void } {
  const [blocked, setBlocked] = useState(false)
  useEffect(() => {
    const video = element.current
    // Setting it again would make the picture blink.
    if (!video || video.srcObject === stream) return
    video.srcObject = stream
    if (!stream) return
    video.play().catch((error: unknown) => {
      // An interrupted play() (the stream has changed) is followed by another.
      if ((error as { name?: string }).name !== 'NotAllowedError') return
      video.muted = true
      setBlocked(true)
      void video.play().catch(() => undefined)
    })
  }, [element, stream])
  useEffect(() => {
    const video = element.current
    if (video && speakerId && 'setSinkId' in video) video.setSinkId(speakerId).catch(() => undefined)
  }, [element, speakerId])
  return {
    blocked,
    unblock() {
      const video = element.current
      if (!video) return
      video.muted = false
      void video.play().then(
        () => setBlocked(false),
        () => undefined,
      )
    },
  }
}

/** One track of our own as a stream for a muted element. */
export function useTrackStream(track: MediaStreamTrack | null): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null)
  useEffect(() => setStream(track ? new MediaStream([track]) : null), [track])
  return stream
}

const IDLE_MS = 3500

/**
 * True when a mouse has rested for a few seconds. Never while the keyboard's focus is in `zone` or something is `held`
 * open, and never on touch screens, where a hidden control cannot be found by feel.
 */
export function useIdle(zone: RefObject<HTMLElement | null>, held: boolean): boolean {
  const [idle, setIdle] = useState(false)
  const heldNow = useRef(held)
  heldNow.current = held
  useEffect(() => {
    // A finger leaves no trace to tell rest from use.
    if (!matchMedia('(hover: hover) and (pointer: fine)').matches) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const rest = () => {
      const focused = zone.current?.querySelector(':focus-visible')
      if (heldNow.current || focused || zone.current?.matches(':hover')) wake()
      else setIdle(true)
    }
    const wake = () => {
      setIdle(false)
      clearTimeout(timer)
      timer = setTimeout(rest, IDLE_MS)
    }
    wake()
    const events = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const
    for (const event of events) addEventListener(event, wake, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const event of events) removeEventListener(event, wake)
    }
  }, [zone])
  return idle && !held
}
