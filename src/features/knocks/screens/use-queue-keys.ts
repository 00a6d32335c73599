import { useEffect, useRef } from 'react'

interface Keys {
  admit(): void
  reject(): void
  move(step: 1 | -1): void
}

/** Plain letters and arrows, unless somebody types, a dialog is open, or the key has a modifier. */
export function useQueueKeys(keys: Keys): void {
  const newest = useRef(keys)
  newest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, target, repeat } = event
      if (repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role=menu]')) return
      if (document.querySelector('[role=dialog]')) return
      const { admit, reject, move } = newest.current
      if (key === 'a' || key === 'A') admit()
      else if (key === 'r' || key === 'R') reject()
      else if (key === 'ArrowDown') move(1)
      else if (key === 'ArrowUp') move(-1)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
