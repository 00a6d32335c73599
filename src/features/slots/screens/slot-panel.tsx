import '../../../web/crm/styles/schedule.css'
import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../../web/crm/session.ts'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { CancelBooking, MoveBooking } from '../../bookings/parts/change-booking.tsx'
import { JoinSlot } from '../../bookings/parts/join-slot.tsx'
import type { Seat, SlotDetails } from '../schema/crm.ts'
import { OpenSlot, SlotChanges } from './slot-changes.tsx'
import { slotQueryOf } from './slot-queries.ts'
import { clocks, longDay, lookOf, lookTags, lookWords, otherClocks, seatsWords, zoneWords } from './slot-words.ts'

/** One slot beside its calendar or list: who comes, the way in, and what may be changed. */
export function SlotPanel({ id, onClose }: { id: number; onClose(): void }) {
  const { me } = useSession()
  const { data, error, refetch } = useQuery({ ...slotQueryOf(id), refetchInterval: 20_000 })
  return (
    <SidePanel title={data?.product.name ?? 'Slot'} under={data ? <When slot={data} /> : undefined} onClose={onClose}>
      {error && !data ? <Failed problem={error} again={() => void refetch()} /> : null}
      {data || error ? null : <SkeletonRows rows={5} />}
      {data ? (
        <>
          <Facts slot={data} />
          {data.mayJoin && data.seats.length > 0 && (data.joinable || data.endsAt > Date.now()) ? (
            <JoinSlot slotId={data.id} open={data.joinable} />
          ) : null}
          <Seats slot={data} />
          {me.role === 'ADMIN' && data.startsAt > Date.now() && data.status === 'OPEN' ? (
            <SlotChanges key={data.id} slot={data} onClosed={onClose} />
          ) : null}
          {me.role === 'ADMIN' && data.startsAt > Date.now() && data.status === 'CLOSED' ? (
            <OpenSlot slot={data} />
          ) : null}
        </>
      ) : null}
    </SidePanel>
  )
}

function When({ slot }: { slot: SlotDetails }) {
  const { lang, zone } = useSession()
  const other = otherClocks(lang, zone, slot.product.zone, slot.startsAt, slot.endsAt)
  return (
    <p className="quiet">
      {longDay(lang, zone, slot.startsAt)}, {clocks(lang, zone, slot.startsAt, slot.endsAt)}
      {other ? ` (${zoneWords(zone)}), ${other}` : ''}
    </p>
  )
}

function Facts({ slot }: { slot: SlotDetails }) {
  const { me } = useSession()
  const look = lookOf(slot, Date.now())
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <span className={lookTags[look]}>{lookWords[look]}</span>
      </dd>
      <dt>Seats taken</dt>
      <dd className="figures">{seatsWords(slot)}</dd>
      <dt>Agents</dt>
      <dd>
        {slot.agents.map(({ name }) => name).join(', ') ||
          (slot.status === 'CLOSED' ? 'Nobody' : 'Nobody. Choose somebody, or move or cancel it.')}
      </dd>
      <dt>Offered by</dt>
      <dd>
        {slot.ruleId === null ? (
          'Added by hand'
        ) : me.role === 'ADMIN' ? (
          <Link to="/crm/slots/rules/$rule" params={{ rule: String(slot.ruleId) }}>
            Its rule
          </Link>
        ) : (
          'A rule'
        )}
      </dd>
    </dl>
  )
}

const statusWords: Record<Seat['status'], string> = {
  PENDING: 'Pending',
  NOT_JOINED: 'Not joined',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
}

function Seats({ slot }: { slot: SlotDetails }) {
  const [asking, setAsking] = useState<{ way: 'move' | 'cancel'; seat: Seat } | null>(null)
  const of = asking && {
    bookingId: asking.seat.bookingId,
    slotId: slot.id,
    productId: slot.product.id,
    name: asking.seat.name,
  }
  const close = () => setAsking(null)
  return (
    <section className="section" aria-labelledby="customers">
      <h3 id="customers">Customers</h3>
      {slot.seats.length === 0 ? <p className="quiet">Nobody has booked it.</p> : null}
      <ul className="seats-list">
        {slot.seats.map((seat) => (
          <li key={seat.bookingId}>
            <p className="seat-head">
              <Link to="/crm/customers/$demo" params={{ demo: String(seat.demoId) }}>
                {seat.name}
              </Link>
              <span className={seat.waiting ? 'tag tag-brand' : 'tag'}>
                {seat.waiting ? 'Waiting' : statusWords[seat.status]}
              </span>
            </p>
            <p className="quiet figures">
              <a href={`tel:${seat.mobile}`}>{seat.mobile}</a>
            </p>
            {seat.open ? (
              <div className="form-buttons">
                <Button aria-label={`Move ${seat.name}`} onClick={() => setAsking({ way: 'move', seat })}>
                  Move
                </Button>
                <Button
                  color="error"
                  aria-label={`Cancel ${seat.name}`}
                  onClick={() => setAsking({ way: 'cancel', seat })}
                >
                  Cancel
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {asking?.way === 'move' && of ? <MoveBooking of={of} onClose={close} /> : null}
      {asking?.way === 'cancel' && of ? <CancelBooking of={of} onClose={close} /> : null}
    </section>
  )
}
