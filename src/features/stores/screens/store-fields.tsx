import { TextField } from '../../../web/crm/fields.tsx'
import { ZoneField } from '../../../web/crm/zone-field.tsx'
import type { StoreFields as Fields } from './store-queries.ts'

export function StoreFields(props: {
  values: Fields
  faults: Readonly<Record<string, string>>
  autoFocus?: boolean
  set(change: Partial<Fields>): void
}) {
  const { values, faults, autoFocus, set } = props
  const field = (name: keyof Fields, label: string, maxLength: number) => ({
    ...{ label, maxLength, value: values[name], error: faults[name], autoComplete: 'off' },
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  })
  return (
    <>
      <TextField
        {...field('name', 'Name', 120)}
        {...(autoFocus ? { autoFocus } : {})}
        hint="Visitors choose it by name."
      />
      <TextField {...field('address', 'Address', 300)} />
      <TextField {...field('city', 'City', 80)} />
      <ZoneField value={values.zone} error={faults.zone} onChange={(zone) => set({ zone })} />
      <div className="field-pair">
        <TextField {...field('latitude', 'Latitude', 20)} inputMode="decimal" hint="May stay empty." />
        <TextField {...field('longitude', 'Longitude', 20)} inputMode="decimal" />
      </div>
    </>
  )
}
