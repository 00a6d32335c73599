import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/journeys.css'
import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { runsKey, useResult, useRunAsked } from './journey-queries.ts'
import { LinksSection } from './links-section.tsx'
import { SourceSection } from './source-section.tsx'
import { emptySource, type NewRunNow, runToBegin, type Source } from './sources.ts'

/** Files, what their columns mean, and start; `from`: as an earlier run was asked for. */
export function NewRunScreen({ from, onStarted }: { from: number | undefined; onStarted(): void }) {
  const asked = useRunAsked(from)
  return (
    <Page title="New run">
      <p className="crumb">
        <Link to="/crm/journeys">Journeys</Link>
      </p>
      {asked.error && !asked.data ? (
        <Failed problem={asked.error} again={() => void asked.refetch()} />
      ) : from !== undefined && !asked.data ? (
        <SkeletonRows />
      ) : (
        <NewRun begin={runToBegin(asked.data)} onStarted={onStarted} />
      )}
    </Page>
  )
}

function NewRun({ begin, onStarted }: { begin: NewRunNow; onStarted(): void }) {
  const [now, setNow] = useState(begin)
  const { sources, add, merge, links } = now
  const set = (part: Partial<NewRunNow>) => setNow((before) => ({ ...before, ...part }))
  const setSources = (part: (now: Source[]) => Source[]) =>
    setNow((before) => ({ ...before, sources: part(before.sources) }))
  const [key] = useState(newKey)
  const queries = useQueryClient()
  const hasResult = Boolean(useResult().data?.result)
  const start = useMutation({
    mutationFn: () => {
      const given = sources.map(({ files, mapping }) => ({ files: files.map(({ ref }) => ref), mapping }))
      const linked = add || merge === 'NO' ? null : merge === 'FILE' ? links?.ref : merge
      return post('/api/journeys/runs', { key, sources: given, add, links: linked }, { retry: true })
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: runsKey })
      onStarted()
    },
  })
  const faults = start.error instanceof Problem ? start.error.fields : {}
  const read = sources.every(({ files, mapping }) => files.length > 0 && mapping.trim() !== '')
  const needs = !read
    ? 'Choose a file first; its mapping is shown then.'
    : !add && merge === 'FILE' && !links
      ? 'Choose the file of links first.'
      : null
  const change = (id: string, part: (now: Source) => Source) =>
    setSources((now) => now.map((source) => (source.id === id ? part(source) : source)))
  return (
    <div className="new-run">
      {sources.map((source, at) => (
        <SourceSection
          key={source.id}
          title={sources.length > 1 ? `Source ${at + 1}` : 'Files'}
          source={source}
          fault={faults[`sources.${at}.mapping`]}
          onChange={(part) => change(source.id, part)}
          {...(sources.length > 1
            ? { onRemove: () => setSources((now) => now.filter(({ id }) => id !== source.id)) }
            : {})}
        />
      ))}
      <div className="form-buttons">
        <Button color="secondary" onClick={() => setSources((now) => [...now, emptySource()])}>
          Add another source
        </Button>
        <span className="quiet">Files with other columns or other words are a source of their own.</span>
      </div>
      {hasResult ? (
        <label className="check">
          <input type="checkbox" checked={add} onChange={(event) => set({ add: event.target.checked })} />
          <span>Add to the last result. Otherwise the tables are made of these files alone.</span>
        </label>
      ) : null}
      {add ? (
        <p className="quiet">Customers are merged as in the last result.</p>
      ) : (
        <LinksSection merge={merge} links={links} onChange={set} />
      )}
      {start.error && Object.keys(faults).length === 0 ? (
        <p className="field-error" role="alert">
          {start.error.message}
        </p>
      ) : null}
      <div className="form-buttons">
        <Button
          variant="contained"
          color="primary"
          disabled={needs !== null || start.isPending}
          aria-describedby={needs ? 'start-needs' : undefined}
          onClick={() => start.mutate()}
        >
          Start run
        </Button>
        {needs ? (
          <span className="quiet" id="start-needs">
            {needs}
          </span>
        ) : null}
      </div>
    </div>
  )
}
