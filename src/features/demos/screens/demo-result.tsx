import Button from '@mui/material/Button'
import { type SubmitEvent, useEffect, useState } from 'react'
import { Choice, SelectField, TextArea } from '../../../web/crm/fields.tsx'
import { entries, missingWords, outcomeWords, type Status, statusWords } from '../parts/words.ts'
import type { DemoChange, DemoRow } from '../schema.ts'
import { useDemoChange } from './demo-changes.ts'

/** Status, outcome and remarks of a demo, as staff set them: seen at once, set back when the server refuses. */
export function DemoResult({ demo }: { demo: DemoRow }) {
  const change = useDemoChange(demo.id)
  // The cache tells the page a moment later; a control must not spring back meanwhile.
  const [pressed, setPressed] = useState<DemoChange>({})
  const [written, setWritten] = useState<string | null>(null)
  const remarks = written ?? demo.remarks
  const dirty = remarks.trim() !== demo.remarks.trim()
  const say = (part: DemoChange) => {
    setPressed(part)
    change.mutate(part, { onSettled: () => setPressed({}) })
  }
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    change.mutate({ remarks: remarks.trim() }, { onSuccess: () => setWritten(null) })
  }
  const { status, outcome } = { ...demo, ...pressed }
  const missing =
    status === 'NOT_JOINED' && demo.missing ? `As far as we saw, ${missingWords[demo.missing]}.` : undefined
  return (
    <form className="form" aria-label="Result" onSubmit={save}>
      <SelectField
        label="Status"
        hint={missing}
        value={status}
        options={entries(statusWords)}
        onChange={(event) => say({ status: event.target.value as Status })}
      />
      <Choice
        label="Outcome"
        value={outcome ?? null}
        options={entries(outcomeWords)}
        onChange={(chosen) => say({ outcome: chosen })}
      />
      <TextArea
        label="Remarks"
        rows={4}
        maxLength={2000}
        value={remarks}
        onChange={(event) => setWritten(event.target.value)}
      />
      <div className="form-buttons">
        <Button
          type="submit"
          variant={dirty ? 'contained' : 'outlined'}
          color={dirty ? 'primary' : 'secondary'}
          disabled={!dirty || change.isPending}
        >
          Save remarks
        </Button>
        <Told saved={change.isSuccess && !dirty} />
      </div>
      {change.error ? (
        <p className="field-error" role="alert">
          Not saved, and set back. {change.error.message}
        </p>
      ) : null}
    </form>
  )
}

/** "Saved", for as long as it is news. */
function Told({ saved }: { saved: boolean }) {
  const [told, setTold] = useState(false)
  useEffect(() => {
    setTold(saved)
    if (!saved) return
    const timer = setTimeout(() => setTold(false), 3000)
    return () => clearTimeout(timer)
  }, [saved])
  return (
    <span role="status" className="quiet saved">
      {told ? 'Saved' : ''}
    </span>
  )
}
