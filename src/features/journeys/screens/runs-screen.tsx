import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/corrections.css'
import '../../../web/crm/styles/journeys.css'
import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { waitingClock, waitingWords } from '../../../web/crm/durations.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { Pager } from '../../../web/crm/table-tools.tsx'
import { When } from '../../../web/crm/when.tsx'
import { shareDone, timeLeft } from '../rules.ts'
import type { RunRow } from '../schema.ts'
import { correctionsKey, mergedKey, resultKey, runsKey, useRuns } from './journey-queries.ts'
import { JourneyTabs } from './journey-tabs.tsx'
import { counted } from './journey-words.ts'

const states: Record<RunRow['state'], [words: string, tag: string]> = {
  QUEUED: ['Waits', 'tag'],
  RUNNING: ['Running', 'tag tag-brand'],
  DONE: ['Done', 'tag tag-ok'],
  FAILED: ['Failed', 'tag tag-error'],
  CANCELLED: ['Cancelled', 'tag'],
}
const phases = { read: 'Reading', clean: 'Cleaning names', derive: 'Making the tables' }

/** Runs over customers' histories, for admins. */
export function RunsScreen() {
  const [page, setPage] = useState(1)
  const asked = useRuns(page)
  const queries = useQueryClient()
  const over = asked.data?.rows.find(({ state }) => state === 'DONE')?.id
  // A run that has just finished brings other tables.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another one is over
  useEffect(() => {
    for (const queryKey of [resultKey, mergedKey, correctionsKey]) void queries.invalidateQueries({ queryKey })
  }, [over])
  const start = (
    <Button
      component={Link}
      to="/crm/journeys/new"
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
    >
      New run
    </Button>
  )
  const { data, error } = asked
  return (
    <Page title="Journeys" action={start}>
      <JourneyTabs />
      {error && !data ? (
        <Failed problem={error} again={() => void asked.refetch()} />
      ) : !data ? (
        <SkeletonRows rows={4} high={64} />
      ) : data.total === 0 ? (
        <Empty icon="path" title="No run yet">
          A run reads your customers’ shopping histories (CSV, NDJSON, Parquet) and makes two tables: what was bought
          after which journey, and what was searched and never bought.
        </Empty>
      ) : (
        <>
          <ul className="runs" aria-label="Runs">
            {data.rows.map((run) => (
              <Run key={run.id} run={run} now={data.now} />
            ))}
          </ul>
          {data.total > data.pageSize ? (
            <Pager page={data.page} pageSize={data.pageSize} total={data.total} onPage={setPage} />
          ) : null}
        </>
      )}
    </Page>
  )
}

/** What a run reads, in short. */
const nameOf = ({ files }: RunRow): string =>
  files.length === 0 ? 'The last result, made anew' : files.slice(0, 3).join(', ')

function Run({ run, now }: { run: RunRow; now: number }) {
  const { lang } = useSession()
  const [words, tag] = states[run.state]
  const { report } = run
  const number = (of: number | undefined, one: string, many?: string) => counted(of ?? 0, one, many, lang)
  return (
    <li className="run">
      <div className="run-head">
        <span className={tag}>{run.cancelling ? 'Stopping' : words}</span>
        <strong className="cut" title={run.files.join(', ')}>
          {nameOf(run)}
          {run.files.length > 3 ? ` and ${run.files.length - 3} more` : ''}
        </strong>
        {run.add && run.files.length > 0 ? <span className="quiet">added to the last result</span> : null}
        {run.links ? <span className="quiet">customers merged by {run.links}</span> : null}
        <span className="quiet run-when">
          <When at={run.createdAt} />
          {run.by ? ` by ${run.by}` : ''}
          {run.startedAt && run.endedAt ? `, took ${waitingWords(Math.max(1000, run.endedAt - run.startedAt))}` : ''}
        </span>
      </div>
      {run.state === 'RUNNING' ? <Progress run={run} now={now} /> : null}
      {run.state === 'QUEUED' || run.state === 'RUNNING' ? <Cancel run={run} /> : null}
      {run.fault ? <p className="run-fault">{run.fault}</p> : null}
      {report ? (
        <p className="quiet">
          {number(report.rows, 'row')} read: {number(report.tables.purchases, 'purchase')},{' '}
          {number(report.tables.searches, 'search', 'searches')} without one, {number(report.tables.rejected, 'row')}{' '}
          rejected.
        </p>
      ) : null}
      {run.endedAt && run.files.length > 0 ? (
        <div className="form-buttons run-again">
          <Button
            component={Link}
            to="/crm/journeys/new"
            search={{ from: run.id } as never}
            variant="text"
            color="secondary"
            aria-label={`Run again: ${nameOf(run)}`}
          >
            Run again
          </Button>
        </div>
      ) : null}
    </li>
  )
}

function Progress({ run, now }: { run: RunRow; now: number }) {
  const { lang } = useSession()
  const share = run.progress ? shareDone(run.progress) : 0
  const since = run.startedAt === null ? 0 : now - run.startedAt
  const left = timeLeft(share, since)
  const rate = useRate(run.progress?.rows, now)
  const n = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 })
  return (
    <div className="run-progress">
      <progress max={1} value={share} aria-label={`Run of ${nameOf(run)}`} />
      <p className="quiet figures">
        {run.progress ? phases[run.progress.phase] : 'Starting'}, {Math.round(share * 100)} %
        {run.progress ? `, ${n.format(run.progress.rows)} rows` : ''}
        {rate ? `, ${n.format(rate)} rows a second` : ''}
        {left === undefined ? '' : `, about ${waitingClock(left)} left`}
      </p>
    </div>
  )
}

/** Rows a second since the count last changed; undefined while it stands. */
function useRate(rows: number | undefined, now: number): number | undefined {
  const last = useRef<{ rows: number; at: number; rate?: number } | null>(null)
  if (rows === undefined) return undefined
  const before = last.current
  if (!before) last.current = { rows, at: now }
  else if (rows > before.rows && now > before.at)
    last.current = { rows, at: now, rate: ((rows - before.rows) / (now - before.at)) * 1000 }
  return last.current?.rate
}

function Cancel({ run }: { run: RunRow }) {
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => post(`/api/journeys/runs/${run.id}/cancel`, {}),
    onSuccess: () => setAsking(false),
    onSettled: () => queries.invalidateQueries({ queryKey: runsKey }),
  })
  return (
    <div className="form-buttons">
      <Button color="secondary" disabled={run.cancelling} onClick={() => setAsking(true)}>
        Cancel run
      </Button>
      <Ask
        open={asking}
        title={`Cancel the run of ${nameOf(run)}?`}
        does="Cancel run"
        tone="error"
        busy={cancel.isPending}
        problem={cancel.error?.message ?? null}
        onDo={() => cancel.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>The last result stays as it is. What was read is kept, so that another run goes faster.</p>
      </Ask>
    </div>
  )
}
