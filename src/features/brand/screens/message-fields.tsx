import { useState } from 'react'
import { TextArea, TextField } from '../../../web/crm/fields.tsx'
import type { Settings } from '../schema.ts'
import type { Faults } from './brand-fields.tsx'

type Quiet = Settings['quiet']
type Sms = Settings['sms']

/** When SMS that can wait are held back. */
export function QuietFields(props: { values: Quiet; faults: Faults; set(change: Partial<Quiet>): void }) {
  const { values, faults, set } = props
  const clock = (field: 'from' | 'to', label: string) => (
    <TextField
      label={label}
      type="time"
      value={values[field]}
      error={faults[`quiet.${field}`]}
      onChange={(event) => set({ [field]: event.target.value })}
    />
  )
  return (
    <section className="section" aria-labelledby="quiet-title">
      <h2 id="quiet-title">Quiet hours</h2>
      <p className="quiet">
        Between these times of the visitor's zone, only codes, answers and reminders within the hour go out by SMS.
      </p>
      <div className="add-line">
        {clock('from', 'From')}
        {clock('to', 'To')}
      </div>
    </section>
  )
}

const write = (templates: Sms['templates']) =>
  Object.entries(templates)
    .map(([name, id]) => `${name} ${id}`)
    .join('\n')
/** One template and its id a line; a line without an id is left out. */
const read = (text: string): Sms['templates'] =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim().split(/[\s=:]+/))
      .filter(([name, id]) => name && id)
      .map(([name, id]) => [name, id]),
  )

/** What India's operators ask for with each SMS. */
export function SmsFields(props: { values: Sms; faults: Faults; set(change: Partial<Sms>): void }) {
  const { values, faults, set } = props
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed !== null && write(read(typed)) === write(values.templates) ? typed : write(values.templates)
  return (
    <section className="section" aria-labelledby="sms-title">
      <h2 id="sms-title">SMS ids</h2>
      <p className="quiet">Operators in India ask for them (DLT). Elsewhere they may stay empty.</p>
      <div className="form">
        <div className="field-pair">
          <TextField
            label="Entity id"
            autoComplete="off"
            maxLength={64}
            value={values.entity}
            error={faults['sms.entity']}
            onChange={(event) => set({ entity: event.target.value })}
          />
          <TextField
            label="Sender"
            autoComplete="off"
            maxLength={64}
            value={values.sender}
            error={faults['sms.sender']}
            onChange={(event) => set({ sender: event.target.value })}
          />
        </div>
        <TextArea
          label="Template ids"
          spellCheck={false}
          value={shown}
          error={faults['sms.templates']}
          hint="One a line: the template's name, as in Messages, and its id. For example: otp 1107161234567890123"
          onChange={(event) => {
            setTyped(event.target.value)
            set({ templates: read(event.target.value) })
          }}
        />
      </div>
    </section>
  )
}
