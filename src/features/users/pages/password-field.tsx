import type { ReactNode } from 'react'
import type { Texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Field } from '../../../web/ui/field.tsx'

/** A password with "Show password" beside its label; the button appears only where the script can serve it. */
export function PasswordField(props: {
  id: string
  label: string
  hint?: ReactNode
  error?: string | undefined
  missing: string
  autoComplete: 'current-password' | 'new-password'
  t: Texts
}) {
  const { t, ...field } = props
  return (
    <Field
      {...field}
      type="password"
      required
      maxLength={200}
      aside={
        <Button look="text" type="button" does="show" value={field.id} other={t.staff.hide} hidden>
          {t.staff.show}
        </Button>
      }
    />
  )
}
