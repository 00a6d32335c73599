import { useState } from 'react'
import { Problem } from '../../../web/client/problem.ts'
import { TextArea, TextField } from '../../../web/crm/fields.tsx'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import { ZoneField } from '../../../web/crm/zone-field.tsx'
import { KeptSlots } from '../../slots/parts/kept-slots.tsx'
import type { ProductDetails } from '../schema.ts'
import { changeProduct, useProductChange } from './product-queries.ts'

const words = {
  name: 'name',
  description: 'description',
  buyLink: 'buy link',
  zone: 'time zone',
  noticeMin: 'notice',
  bufferMin: 'buffer',
  horizonDays: 'horizon',
} as const
type Field = keyof typeof words

/** What visitors read of it, and how its slots are offered. */
export function DetailsSection({ product }: { product: ProductDetails }) {
  const { name, description, buyLink, zone, noticeMin, bufferMin, horizonDays } = product
  const edits = useEdits({ name, description, buyLink, zone, noticeMin, bufferMin, horizonDays })
  const [saved, setSaved] = useState<string | null>(null)
  const save = useProductChange(product.id, (change: object) => changeProduct(product.id, change))
  const kept = save.data?.kept ?? []
  const { values, changed, dirty, set, reset } = edits
  const fields = save.error instanceof Problem ? save.error.fields : {}
  const submit = () => {
    const said = (Object.keys(changed) as Field[]).map((field) => words[field]).join(', ')
    save.mutate(changed, {
      onSuccess: () => {
        reset()
        setSaved(`Saved: ${said}`)
      },
    })
  }
  const minutes = (field: 'noticeMin' | 'bufferMin' | 'horizonDays', label: string, hint: string, max: number) => (
    <TextField
      label={label}
      type="number"
      inputMode="numeric"
      min={field === 'horizonDays' ? 1 : 0}
      max={max}
      value={Number.isNaN(values[field]) ? '' : values[field]}
      hint={hint}
      error={fields[field]}
      onChange={(event) => set({ [field]: event.target.valueAsNumber })}
    />
  )
  return (
    <section className="section" aria-labelledby="details-title">
      <h2 id="details-title">Details</h2>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={120}
          value={values.name}
          error={fields.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextArea
          label="Description"
          rows={4}
          maxLength={2000}
          value={values.description}
          error={fields.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        <TextField
          label="Buy link"
          type="url"
          maxLength={500}
          value={values.buyLink ?? ''}
          error={fields.buyLink}
          hint="Offered in the meeting and after it. May stay empty."
          onChange={(event) => set({ buyLink: event.target.value || null })}
        />
        <ZoneField
          value={values.zone}
          error={fields.zone}
          hint="Live timings and slots go by its clocks."
          onChange={(next) => set({ zone: next })}
        />
        <div className="field-pair">
          {minutes('noticeMin', 'Notice, minutes', 'Least time between booking and slot.', 10_080)}
          {minutes('bufferMin', 'Buffer, minutes', 'Free time of an agent after a slot.', 240)}
          {minutes('horizonDays', 'Horizon, days', 'Slots appear so far ahead.', 365)}
        </div>
        <SaveBar
          dirty={dirty}
          busy={save.isPending}
          saved={saved}
          problem={save.error && Object.keys(fields).length === 0 ? save.error.message : null}
          onDiscard={() => {
            reset()
            save.reset()
          }}
        />
      </form>
      {kept.length > 0 ? <KeptSlots kept={kept} clock={null} onClose={save.reset} /> : null}
    </section>
  )
}
