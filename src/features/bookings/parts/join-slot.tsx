import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { post } from '../../../web/client/api.ts'
import { useNow } from '../../../web/crm/now.ts'
import { OPENS_MS } from '../rules.ts'

/** The way into a booked meeting, once it is open. */
export function JoinSlot({
  slotId,
  startsAt,
  endsAt,
  room,
}: {
  slotId: number
  startsAt: number
  endsAt: number
  room: boolean
}) {
  const now = useNow(0, 10_000)
  const join = useMutation({
    mutationFn: () => post<{ url: string }>(`/api/slots/${slotId}/join`, {}),
    onSuccess: ({ url }) => location.assign(url),
  })
  if (now >= endsAt && !room) return null
  const open = now >= startsAt - OPENS_MS
  return (
    <div className="section">
      <div className="form-buttons">
        <Button
          variant={open ? 'contained' : 'outlined'}
          disabled={!open || join.isPending}
          onClick={() => join.mutate()}
        >
          Join
        </Button>
        {open ? null : <span className="quiet">It opens 10 minutes before.</span>}
      </div>
      {join.error ? (
        <p className="field-error" role="alert">
          {join.error.message}
        </p>
      ) : null}
    </div>
  )
}
