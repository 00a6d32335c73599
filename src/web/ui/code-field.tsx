import type { ReactNode } from 'react'
import { describedBy, FieldError, hintId } from './field.tsx'

/**
 * Six digits in six drawn boxes: one real input under them, so that paste, autofill and screen readers work with no script.
 * The boxes lie behind it; the input's letter spacing puts one digit into each.
 */
export function CodeField(props: {
  id: string
  label: string
  name?: string
  error?: string | undefined
  missing?: string | undefined
  hint?: ReactNode
  /** true where the code comes by SMS: lets the browser offer it */
  sms?: boolean
  autoFocus?: boolean
}) {
  const { id, label, name, error, missing, hint, sms = true, autoFocus } = props
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="code">
        <div className="code-boxes" aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
          <i />
          <i />
        </div>
        <input
          id={id}
          name={name ?? id}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          // Seven, so that "123 456" can be pasted without script; what is no digit is dropped by script and server.
          maxLength={7}
          required
          // biome-ignore lint/a11y/noAutofocus: the field is the page's only matter, and its label is read on focus
          autoFocus={autoFocus}
          spellCheck={false}
          data-code={sms ? 'sms' : 'app'}
          data-missing={missing}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, hint, error)}
        />
      </div>
      {hint ? (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      ) : null}
      <FieldError id={id}>{error}</FieldError>
    </div>
  )
}
