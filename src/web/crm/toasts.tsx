import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useEffect, useSyncExternalStore } from 'react'
import { Icon } from './icons.tsx'

export interface Toast {
  text: string
  /** Takes back what happened; offered while the toast stands. */
  undo?: () => void
  tone?: 'plain' | 'error'
}

const STANDS_MS = 7000

let shown: (Toast & { id: number }) | null = null
let last = 0
const listeners = new Set<() => void>()

function show(next: typeof shown): void {
  shown = next
  for (const listener of listeners) listener()
}

/** Tells of something that happened out of sight. The newest replaces the one before. */
export const toast = (it: Toast): void => show({ ...it, id: ++last })

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const it = useSyncExternalStore(subscribe, () => shown)
  useEffect(() => {
    if (!it) return
    const timer = setTimeout(() => show(null), STANDS_MS)
    return () => clearTimeout(timer)
  }, [it])
  const undo = () => {
    it?.undo?.()
    show(null)
  }
  return (
    <div className="toasts" role="status">
      {it ? (
        <div className="toast" key={it.id}>
          {it.tone === 'error' ? <Icon name="warn" /> : null}
          <span>{it.text}</span>
          {it.undo ? <Button onClick={undo}>Undo</Button> : null}
          <IconButton aria-label="Dismiss" color="inherit" onClick={() => show(null)}>
            <Icon name="close" size={16} />
          </IconButton>
        </div>
      ) : null}
    </div>
  )
}
