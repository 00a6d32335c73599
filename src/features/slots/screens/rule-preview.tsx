import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { useSession } from '../../../web/crm/session.ts'
import { Note, SkeletonRows } from '../../../web/crm/states.tsx'
import type { Preview, PreviewDay } from '../schema/crm.ts'
import { bodyOf, type RuleValues } from './rule-values.ts'
import { slotsKey } from './slot-queries.ts'
import { clocks, dayWords, zoneWords } from './slot-words.ts'

const TYPING_MS = 300

/** What a rule will offer in two weeks, drawn while it is written: the server knows holidays, times off and other slots. */
export function RulePreview({ values, id }: { values: RuleValues; id?: number }) {
  const { status: _, ...rule } = bodyOf(values)
  const body = useSettled(JSON.stringify({ ...rule, ...(id === undefined ? {} : { id }) }), TYPING_MS)
  const preview = useQuery({
    queryKey: [...slotsKey, 'preview', body],
    queryFn: ({ signal }) => post<Preview>('/api/rules/preview', JSON.parse(body), { signal, retry: true }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const { days = [] } = preview.data ?? {}
  const noAgents = values.users.length === 0
  const open = days.filter(({ state }) => state === 'OPEN').length
  return (
    <section className="section" aria-labelledby="preview">
      <h2 id="preview">The next two weeks</h2>
      <p className="quiet" role="status">
        {preview.data && noAgents
          ? `Choose an agent to see its slots. Times are by the clocks of ${zoneWords(preview.data.zone)}.`
          : preview.data
            ? `${open === 0 ? 'No slots' : open === 1 ? 'One slot' : `${open} slots`}, by the clocks of ${zoneWords(preview.data.zone)}.`
            : ''}
      </p>
      {values.status === 'INACTIVE' ? <Note>An inactive rule offers nothing until it is activated.</Note> : null}
      {preview.error ? <Note tone="warn">{preview.error.message}</Note> : null}
      {preview.data || preview.error ? null : <SkeletonRows rows={7} />}
      {days.length > 0 && !preview.error ? (
        <ol className={preview.isPlaceholderData ? 'preview stale' : 'preview'}>
          {days.map((day) => (
            <Day key={day.day} day={day} zone={preview.data!.zone} noAgents={noAgents} />
          ))}
        </ol>
      ) : null}
    </section>
  )
}

function Day({ day, zone, noAgents }: { day: PreviewDay; zone: string; noAgents: boolean }) {
  const { lang } = useSession()
  const { state, startsAt, endsAt, kept } = day
  const time = startsAt !== null && endsAt !== null ? clocks(lang, zone, startsAt, endsAt) : ''
  // That nobody is chosen yet is said once, above: a day without anybody is no fault of the rule's then.
  const unasked = state === 'NOBODY' && noAgents
  return (
    <li className={`preview-day preview-${unasked ? 'none' : state.toLowerCase()}`}>
      <span className="preview-date figures">{dayWords(lang, day.day, 'short')}</span>
      <span className="preview-what">
        {state === 'OPEN' ? (
          <>
            <strong className="figures">{time}</strong>
            <span className="quiet">
              {' '}
              {day.agents.join(', ')}
              {day.capacity > 1 ? `, ${day.capacity} customers` : ''}
            </span>
          </>
        ) : (
          <span className="quiet">{unasked ? time : whyNot(day)}</span>
        )}
        {kept && startsAt !== null && kept.startsAt === startsAt ? (
          <span className="tag tag-brand">{kept.taken} booked</span>
        ) : null}
        {state === 'KEPT' && kept ? (
          <span className="preview-clash">
            Booked at {clocks(lang, zone, kept.startsAt, kept.startsAt)} ({kept.taken}): that slot stays
            {startsAt !== null ? `, instead of ${time}` : ''}
          </span>
        ) : null}
        {day.clashes.map(({ name, what, from, to }) => (
          <span key={`${name} ${from}`} className="preview-clash">
            {name} {what === null ? 'has time off' : `has ${what} at ${clocks(lang, zone, from, to)}`}
          </span>
        ))}
      </span>
    </li>
  )
}

function whyNot({ state, holiday }: PreviewDay): string {
  if (state === 'NONE') return 'Not one of its days'
  if (state === 'PAST') return 'Over for today'
  if (state === 'HOLIDAY') return `Closed: ${holiday}`
  if (state === 'CLOSED') return 'Closed by an exception'
  if (state === 'NOBODY') return 'No agent is free'
  return ''
}

/** A value once it has not changed for a while. */
function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs)
    return () => clearTimeout(timer)
  }, [value, afterMs])
  return settled
}
