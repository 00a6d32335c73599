import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'

/** The way into a booked meeting. `open`: as the server last said. */
export function JoinSlot({ slotId, open }: { slotId: number; open: boolean }) {
  const join = useMutation<{ url: string }, Problem, boolean>({
    mutationFn: (endCurrent) => post<{ url: string }>(`/api/slots/${slotId}/join`, { endCurrent }),
    onSuccess: ({ url }) => location.assign(url),
  })
  // In another call.
  const inCall = join.error?.code === 'conflict' ? join.error.message : null
  return (
    <div className="section">
      <div className="form-buttons">
        <Button
          variant={open ? 'contained' : 'outlined'}
          color={open ? 'primary' : 'secondary'}
          disabled={!open || join.isPending}
          onClick={() => join.mutate(false)}
        >
          Join
        </Button>
        {open ? null : <span className="quiet">It opens 10 minutes before.</span>}
      </div>
      {inCall ? (
        <Ask
          open
          title={inCall}
          does="End call and join"
          tone="error"
          onDo={() => join.mutate(true)}
          onClose={join.reset}
        />
      ) : null}
      {join.error && !inCall ? (
        <p className="field-error" role="alert">
          {join.error.message}
        </p>
      ) : null}
    </div>
  )
}
