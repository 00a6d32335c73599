import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import { TextField } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { dayWords } from './slot-words.ts'

type Exceptions = Record<string, number>

/** Days on which a rule is closed, or takes another number of customers. */
export function ExceptionsField(props: {
  exceptions: Exceptions
  error?: string | undefined
  onChange(exceptions: Exceptions): void
}) {
  const { exceptions, error, onChange } = props
  const { lang } = useSession()
  const [day, setDay] = useState('')
  const [customers, setCustomers] = useState('0')
  const days = Object.entries(exceptions).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const add = () => {
    onChange({ ...exceptions, [day]: Math.min(100, Math.max(0, Math.round(Number(customers)) || 0)) })
    setDay('')
    setCustomers('0')
  }
  return (
    <fieldset className="choice-plain">
      <legend>Exceptions</legend>
      {days.length > 0 ? (
        <ul className="exceptions">
          {days.map(([date, seats]) => (
            <li key={date}>
              <span>{dayWords(lang, date)}</span>
              <span className="quiet">
                {seats === 0 ? 'Closed' : seats === 1 ? 'One customer' : `${seats} customers`}
              </span>
              <IconButton
                aria-label={`Remove ${dayWords(lang, date)}`}
                title="Remove"
                onClick={() => onChange(Object.fromEntries(days.filter(([other]) => other !== date)))}
              >
                <Icon name="close" size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="exception-new">
        <TextField
          label="Day"
          type="date"
          hint={day === '' ? 'Choose a day to add it.' : undefined}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <TextField
          label="Customers that day"
          type="number"
          min={0}
          max={100}
          hint="0 is closed."
          value={customers}
          onChange={(event) => setCustomers(event.target.value)}
        />
        <Button disabled={day === ''} onClick={add}>
          Add exception
        </Button>
      </div>
      {error ? (
        <p className="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
