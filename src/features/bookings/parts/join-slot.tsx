import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { post } from '../../../web/client/api.ts'

/** The way into a booked meeting. `open`: as the server last said. */
export function JoinSlot({ slotId, open }: { slotId: number; open: boolean }) {
  const join = useMutation({
    mutationFn: () => post<{ url: string }>(`/api/slots/${slotId}/join`, {}),
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <div className="section">
      <div className="form-buttons">
        <Button
          variant={open ? 'contained' : 'outlined'}
          color={open ? 'primary' : 'secondary'}
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
