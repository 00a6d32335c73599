import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import { TextField } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { useSession } from '../../../web/crm/session.ts'
import type { Settings } from '../schema.ts'
import type { Faults } from './brand-fields.tsx'

type Days = Settings['holidays']

/** Days on which no slots are offered. */
export function HolidaysField({ days, faults, onChange }: { days: Days; faults: Faults; onChange(days: Days): void }) {
  const { lang } = useSession()
  const [day, setDay] = useState('')
  const [name, setName] = useState('')
  const words = new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeZone: 'UTC' })
  const dayWords = (it: string) => words.format(Date.parse(`${it}T00:00:00Z`))
  const taken = days.some((it) => it.day === day)
  const add = () => {
    onChange([...days, { day, name: name.trim() }].toSorted((a, b) => (a.day < b.day ? -1 : 1)))
    setDay('')
    setName('')
  }
  const fault = Object.entries(faults).find(([field]) => field.startsWith('holidays'))?.[1]
  return (
    <section className="section" aria-labelledby="holidays-title">
      <h2 id="holidays-title">Holidays</h2>
      <p className="quiet">
        No slots are offered on these days. Live timings have dates of their own, on each product.
      </p>
      {days.length > 0 ? (
        <ul className="dated" aria-label="Holidays">
          {days.map((it) => (
            <li key={it.day}>
              <span>
                {it.name} <span className="quiet">{dayWords(it.day)}</span>
              </span>
              <IconButton
                aria-label={`Remove ${it.name}, ${dayWords(it.day)}`}
                title="Remove"
                onClick={() => onChange(days.filter(({ day: other }) => other !== it.day))}
              >
                <Icon name="close" size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="add-line">
        <TextField
          label="Day"
          type="date"
          value={day}
          error={taken ? 'This day is above.' : undefined}
          onChange={(event) => setDay(event.target.value)}
        />
        <div className="field-grow">
          <TextField
            label="Name of the holiday"
            autoComplete="off"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button disabled={!day || taken || !name.trim()} onClick={add}>
          Add holiday
        </Button>
      </div>
      {fault ? (
        <p className="field-error" role="alert">
          {fault}
        </p>
      ) : null}
    </section>
  )
}
