import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { useSession } from '../../../web/crm/session.ts'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { TraceAnswer, TraceAsked, TracedEvent } from '../schema.ts'
import { stepWords } from './customer-journeys.ts'
import { resultKey } from './journey-queries.ts'
import { columnWords, decimalWords } from './journey-words.ts'

const SHOWN = 100
const PRICES = ['unit_price', 'final_price']

/** The events a row is made of: where each stands, what its file has, and what the cleaning made of it. */
export function TracePanel({ asked, product, onClose }: { asked: TraceAsked; product: string; onClose(): void }) {
  const traced = useQuery({
    queryKey: [...resultKey, 'trace', asked],
    queryFn: ({ signal }) => post<TraceAnswer>('/api/journeys/trace', asked, { signal, timeoutMs: 45_000 }),
    // Each look is recorded, and costs a process.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const { data, error } = traced
  return (
    <SidePanel title={`Trace of ${product}`} onClose={onClose}>
      {error && !data ? (
        <Failed problem={error} again={() => void traced.refetch()} />
      ) : !data ? (
        <>
          <p className="quiet">The events are looked up in what the run read. That takes a few seconds.</p>
          <SkeletonRows rows={4} high={64} />
        </>
      ) : (
        <Events events={data.events} />
      )}
    </SidePanel>
  )
}

function Events({ events }: { events: readonly TracedEvent[] }) {
  const [all, setAll] = useState(false)
  const { lang } = useSession()
  const shown = all ? events : events.slice(0, SHOWN)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, and the keyboard has to reach that
    <section aria-label="Events" tabIndex={0}>
      <p className="quiet">
        {events.length === 1 ? 'One event' : `${events.length.toLocaleString(lang)} events, in order`}. Each value is
        shown as its file has it and as it was cleaned.
      </p>
      <ol className="trace">
        {shown.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be alike, and none moves
          <li key={at}>
            <Event event={event} lang={lang} />
          </li>
        ))}
      </ol>
      {shown.length < events.length ? <Button onClick={() => setAll(true)}>Show all</Button> : null}
    </section>
  )
}

function Event({ event, lang }: { event: TracedEvent; lang: string }) {
  const { at, timeWritten, action, file, line, source, fromSearch, currency, cells } = event
  const cleanedWords = (name: string, value: string | null) => {
    if (value === null) return '–'
    if (name === 'quantity') return decimalWords(value, lang)
    return PRICES.includes(name) ? `${decimalWords(value, lang)} ${currency ?? ''}` : value
  }
  return (
    <>
      <h3>
        {stepWords(action)} <When at={at} />
      </h3>
      <p className="quiet">
        {source}, {file}
        {line === null ? '' : `, line ${line.toLocaleString(lang)}`}
        {fromSearch ? '; a search without a product, counted for what was opened from it' : ''}
      </p>
      <table className="trace-cells">
        <thead>
          <tr>
            <td />
            <th scope="col">Written</th>
            <th scope="col">Cleaned</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Time</th>
            <td>{timeWritten ?? '–'}</td>
            <td>
              <When at={at} />
            </td>
          </tr>
          {cells.map(({ name, written, cleaned }) => (
            <tr key={name}>
              <th scope="row">{columnWords(name)}</th>
              <td>{written ?? '–'}</td>
              <td>{cleanedWords(name, cleaned)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
