import Button from '@mui/material/Button'
import { useState } from 'react'
import { Icon } from '../../../web/crm/icons.tsx'
import { Note } from '../../../web/crm/states.tsx'
import { answerOffer, mayOfferNotifications } from './notify.ts'
import { isSilent, ring, setSilent } from './ring.ts'

/** The queue's heading, with its sound on or off. */
export function QueueHead({ total }: { total: number }) {
  const [silent, setSilentHere] = useState(isSilent)
  const toggle = () => {
    setSilent(!silent)
    setSilentHere(!silent)
    // Turned on, it is heard at once, so that the loudness can be set.
    if (silent) ring()
  }
  return (
    <div className="section-head">
      <h2>
        Queue{' '}
        <span className="quiet figures" title="Waiting, over all your products">
          {total}
        </span>
      </h2>
      <Button
        variant="text"
        startIcon={<Icon name={silent ? 'mute' : 'bell'} size={16} />}
        aria-pressed={!silent}
        onClick={toggle}
      >
        {silent ? 'Sound is off' : 'Sound is on'}
      </Button>
    </div>
  )
}

/** Offers desktop notifications, once, in a line one may leave alone. */
export function NotificationOffer() {
  const [open, setOpen] = useState(mayOfferNotifications)
  if (!open) return null
  const answer = (wanted: boolean) => {
    setOpen(false)
    void answerOffer(wanted)
  }
  return (
    <Note
      action={
        <span className="row-end">
          <Button variant="text" onClick={() => answer(false)}>
            Not now
          </Button>
          <Button onClick={() => answer(true)}>Turn on</Button>
        </span>
      }
    >
      Notifications tell you of a visitor while you work in another window.
    </Note>
  )
}
