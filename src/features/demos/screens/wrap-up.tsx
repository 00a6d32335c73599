import Button from '@mui/material/Button'
import { type SubmitEvent, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { agoWords } from '../../../web/crm/durations.ts'
import { Choice, TextField } from '../../../web/crm/fields.tsx'
import { useNow } from '../../../web/crm/now.ts'
import { FollowUp } from '../../bookings/parts/demo-booking.tsx'
import { entries, type Outcome, outcomeWords } from '../parts/words.ts'

type Ended = { demoId: number; name: string; product: string; endedAt: number }

/** After a call that was left without a word: how did it go? */
export function WrapUp({ ended, offset }: { ended: Ended; offset: number }) {
  const now = useNow(offset, 10_000)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [remarks, setRemarks] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!outcome) return setProblem('Choose how it went.')
    setBusy(true)
    try {
      await post(
        `/api/demos/${ended.demoId}`,
        { outcome, ...(remarks.trim() ? { remarks: remarks.trim() } : {}) },
        { retry: true },
      )
    } catch (thrown) {
      setProblem((thrown as Problem).message)
    }
    setBusy(false)
  }
  return (
    <section className="wrap-up" aria-label={`Wrap-up of ${ended.name}`}>
      <p>
        Your call with <strong>{ended.name}</strong> about {ended.product} has ended
        <span className="quiet"> · {agoWords(now - ended.endedAt)}</span>
      </p>
      <form className="wrap-up-fields" onSubmit={save} noValidate>
        <Choice label="How did it go?" value={outcome} options={entries(outcomeWords)} onChange={setOutcome} />
        <TextField
          label="Remarks"
          maxLength={2000}
          value={remarks}
          onChange={(event) => setRemarks(event.target.value)}
        />
        <Button type="submit" variant="contained" color="primary" disabled={busy}>
          Save
        </Button>
      </form>
      <FollowUp demoId={ended.demoId} name={ended.name} />
      {problem ? (
        <p className="field-error" role="alert">
          {problem}
        </p>
      ) : null}
    </section>
  )
}
