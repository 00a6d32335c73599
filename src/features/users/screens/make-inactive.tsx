import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { SelectField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { SkeletonRows } from '../../../web/crm/states.tsx'
import { exactTime } from '../../../web/crm/when.tsx'
import type { UserDetails, UserRow } from '../schema.ts'
import { setStatus, usersKey, useUserChange } from './user-queries.ts'

const NOBODY = 'nobody'
const SHOWN = 5

export const detailsOf = (id: number) => ({
  queryKey: [...usersKey, 'details', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<UserDetails>(`/api/users/${id}`, { signal }),
})

/** Asks before a user is made inactive, and who takes their bookings when they have some. */
export function MakeInactive({ user, onClose }: { user: UserRow; onClose(): void }) {
  const details = useQuery({ ...detailsOf(user.id), staleTime: 0 })
  const [taker, setTaker] = useState('')
  const status = useUserChange((handTo: number | null | undefined) => setStatus(user, 'INACTIVE', handTo))
  const slots = details.data?.slots ?? []
  const asks = slots.length > 0
  const submit = () => {
    const handTo = !asks || !taker ? undefined : taker === NOBODY ? null : Number(taker)
    status.mutate(handTo, { onSuccess: onClose })
  }
  return (
    <Ask
      open
      title={`Make ${user.name} inactive?`}
      does="Make inactive"
      tone="error"
      busy={status.isPending || !details.data}
      needs={asks && !taker && 'Say who takes their bookings.'}
      problem={status.error?.message ?? details.error?.message ?? null}
      onDo={submit}
      onClose={onClose}
    >
      <p>They are logged out at once everywhere, and a call they are in ends.</p>
      {details.data || details.error ? null : <SkeletonRows rows={2} />}
      {asks ? <HandOver details={details.data!} taker={taker} onTaker={setTaker} /> : null}
    </Ask>
  )
}

function HandOver(props: { details: UserDetails; taker: string; onTaker(taker: string): void }) {
  const { slots, takers } = props.details
  const { lang } = useSession()
  const seats = slots.reduce((sum, { booked }) => sum + booked, 0)
  return (
    <div className="section">
      <p>
        {slots.length === 1 ? 'One slot of theirs has' : `${slots.length} slots of theirs have`}{' '}
        {seats === 1 ? 'a booking' : `${seats} bookings`}:
      </p>
      <ul className="history">
        {slots.slice(0, SHOWN).map((slot) => (
          <li key={slot.id}>
            <span>{slot.product.name}</span>
            <span className="quiet">
              {exactTime(lang, slot.product.zone, slot.startsAt)}
              {slot.others > 0 ? ', another agent is on it too' : ''}
            </span>
          </li>
        ))}
      </ul>
      {slots.length > SHOWN ? <p className="quiet">and {slots.length - SHOWN} more</p> : null}
      <SelectField
        label="Who takes them"
        value={props.taker}
        hint={takers.length === 0 ? 'Nobody else serves all of these products.' : undefined}
        options={[
          ['', 'Choose'],
          ...takers.map(({ id, name }) => [String(id), name] as const),
          [NOBODY, 'Nobody yet: I will see to it'],
        ]}
        onChange={(event) => props.onTaker(event.target.value)}
      />
    </div>
  )
}
