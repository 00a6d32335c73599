import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../../web/crm/session.ts'
import { Failed } from '../../../web/crm/states.tsx'
import { exactTime, When } from '../../../web/crm/when.tsx'
import type { BookingRow } from '../schema/staff.ts'
import { demoBookingOf } from './booking-queries.ts'
import { linkTags, linkWords } from './booking-words.ts'
import { BookTime, CancelBooking, MoveBooking } from './change-booking.tsx'
import { JoinSlot } from './join-slot.tsx'

/** The booked time of a demo: join, move, cancel; or a time to book. */
export function DemoBookingSection({ demoId, name }: { demoId: number; name: string }) {
  const { data, error, refetch } = useQuery(demoBookingOf(demoId))
  const [asking, setAsking] = useState<'move' | 'cancel' | 'book' | null>(null)
  if (error) return <Failed problem={error} again={() => void refetch()} />
  if (!data) return null
  const { booking, productId, coming, blocked } = data
  const open = booking?.state === 'BOOKED' && (booking.link === 'EARLY' || booking.link === 'OPEN')
  const of = booking && { bookingId: booking.id, slotId: booking.slotId, productId, name }
  const close = () => setAsking(null)
  return (
    <section className="section" aria-labelledby="booked-time">
      <h3 id="booked-time">Booked time</h3>
      {booking ? <Booked booking={booking} /> : null}
      {booking && open && booking.status === 'PENDING' ? (
        <>
          <JoinSlot slotId={booking.slotId} open={booking.link === 'OPEN'} />
          <div className="form-buttons">
            <Button onClick={() => setAsking('move')}>Move</Button>
            <Button color="error" onClick={() => setAsking('cancel')}>
              Cancel booking
            </Button>
          </div>
        </>
      ) : null}
      {!open && coming ? (
        <p className="quiet">
          They have{' '}
          <Link to="/crm/customers/$demo" params={{ demo: String(coming.demoId) }}>
            a booking
          </Link>{' '}
          on <When at={coming.startsAt} />.
        </p>
      ) : null}
      {!coming && !blocked ? (
        <div className="form-buttons">
          <Button onClick={() => setAsking('book')}>Book a time</Button>
        </div>
      ) : null}
      {asking === 'move' && of ? <MoveBooking of={of} onClose={close} /> : null}
      {asking === 'cancel' && of ? <CancelBooking of={of} onClose={close} /> : null}
      {asking === 'book' ? <BookTime demoId={demoId} productId={productId} name={name} onClose={close} /> : null}
    </section>
  )
}

function Booked({ booking }: { booking: BookingRow }) {
  const { lang, zone } = useSession()
  const { startsAt, product, link, reason, agents } = booking
  return (
    <>
      <p className="seat-head">
        <time dateTime={new Date(startsAt).toISOString()}>
          {exactTime(lang, zone, startsAt).replace(/:00(?=\D)/, '')}
        </time>
        <span className={linkTags[link]}>{linkWords[link]}</span>
      </p>
      {product.zone === zone ? null : (
        <p className="quiet">For the product {exactTime(lang, product.zone, startsAt).replace(/:00(?=\D)/, '')}</p>
      )}
      {agents.length > 0 ? (
        <p className="quiet">With {agents.join(', ')}</p>
      ) : (
        <p className="field-error">No agent has it.</p>
      )}
      {reason ? <p className="quiet">Reason: {reason}</p> : null}
    </>
  )
}

/** Offers a follow-up time after a call. */
export function FollowUp({ demoId, name }: { demoId: number; name: string }) {
  const [open, setOpen] = useState(false)
  const { data } = useQuery(demoBookingOf(demoId))
  if (!data || data.blocked) return null
  if (data.coming)
    return (
      <p className="quiet">
        Follow-up booked for <When at={data.coming.startsAt} />.
      </p>
    )
  return (
    <>
      <Button onClick={() => setOpen(true)}>Book a follow-up time</Button>
      {open ? <BookTime demoId={demoId} productId={data.productId} name={name} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
