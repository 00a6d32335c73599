import { TextArea } from '../../../web/crm/fields.tsx'

/** Why the customers of a slot are moved or cancelled; they read it. */
export const Why = ({ value, onChange }: { value: string; onChange(value: string): void }) => (
  <TextArea
    label="Reason"
    hint="The customers read it in their e-mail."
    rows={2}
    maxLength={500}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
)
