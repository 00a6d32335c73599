import { useSyncExternalStore } from 'react'

let waiting = 0
const listeners = new Set<() => void>()

/** Number shown before the title of every page: who waits is seen from another tab. */
export function setTitleBadge(n: number): void {
  if (n === waiting) return
  waiting = n
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTitleBadge = (): number => useSyncExternalStore(subscribe, () => waiting)
