import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/journeys.css'
import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Page } from '../../../web/crm/page.tsx'
import { runsKey, useResult } from './journey-queries.ts'
import { SourceSection } from './source-section.tsx'
import { emptySource, type Source } from './sources.ts'

/** Files, what their columns mean, and start. */
export function NewRunScreen({ onStarted }: { onStarted(): void }) {
  const [sources, setSources] = useState<Source[]>(() => [emptySource()])
  const [add, setAdd] = useState(false)
  const [key] = useState(newKey)
  const queries = useQueryClient()
  const hasResult = Boolean(useResult().data?.result)
  const start = useMutation({
    mutationFn: () => {
      const given = sources.map(({ files, mapping }) => ({ files: files.map(({ ref }) => ref), mapping }))
      return post('/api/journeys/runs', { key, sources: given, add }, { retry: true })
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: runsKey })
      onStarted()
    },
  })
  const faults = start.error instanceof Problem ? start.error.fields : {}
  const ready = sources.every(({ files, mapping }) => files.length > 0 && mapping.trim() !== '')
  const change = (id: string, part: (now: Source) => Source) =>
    setSources((now) => now.map((source) => (source.id === id ? part(source) : source)))
  return (
    <Page title="New run">
      <p className="crumb">
        <Link to="/crm/journeys">Journeys</Link>
      </p>
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
            <input type="checkbox" checked={add} onChange={(event) => setAdd(event.target.checked)} />
            <span>Add to the last result. Otherwise the tables are made of these files alone.</span>
          </label>
        ) : null}
        {start.error && Object.keys(faults).length === 0 ? (
          <p className="field-error" role="alert">
            {start.error.message}
          </p>
        ) : null}
        <div className="form-buttons">
          <Button
            variant="contained"
            color="primary"
            disabled={!ready || start.isPending}
            aria-describedby={ready ? undefined : 'start-needs'}
            onClick={() => start.mutate()}
          >
            Start run
          </Button>
          {ready ? null : (
            <span className="quiet" id="start-needs">
              Choose a file first; its mapping is shown then.
            </span>
          )}
        </div>
      </div>
    </Page>
  )
}
