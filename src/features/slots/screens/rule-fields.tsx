import { Choice, SelectField, TextField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import type { SlotChoices } from '../schema/crm.ts'
import { AgentChecks } from './agent-checks.tsx'
import { ExceptionsField } from './exceptions-field.tsx'
import type { RuleValues } from './rule-values.ts'
import { agentsFor, capacityHint } from './slot-queries.ts'
import { daysNames, weekdayOptions, zoneWords } from './slot-words.ts'

/** All that is asked of a rule. */
export function RuleFields(props: {
  values: RuleValues
  faults: Readonly<Record<string, string>>
  choices: SlotChoices
  isNew: boolean
  set(change: Partial<RuleValues>): void
}) {
  const { values, faults, choices, isNew, set } = props
  const { lang } = useSession()
  const product = choices.products.find(({ id }) => id === values.productId)
  return (
    <>
      <SelectField
        label="Product"
        hint={isNew ? undefined : 'A rule stays with its product. Copy it for another one.'}
        error={faults.productId}
        disabled={!isNew}
        value={String(values.productId)}
        options={choices.products.map(({ id, name, active }) => [String(id), active ? name : `${name} (inactive)`])}
        onChange={(event) => set({ productId: Number(event.target.value), users: [] })}
      />
      <div className="field-pair">
        <TextField
          label="Time"
          type="time"
          hint={product ? `By the clocks of ${zoneWords(product.zone)}.` : undefined}
          error={faults.clock}
          value={values.clock}
          onChange={(event) => set({ clock: event.target.value })}
        />
        <TextField
          label="Length in minutes"
          type="number"
          min={5}
          max={480}
          step={5}
          error={faults.lengthMin}
          value={values.lengthMin}
          onChange={(event) => set({ lengthMin: event.target.value })}
        />
      </div>
      <Choice
        label="Days"
        value={values.days}
        options={Object.entries(daysNames) as [RuleValues['days'], string][]}
        onChange={(days) => set({ days })}
      />
      {values.days === 'CHOSEN' ? (
        <fieldset className="choice" aria-describedby={faults.weekdays ? 'weekdays-error' : undefined}>
          <legend>Days of the week</legend>
          {weekdayOptions(lang).map(([day, words]) => (
            <label key={day} className="choice-option">
              <input
                type="checkbox"
                checked={values.weekdays.includes(day)}
                onChange={(event) =>
                  set({
                    weekdays: event.target.checked
                      ? [...values.weekdays, day]
                      : values.weekdays.filter((one) => one !== day),
                  })
                }
              />
              <span>{words}</span>
            </label>
          ))}
          {faults.weekdays ? (
            <p className="field-error" id="weekdays-error" role="alert">
              {faults.weekdays}
            </p>
          ) : null}
        </fieldset>
      ) : null}
      <div className="field-pair">
        <TextField
          label="First date"
          type="date"
          error={faults.firstDate}
          value={values.firstDate}
          onChange={(event) => set({ firstDate: event.target.value })}
        />
        <TextField
          label="Last date"
          type="date"
          hint="Empty: it goes on."
          error={faults.lastDate}
          value={values.lastDate}
          onChange={(event) => set({ lastDate: event.target.value })}
        />
      </div>
      <TextField
        label="Customers"
        type="number"
        min={1}
        max={100}
        hint={capacityHint(choices, values.capacity)}
        error={faults.capacity}
        value={values.capacity}
        onChange={(event) => set({ capacity: event.target.value })}
      />
      <AgentChecks
        agents={agentsFor(choices, values.productId)}
        chosen={values.users}
        error={faults.users}
        onChange={(users) => set({ users })}
      />
      <ExceptionsField
        exceptions={values.exceptions}
        error={faults.exceptions}
        onChange={(exceptions) => set({ exceptions })}
      />
      <Choice
        label="Status"
        value={values.status}
        options={[
          ['ACTIVE', 'Active'],
          ['INACTIVE', 'Inactive'],
        ]}
        onChange={(status) => set({ status })}
      />
    </>
  )
}
