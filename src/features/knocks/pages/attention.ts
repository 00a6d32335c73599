import { useEffect } from 'react'
import { playChime } from '../../../web/media/level.ts'

const RING_EVERY_MS = 3000
const RINGS = 20

/** Rings until the person looks at the page: sound, vibration and the tab's title. Once, when they look already. */
export function useRing(ringing: boolean, title: string): void {
  useEffect(() => {
    if (!ringing) return
    const usual = document.title
    let rings = 0
    const ring = () => {
      rings += 1
      void playChime()
      // Before the first touch browsers refuse it, loudly.
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200])
      document.title = rings % 2 ? title : usual
      if (rings >= RINGS || document.visibilityState === 'visible') stop()
    }
    const stop = () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', stop)
      if (document.visibilityState === 'visible') document.title = usual
    }
    const timer = setInterval(ring, RING_EVERY_MS)
    document.addEventListener('visibilitychange', stop)
    ring()
    return () => {
      stop()
      document.title = usual
    }
  }, [ringing, title])
}

/** Keeps the screen on while somebody waits, where the browser can; a hidden page loses the lock and asks again. */
export function useWakeLock(held: boolean): void {
  useEffect(() => {
    if (!held || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let over = false
    const take = () => {
      if (document.visibilityState !== 'visible') return
      navigator.wakeLock.request('screen').then(
        (taken) => {
          if (over) void taken.release()
          else lock = taken
        },
        // Refused, by a low battery for one: waiting works without.
        () => undefined,
      )
    }
    take()
    document.addEventListener('visibilitychange', take)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', take)
      void lock?.release()
    }
  }, [held])
}

/** True while the page can be seen. */
export function whenVisible(then: () => void): () => void {
  const check = () => {
    if (document.visibilityState !== 'visible') return
    document.removeEventListener('visibilitychange', check)
    then()
  }
  document.addEventListener('visibilitychange', check)
  check()
  return () => document.removeEventListener('visibilitychange', check)
}
