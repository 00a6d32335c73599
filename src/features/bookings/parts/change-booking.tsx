import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextArea } from '../../../web/crm/fields.tsx'
import { useBookingWrite } from './booking-queries.ts'
import { TimePicker } from './time-picker.tsx'

interface Of {
  bookingId: number
  slotId: number
  productId: number
  name: string
}

function Reason({ value, onChange }: { value: string; onChange(value: string): void }) {
  return (
    <TextArea
      label="Reason"
      hint="The customer reads it in the e-mail."
      rows={2}
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** Moves one customer's booking to another free time, with a reason. */
export function MoveBooking({ of, onClose }: { of: Of; onClose(): void }) {
  const [slotId, setSlotId] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const move = useBookingWrite(() => post(`/api/bookings/${of.bookingId}/move`, { slotId, reason }))
  return (
    <Ask
      open
      title={`Move ${of.name}`}
      does="Move"
      busy={move.isPending}
      needs={slotId === null ? 'Choose a time first.' : reason.trim() === '' && 'Write the reason first.'}
      problem={move.error?.message ?? null}
      onDo={() => move.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <TimePicker productId={of.productId} except={of.slotId} chosen={slotId} onChoose={setSlotId} />
        <Reason value={reason} onChange={setReason} />
      </div>
    </Ask>
  )
}

/** Cancels one customer's booking, with a reason. */
export function CancelBooking({ of, onClose }: { of: Of; onClose(): void }) {
  const [reason, setReason] = useState('')
  const cancel = useBookingWrite(() => post(`/api/bookings/${of.bookingId}/cancel`, { reason }))
  return (
    <Ask
      open
      title={`Cancel the booking of ${of.name}?`}
      does="Cancel booking"
      tone="error"
      busy={cancel.isPending}
      needs={reason.trim() === '' && 'Write the reason first.'}
      problem={cancel.error?.message ?? null}
      onDo={() => cancel.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <p>They are told at once, and the seat is free again.</p>
        <Reason value={reason} onChange={setReason} />
      </div>
    </Ask>
  )
}

/** Books a time for the customer of a demo. */
export function BookTime(props: { demoId: number; productId: number; name: string; onClose(): void }) {
  const { demoId, productId, name, onClose } = props
  const [key] = useState(newKey)
  const [slotId, setSlotId] = useState<number | null>(null)
  const book = useBookingWrite(() => post(`/api/demos/${demoId}/booking`, { slotId, key: `${key} ${slotId}` }))
  return (
    <Ask
      open
      title={`Book a time for ${name}`}
      does="Book"
      busy={book.isPending}
      needs={slotId === null && 'Choose a time first.'}
      problem={book.error?.message ?? null}
      onDo={() => book.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <p>They get the link by SMS and e-mail.</p>
        <TimePicker productId={productId} chosen={slotId} onChoose={setSlotId} />
      </div>
    </Ask>
  )
}
