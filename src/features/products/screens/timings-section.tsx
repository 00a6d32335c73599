import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import { Problem } from '../../../web/client/problem.ts'
import { Choice, TextField } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { useEdits } from '../../../web/crm/use-edits.ts'
import { alwaysOpen, hoursOn } from '../rules/hours.ts'
import { type Weekday, weekdays } from '../rules/weekdays.ts'
import type { LiveTimings, ProductDetails } from '../schema.ts'
import { AddHours, Hours, type Interval } from './hours.tsx'
import { changeProduct, useProductChange } from './product-queries.ts'

const names: Record<Weekday, string> = {
  ...{ mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday' },
  ...{ fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
}
const OFFICE: Interval = ['10:00', '19:00']
const officeWeek = () => Object.fromEntries(weekdays.map((day) => [day, [OFFICE]]))

/** When experts can be met live: hours of the week, and dates that differ. */
export function TimingsSection({ product }: { product: ProductDetails }) {
  const { id, zone, liveTimings } = product
  const edits = useEdits<LiveTimings>({ week: liveTimings.week, exceptions: liveTimings.exceptions })
  const [saved, setSaved] = useState<string | null>(null)
  const save = useProductChange(id, (timings: LiveTimings) => changeProduct(id, { liveTimings: timings }))
  const { values, set, dirty, reset } = edits
  const always = alwaysOpen(values)
  const faults = save.error instanceof Problem ? Object.entries(save.error.fields) : []
  const setDay = (day: Weekday, hours: Interval[]) => set({ week: { ...values.week, [day]: hours } })
  const copyToAll = (from: Weekday) =>
    set({ week: Object.fromEntries(weekdays.map((day) => [day, values.week[from] ?? []])) })
  return (
    <section className="section" aria-labelledby="timings-title">
      <h2 id="timings-title">Live timings</h2>
      <Today timings={values} zone={zone} unsaved={dirty} />
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(values, {
            onSuccess: () => {
              reset()
              setSaved('Saved: live timings')
            },
          })
        }}
      >
        <Choice
          label="Experts can be live"
          value={always ? 'ALWAYS' : 'HOURS'}
          options={[
            ['ALWAYS', 'At any time'],
            ['HOURS', 'At set hours'],
          ]}
          onChange={(choice) => {
            if ((choice === 'ALWAYS') !== always) set({ week: choice === 'ALWAYS' ? {} : officeWeek() })
          }}
        />
        {always ? null : (
          <ul className="week" aria-label="Hours of the week">
            {weekdays.map((day) => (
              <li key={day} className="week-day">
                <span className="week-name">{names[day]}</span>
                <Hours of={names[day]} hours={values.week[day] ?? []} onChange={(hours) => setDay(day, hours)} />
                <span className="week-tools">
                  <AddHours
                    of={names[day]}
                    hours={values.week[day] ?? []}
                    usual={OFFICE}
                    onChange={(hours) => setDay(day, hours)}
                  />
                  <IconButton
                    aria-label={`Copy ${names[day]} to all days`}
                    title={`Copy ${names[day]} to all days`}
                    disabled={(values.week[day] ?? []).length === 0}
                    onClick={() => copyToAll(day)}
                  >
                    <Icon name="copy" size={16} />
                  </IconButton>
                </span>
              </li>
            ))}
          </ul>
        )}
        <Exceptions exceptions={values.exceptions} zone={zone} onChange={(exceptions) => set({ exceptions })} />
        <SaveBar
          dirty={dirty}
          busy={save.isPending}
          saved={saved}
          problem={save.error ? (faults[0]?.[1] ?? save.error.message) : null}
          onDiscard={() => {
            reset()
            save.reset()
          }}
        />
      </form>
    </section>
  )
}

/** "09:00 to 18:00"; the end of the day reads midnight. */
const intervalWords = ([from, to]: Interval) => `${from} to ${to === '24:00' ? 'midnight' : to}`
const hoursWords = (hours: Interval[]) =>
  hours.length === 0
    ? 'closed'
    : hours.some(([from, to]) => from === '00:00' && to === '24:00')
      ? 'open all day'
      : hours.map(intervalWords).join(', ')

/** The day and the clock of a zone now, by Intl: Temporal would come along otherwise. */
function nowIn(timeZone: string): { day: string; clock: string } {
  const now = Date.now()
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return {
    day: new Intl.DateTimeFormat('en-CA', { timeZone }).format(now),
    clock: new Intl.DateTimeFormat('en-GB', { ...clock, timeZone }).format(now),
  }
}

function Today({ timings, zone, unsaved }: { timings: LiveTimings; zone: string; unsaved: boolean }) {
  const { day, clock } = nowIn(zone)
  const hours = hoursOn(timings, day)
  const open = hours.some(([from, to]) => from <= clock && clock < to)
  const special = timings.exceptions[day] ? ' (a date that differs)' : ''
  return (
    <p className="quiet" role="status">
      {unsaved ? 'With these timings, today' : 'Today'}, {dayWords(day)}: {hoursWords(hours)}
      {special}. {open ? 'Open now' : 'Closed now'}, by the clocks of {zone.replaceAll('_', ' ')}.
    </p>
  )
}

const dayWords = (day: string, lang = 'en') =>
  new Intl.DateTimeFormat(lang, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`))

function Exceptions(props: {
  exceptions: LiveTimings['exceptions']
  zone: string
  onChange(exceptions: LiveTimings['exceptions']): void
}) {
  const { exceptions, zone, onChange } = props
  const { lang } = useSession()
  const [day, setDay] = useState('')
  const days = Object.keys(exceptions).toSorted()
  const taken = day in exceptions
  const today = nowIn(zone).day
  const add = (hours: Interval[]) => {
    onChange({ ...exceptions, [day]: hours })
    setDay('')
  }
  return (
    <fieldset>
      <legend>Dates that differ</legend>
      {days.length > 0 ? (
        <ul className="week" aria-label="Dates that differ">
          {days.map((it) => (
            <li key={it} className="week-day">
              <span className="week-name">{dayWords(it, lang)}</span>
              <Hours
                of={dayWords(it, lang)}
                hours={exceptions[it] ?? []}
                onChange={(hours) => onChange({ ...exceptions, [it]: hours })}
              />
              <span className="week-tools">
                <AddHours
                  of={dayWords(it, lang)}
                  hours={exceptions[it] ?? []}
                  usual={OFFICE}
                  onChange={(hours) => onChange({ ...exceptions, [it]: hours })}
                />
                <IconButton
                  aria-label={`Remove ${dayWords(it, lang)}`}
                  title="Remove this date"
                  onClick={() => onChange(Object.fromEntries(Object.entries(exceptions).filter(([key]) => key !== it)))}
                >
                  <Icon name="close" size={16} />
                </IconButton>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="add-line">
        <TextField
          label="Date"
          type="date"
          min={today}
          value={day}
          error={taken ? 'This date is above.' : undefined}
          onChange={(event) => setDay(event.target.value)}
        />
        <Button disabled={!day || taken} onClick={() => add([])}>
          Closed that day
        </Button>
        <Button disabled={!day || taken} onClick={() => add([OFFICE])}>
          Other hours
        </Button>
      </div>
    </fieldset>
  )
}
