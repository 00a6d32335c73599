import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useSyncExternalStore } from 'react'
import { useLineState } from './line.tsx'

let unknown = false
const listeners = new Set<() => void>()

/** The server no longer knows this session (an answer said 401). */
export function sessionUnknown(): void {
  unknown = true
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const words: Record<string, string> = {
  INACTIVE: 'Your account was made inactive. Ask a supervisor if you did not expect this.',
  LOGGED_OUT: 'You logged out in another window, or everywhere.',
}

/** Covers the page once the session has ended: nothing on it works any more, and what it shows may be old. */
export function SessionEnd() {
  const { state, reason } = useLineState()
  const refused = useSyncExternalStore(subscribe, () => unknown)
  const ended = refused || state === 'ended' || state === 'refused'
  const next = `${location.pathname}${location.search}`
  return (
    <Dialog open={ended} aria-labelledby="ended-title" aria-describedby="ended-words" maxWidth="xs" fullWidth>
      <DialogTitle id="ended-title">You are logged out</DialogTitle>
      <DialogContent>
        <p id="ended-words">{words[reason ?? ''] ?? 'Your session has ended. Log in to go on where you were.'}</p>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" color="primary" href={`/crm/login?next=${encodeURIComponent(next)}`}>
          Log in
        </Button>
      </DialogActions>
    </Dialog>
  )
}
