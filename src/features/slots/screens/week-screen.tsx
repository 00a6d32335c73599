import '../../../web/crm/styles/schedule.css'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { useNow } from '../../../web/crm/now.ts'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, Note, SkeletonRows } from '../../../web/crm/states.tsx'
import { readView, stringifySearch, text, type View, word, writeView } from '../../../web/crm/view.ts'
import type { Week as WeekAnswer } from '../schema/crm.ts'
import { slotsKey, useNamed } from './slot-queries.ts'
import { dayWords, lookWords, type SlotLook, zoneWords } from './slot-words.ts'
import { Week } from './week.tsx'
import { addDays, localOf, mondayOf } from './week-layout.ts'

const fields = { week: text, product: text, agent: text, by: word('agent') }
export type WeekView = View<typeof fields>

/** The week, and whose; a week that is no day is this one. */
export function readWeekView(search: Record<string, unknown>): WeekView {
  const view = readView(fields, search)
  const isDay = /^\d{4}-\d\d-\d\d$/.test(view.week) && !Number.isNaN(Date.parse(view.week))
  const id = (said: string) => (/^[1-9]\d{0,14}$/.test(said) ? said : '')
  return { ...view, week: isDay ? mondayOf(view.week) : '', product: id(view.product), agent: id(view.agent) }
}

const looks: SlotLook[] = ['free', 'some', 'full', 'nobody', 'past']

/** A week of slots with the seats taken; lanes by agent on request. */
export function WeekScreen(props: { view: WeekView; onView(view: WeekView): void; openId: string | undefined }) {
  const { view, onView, openId } = props
  const { zone, lang } = useSession()
  const now = useNow(0, 30_000)
  const { products, agents } = useNamed()
  const today = mondayOf(localOf(zone, now).day)
  const first = view.week || today
  const { by: _, week: __, ...whose } = view
  const asked = stringifySearch(writeView({ from: first, ...whose }))
  const week = useQuery({
    queryKey: [...slotsKey, 'week', asked],
    queryFn: ({ signal }) => get<WeekAnswer>(`/api/slots/week${asked}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const go = (to: string) => onView({ ...view, week: to === today ? '' : to })
  return (
    <>
      <div className="week-head">
        <IconButton aria-label="Previous week" title="Previous week" onClick={() => go(addDays(first, -7))}>
          <Icon name="left" />
        </IconButton>
        <IconButton aria-label="Next week" title="Next week" onClick={() => go(addDays(first, 7))}>
          <Icon name="right" />
        </IconButton>
        <Button aria-current={first === today ? 'date' : undefined} onClick={() => go(today)}>
          This week
        </Button>
        <div role="status">
          <h2 className="week-name">
            {dayWords(lang, first)} to {dayWords(lang, addDays(first, 6))}
          </h2>
        </div>
        <Whose
          label="Product"
          all="All products"
          value={view.product}
          options={products}
          onChange={(product) => onView({ ...view, product })}
        />
        <Whose
          label="Agent"
          all="All agents"
          value={view.agent}
          options={agents}
          onChange={(agent) => onView({ ...view, agent })}
        />
        <label className="check week-by">
          <input
            type="checkbox"
            checked={view.by === 'agent'}
            onChange={(event) => onView({ ...view, by: event.target.checked ? 'agent' : '' })}
          />
          By agent
        </label>
      </div>
      <p className="legend">
        {looks.map((look) => (
          <span key={look}>
            <i className={`look-dot look-${look}`} />
            {lookWords[look]}
          </span>
        ))}
        <span>Times of {zoneWords(zone)}</span>
      </p>
      {week.error && !week.data ? <Failed problem={week.error} again={() => void week.refetch()} /> : null}
      {week.data || week.error ? null : <SkeletonRows rows={9} />}
      {week.data?.more ? <Note tone="warn">Not all slots of this week fit. Choose a product or an agent.</Note> : null}
      {week.data?.slots.length === 0 ? (
        <Empty icon="calendar" title="No slots this week">
          {whose.product || whose.agent
            ? 'Choose another product or agent, or look at another week.'
            : 'What rules offer, and slots added by hand, stand here.'}
        </Empty>
      ) : null}
      {week.data && week.data.slots.length > 0 ? (
        <div className={week.isPlaceholderData ? 'stale' : undefined}>
          <Week slots={week.data.slots} first={first} lanes={view.by === 'agent'} now={now} openId={openId} />
        </div>
      ) : null}
    </>
  )
}

function Whose(props: {
  label: string
  all: string
  value: string
  options: readonly (readonly [string, string])[]
  onChange(value: string): void
}) {
  const { label, all, value, options, onChange } = props
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{all}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}
