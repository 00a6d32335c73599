import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/corrections.css'
import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Empty, Failed, Note, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { CorrectionKind, CorrectionList } from '../schema.ts'
import { saidTogether } from './correction-changes.ts'
import { correctionsKey, runsKey, useCorrections, useResult } from './journey-queries.ts'
import { JourneyTabs } from './journey-tabs.tsx'
import { counted } from './journey-words.ts'
import { MergedList, type MergedView } from './merged-list.tsx'

type Props = { view: MergedView; onView(view: MergedView): void; onStarted(): void }

/** What was merged with which confidence, and what people said of it. */
export function CorrectionsScreen({ view, onView, onStarted }: Props) {
  const result = useResult()
  const asked = useCorrections()
  const problem = result.error ?? asked.error
  return (
    <Page title="Corrections">
      <JourneyTabs />
      {problem && !(result.data && asked.data) ? (
        <Failed
          problem={problem}
          again={() => {
            void result.refetch()
            void asked.refetch()
          }}
        />
      ) : !result.data || !asked.data ? (
        <SkeletonRows />
      ) : !result.data.result ? (
        <Empty icon="path" title="No run has finished yet">
          Once one has, this page tells which names were taken for one product and how sure that is, and takes your word
          where it is wrong.
        </Empty>
      ) : (
        <div className="corrections">
          <Waiting said={asked.data} onStarted={onStarted} />
          <MergedList view={view} onView={onView} />
          {asked.data.rows.length > 0 ? <SaidList rows={asked.data.rows} /> : null}
        </div>
      )}
    </Page>
  )
}

function Waiting({ said: { rows, waiting }, onStarted }: { said: CorrectionList; onStarted(): void }) {
  const [key] = useState(newKey)
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: () => post('/api/journeys/runs', { key, sources: [], add: true }, { retry: true }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: runsKey })
      onStarted()
    },
  })
  if (waiting === 0)
    return (
      <p className="quiet">
        {rows.length > 0
          ? 'The tables go by everything you have said. What you say from now on takes effect with the next run.'
          : 'What you say here is kept, and every run from the next one on goes by it.'}
      </p>
    )
  return (
    <Note
      tone="brand"
      action={
        <Button variant="contained" color="primary" disabled={start.isPending} onClick={() => start.mutate()}>
          Run again
        </Button>
      }
    >
      <p>
        {counted(waiting, 'change')} not in the tables yet: {waiting === 1 ? 'it takes' : 'they take'} effect with the
        next run. To run again, no file is needed.
      </p>
      {start.error ? (
        <p className="field-error" role="alert">
          {start.error.message}
        </p>
      ) : null}
    </Note>
  )
}

const MOST = 100
const about: Record<CorrectionKind, string> = { NAME: 'is', CATEGORY: 'is of the category', COLOUR: 'has the colour' }

function SaidList({ rows }: { rows: CorrectionList['rows'] }) {
  const [all, setAll] = useState(false)
  const said = saidTogether(rows)
  const queries = useQueryClient()
  const back = useMutation({
    mutationFn: (ids: number[]) => post('/api/journeys/corrections/take-back', { ids }),
    onSettled: () => queries.invalidateQueries({ queryKey: correctionsKey }),
  })
  return (
    <section className="section" aria-labelledby="said">
      <h2 id="said">What you said</h2>
      {back.error ? (
        <p className="field-error" role="alert">
          {back.error.message}
        </p>
      ) : null}
      <ul aria-label="What you said">
        {said.slice(0, all ? said.length : MOST).map(({ ids, name, names, kind, says, at, by, used }) => (
          <li key={ids[0]} className="said-row">
            <p>
              {kind === 'NAME' && name === says ? (
                <>
                  <strong>{name}</strong> is a product of its own
                </>
              ) : (
                <>
                  {name}
                  {names > 1 ? `, with ${counted(names - 1, 'name')} written for it,` : ''} {about[kind]}{' '}
                  <strong>{says}</strong>
                </>
              )}
            </p>
            <span className="quiet">
              {used ? null : <span className="tag tag-brand">With the next run</span>} <When at={at} />
              {by ? ` by ${by}` : ''}
            </span>
            <Button
              variant="text"
              color="secondary"
              disabled={back.isPending}
              onClick={() => back.mutate(ids)}
              aria-label={`Take back: ${name} ${about[kind]} ${says}`}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {said.length > MOST && !all ? (
        <div className="form-buttons">
          <Button color="secondary" onClick={() => setAll(true)}>
            Show all {said.length}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
