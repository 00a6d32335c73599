import Button from '@mui/material/Button'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Choice, SelectField, TextArea } from '../../../web/crm/fields.tsx'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { DemoRow } from '../schema.ts'
import { type DemoDetails, type DemoPage, demoKey, demosKey, useDemoChange } from './demo-changes.ts'
import { EarlierDemos } from './earlier-demos.tsx'
import { entries, missingWords, outcomeWords, type Status, sourceWords, statusWords } from './words.ts'

/** One demo beside the table: the facts, what staff may change, and what came before. */
export function DemoPanel({ id, onClose }: { id: number; onClose(): void }) {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: demoKey(id),
    queryFn: ({ signal }) => get<DemoDetails>(`/api/demos/${id}`, { signal }),
  })
  // The row is in the table already: show it while the rest is on its way.
  const row = queries
    .getQueriesData<DemoPage>({ queryKey: demosKey })
    .flatMap(([, page]) => page?.rows ?? [])
    .find((known) => known.id === id)
  const demo: DemoRow | undefined = data ?? row
  return (
    <SidePanel
      title={demo?.name ?? 'Customer'}
      under={demo ? <p className="quiet">{demo.product}</p> : undefined}
      onClose={onClose}
    >
      {demo ? <Facts demo={demo} device={data?.device} /> : null}
      {demo ? <Changes key={id} demo={demo} /> : null}
      {data ? <EarlierDemos earlier={data.earlier} /> : null}
      {error ? <Failed problem={error} again={() => void refetch()} /> : null}
      {data || error ? null : <SkeletonRows rows={demo ? 2 : 8} />}
    </SidePanel>
  )
}

function Facts({ demo, device }: { demo: DemoRow; device: string | undefined }) {
  return (
    <dl className="facts">
      <dt>Mobile</dt>
      <dd>
        <a href={`tel:${demo.mobile}`}>{demo.mobile}</a>
      </dd>
      <dt>Email</dt>
      <dd>
        <a href={`mailto:${demo.email}`}>{demo.email}</a>
      </dd>
      <dt>Requested</dt>
      <dd>
        <When at={demo.requestedAt} />
      </dd>
      <dt>Joined from</dt>
      <dd>{sourceWords(demo)}</dd>
      {device ? (
        <>
          <dt>Device</dt>
          <dd>{device}</dd>
        </>
      ) : null}
      {demo.experts.length > 0 ? (
        <>
          <dt>Expert</dt>
          <dd>{demo.experts.join(', ')}</dd>
        </>
      ) : null}
    </dl>
  )
}

function Changes({ demo }: { demo: DemoRow }) {
  const change = useDemoChange(demo.id)
  const [remarks, setRemarks] = useState(demo.remarks)
  const dirty = remarks.trim() !== demo.remarks.trim()
  const [touched, setTouched] = useState(false)
  // Somebody else's newer remarks come in, unless one is just writing.
  useEffect(() => {
    if (!touched) setRemarks(demo.remarks)
  }, [demo.remarks, touched])
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    change.mutate({ remarks: remarks.trim() }, { onSuccess: () => setTouched(false) })
  }
  const missing =
    demo.status === 'NOT_JOINED' && demo.missing ? `As far as we saw, ${missingWords[demo.missing]}.` : undefined
  return (
    <form className="form" aria-label="Result" onSubmit={save}>
      <SelectField
        label="Status"
        hint={missing}
        value={demo.status}
        options={entries(statusWords)}
        onChange={(event) => change.mutate({ status: event.target.value as Status })}
      />
      <Choice
        label="Outcome"
        value={demo.outcome}
        options={entries(outcomeWords)}
        onChange={(outcome) => change.mutate({ outcome })}
      />
      <TextArea
        label="Remarks"
        rows={4}
        maxLength={2000}
        value={remarks}
        onChange={(event) => {
          setTouched(true)
          setRemarks(event.target.value)
        }}
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
      </div>
      <p role="status" className="quiet">
        {change.isSuccess && !dirty ? 'Saved' : ''}
      </p>
      {change.error ? (
        <p className="field-error" role="alert">
          Not saved, and set back. {change.error.message}
        </p>
      ) : null}
    </form>
  )
}
