import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { SelectField, TextField } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, Note, SkeletonRows } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import type { Kept, TimeOffRows } from '../schema/crm.ts'
import { slotsKey, useChoices, useSlotWrite } from './slot-queries.ts'
import { SlotTabs } from './slot-tabs.tsx'
import { clocks, longDay, offWords, zoneWords } from './slot-words.ts'

/** When agents are away: their slots are not offered then. */
export function TimeOffScreen() {
  const [adding, setAdding] = useState(false)
  const [left, setLeft] = useState<Kept['kept']>([])
  const off = useQuery({
    queryKey: [...slotsKey, 'time-off'],
    queryFn: ({ signal }) => get<TimeOffRows>('/api/time-off', { signal }),
  })
  const add = (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => setAdding(true)}
    >
      Add time off
    </Button>
  )
  return (
    <Page title="Slots" action={add}>
      <SlotTabs />
      {left.length > 0 ? <Deserted slots={left} /> : null}
      {off.error && !off.data ? <Failed problem={off.error} again={() => void off.refetch()} /> : null}
      {off.data || off.error ? null : <SkeletonRows rows={4} />}
      {off.data?.rows.length === 0 ? (
        <Empty icon="away" title="Nobody has time off">
          While an agent is away, their slots are not offered. The brand's holidays are in Settings.
        </Empty>
      ) : null}
      {off.data && off.data.rows.length > 0 ? (
        <ol className="rows" aria-label="Time off">
          {off.data.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ol>
      ) : null}
      {adding ? (
        <AddTimeOff
          onClose={() => setAdding(false)}
          onAdded={(kept) => {
            setAdding(false)
            setLeft(kept)
          }}
        />
      ) : null}
    </Page>
  )
}

/** Booked slots that nobody has any more: each leads to where it is moved, cancelled or given to somebody. */
function Deserted({ slots }: { slots: Kept['kept'] }) {
  const { lang, zone } = useSession()
  return (
    <Note tone="warn">
      <p>
        {slots.length === 1 ? 'A booked slot has no agent now.' : `${slots.length} booked slots have no agent now.`}
      </p>
      <ul>
        {slots.map(({ id, product, startsAt, endsAt, taken }) => (
          <li key={id}>
            <Link to="/crm/schedules/$slot" params={{ slot: String(id) }}>
              {product.name}, {longDay(lang, zone, startsAt)}, {clocks(lang, zone, startsAt, endsAt)}
            </Link>
            : {taken} booked
          </li>
        ))}
      </ul>
      <p>Open each to give it to another agent, move it or cancel it.</p>
    </Note>
  )
}

function Row({ row }: { row: TimeOffRows['rows'][number] }) {
  const { lang, zone } = useSession()
  const remove = useSlotWrite(() => post(`/api/time-off/${row.id}/remove`))
  return (
    <li className="row">
      <div className="row-main">
        <span className="row-name">{row.user.name}</span>
        <span className="row-sub">
          <span>{offWords(lang, zone, row.startsAt, row.endsAt)}</span>
          {row.note ? <span>{row.note}</span> : null}
        </span>
      </div>
      <div className="row-end">
        <Button
          aria-label={`Remove the time off of ${row.user.name}`}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, { onError: (error) => toast({ text: error.message, tone: 'error' }) })
          }
        >
          Remove
        </Button>
      </div>
    </li>
  )
}

function AddTimeOff({ onClose, onAdded }: { onClose(): void; onAdded(kept: Kept['kept']): void }) {
  const { zone } = useSession()
  const { data: choices } = useChoices()
  const [values, setValues] = useState({
    userId: '',
    firstDay: '',
    firstClock: '',
    lastDay: '',
    lastClock: '',
    note: '',
  })
  const add = useSlotWrite(() => {
    const { userId, firstDay, firstClock, lastDay, lastClock, note } = values
    const clocks = { ...(firstClock ? { firstClock } : {}), ...(lastClock ? { lastClock } : {}) }
    return post<Kept>('/api/time-off', {
      userId: Number(userId),
      firstDay,
      lastDay: lastDay || firstDay,
      note,
      ...clocks,
    })
  })
  const faults = add.error instanceof Problem ? add.error.fields : {}
  const field = (name: keyof typeof values, label: string) => ({
    ...{ label, value: values[name], error: faults[name] },
    onChange: (event: { target: { value: string } }) => setValues((now) => ({ ...now, [name]: event.target.value })),
  })
  return (
    <Ask
      open
      title="Add time off"
      does="Add time off"
      busy={add.isPending}
      needs={!values.userId ? 'Choose who is away.' : !values.firstDay && 'Choose the first day.'}
      problem={add.error?.message ?? null}
      onDo={() => add.mutate(undefined, { onSuccess: ({ kept }) => onAdded(kept) })}
      onClose={onClose}
    >
      <div className="form">
        <SelectField
          {...field('userId', 'Agent')}
          options={[['', 'Choose'], ...(choices?.agents ?? []).map(({ id, name }) => [String(id), name] as const)]}
        />
        <div className="field-pair">
          <TextField {...field('firstDay', 'First day')} type="date" />
          <TextField {...field('firstClock', 'From')} type="time" hint="Empty: from its beginning." />
        </div>
        <div className="field-pair">
          <TextField {...field('lastDay', 'Last day')} type="date" hint="Empty: the same day." min={values.firstDay} />
          <TextField {...field('lastClock', 'To')} type="time" hint="Empty: to its end." />
        </div>
        <TextField {...field('note', 'Note')} maxLength={200} hint={`Times are by the clocks of ${zoneWords(zone)}.`} />
      </div>
    </Ask>
  )
}
