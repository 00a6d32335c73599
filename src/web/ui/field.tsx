import type { InputHTMLAttributes, ReactNode } from 'react'

/** ids of the parts of a field, so that a label, hint and error find their control without hooks. */
export const hintId = (id: string) => `${id}-hint`
export const errorId = (id: string) => `${id}-error`

/** The ids a control is described by; undefined when there are none. */
export function describedBy(id: string, hint: unknown, error: unknown): string | undefined {
  return [hint ? hintId(id) : '', error ? errorId(id) : ''].filter(Boolean).join(' ') || undefined
}

/** The line under a control that says what is wrong with it. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return children ? (
    <p className="error" id={errorId(id)}>
      {children}
    </p>
  ) : null
}

export type FieldProps = {
  id: string
  label: string
  hint?: ReactNode
  error?: string | undefined
  /** what the page's script says when it is left empty; without script the server says it */
  missing?: string | undefined
  /** stands at the label's end, as a quiet link or button */
  aside?: ReactNode
}

type NativeInput = Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'style' | 'value'> & {
  value?: string | undefined
}

/** A labelled native input. `value` is what the server keeps; the browser owns it from then on. */
export function Field({ id, label, hint, error, missing, aside, value, ...input }: FieldProps & NativeInput) {
  return (
    <div className="field">
      <div className="field-top">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <input
        {...input}
        id={id}
        name={input.name ?? id}
        defaultValue={value}
        data-missing={missing}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
      {hint ? (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      ) : null}
      <FieldError id={id}>{error}</FieldError>
    </div>
  )
}

export type Option = { value: string; label: string }

/** A labelled native select. */
export function SelectField(
  props: FieldProps & {
    name?: string
    value?: string | undefined
    options: Option[]
    empty?: string
    required?: boolean
  },
) {
  const { id, label, hint, error, missing, value, options, empty, name, required } = props
  return (
    <div className="field">
      <div className="field-top">
        <label htmlFor={id}>{label}</label>
      </div>
      <select
        id={id}
        name={name ?? id}
        defaultValue={value}
        required={required}
        data-missing={missing}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
      >
        {empty === undefined ? null : <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint ? (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      ) : null}
      <FieldError id={id}>{error}</FieldError>
    </div>
  )
}

/** A labelled native textarea; the script writes how many of `max` characters are left into the hint (`left` with `{}`). */
export function TextField(
  props: FieldProps & { name?: string; value?: string | undefined; max: number; left: string; rows?: number },
) {
  const { id, label, hint, error, value, max, left, rows = 3, name } = props
  return (
    <div className="field">
      <div className="field-top">
        <label htmlFor={id}>{label}</label>
      </div>
      <textarea
        id={id}
        name={name ?? id}
        defaultValue={value}
        maxLength={max}
        rows={rows}
        data-left={left}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
      {hint ? (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      ) : null}
      <FieldError id={id}>{error}</FieldError>
    </div>
  )
}
