import type { ReactNode } from 'react'
import { staffTexts as words } from '../../../web/texts/staff.ts'
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
}) {
  return (
    <Field
      {...props}
      type="password"
      required
      maxLength={200}
      aside={
        <Button look="text" type="button" does="show" value={props.id} other={words.hide} hidden>
          {words.show}
        </Button>
      }
    />
  )
}
