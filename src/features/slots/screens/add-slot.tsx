import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { SelectField, TextField } from '../../../web/crm/fields.tsx'
import { AgentChecks } from './agent-checks.tsx'
import { agentsFor, capacityHint, useChoices, useSlotWrite } from './slot-queries.ts'
import { zoneWords } from './slot-words.ts'

/** A single slot by hand. */
export function AddSlot({ onClose }: { onClose(): void }) {
  const { data: choices } = useChoices()
  const [key] = useState(newKey)
  const [values, setValues] = useState({ productId: 0, day: '', clock: '10:00', lengthMin: '30', capacity: '1' })
  const [users, setUsers] = useState<number[]>([])
  const product = choices?.products.find(({ id }) => id === values.productId) ?? choices?.products[0]
  const add = useSlotWrite(() => {
    const { lengthMin, capacity, ...rest } = values
    const slot = { ...rest, lengthMin: Number(lengthMin), capacity: Number(capacity), users }
    return post('/api/slots', { key, ...slot, productId: product?.id }, { retry: true })
  })
  const faults = add.error instanceof Problem ? add.error.fields : {}
  const field = (name: keyof typeof values, label: string) => ({
    ...{ label, value: values[name], error: faults[name] },
    onChange: (event: { target: { value: string } }) => setValues((now) => ({ ...now, [name]: event.target.value })),
  })
  return (
    <Ask
      open
      title="Add slot"
      does="Add slot"
      busy={add.isPending || !choices}
      needs={!product && 'Add a product first.'}
      problem={add.error && Object.keys(faults).length === 0 ? add.error.message : null}
      onDo={() => add.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <SelectField
          label="Product"
          value={String(product?.id ?? '')}
          options={(choices?.products ?? []).map(({ id, name }) => [String(id), name])}
          onChange={(event) => {
            setValues((now) => ({ ...now, productId: Number(event.target.value) }))
            setUsers([])
          }}
        />
        <div className="field-pair">
          <TextField {...field('day', 'Day')} type="date" />
          <TextField
            {...field('clock', 'Time')}
            type="time"
            hint={product ? `By the clocks of ${zoneWords(product.zone)}.` : undefined}
          />
        </div>
        <div className="field-pair">
          <TextField {...field('lengthMin', 'Length in minutes')} type="number" min={5} max={480} step={5} />
          <TextField
            {...field('capacity', 'Customers')}
            type="number"
            min={1}
            max={100}
            hint={capacityHint(choices, values.capacity)}
          />
        </div>
        <AgentChecks
          agents={product ? agentsFor(choices, product.id) : []}
          chosen={users}
          error={faults.users}
          onChange={setUsers}
        />
      </div>
    </Ask>
  )
}
