import type { ReactNode } from 'react'
import { describedBy, FieldError, hintId, type Option } from './field.tsx'

/** One checkbox with its words beside it; the words may hold links. */
export function Checkbox(props: {
  id: string
  name?: string
  checked?: boolean
  required?: boolean
  error?: string | undefined
  missing?: string | undefined
  children: ReactNode
}) {
  const { id, name, checked, required, error, missing, children } = props
  return (
    <div className="check">
      <input
        type="checkbox"
        id={id}
        name={name ?? id}
        value="yes"
        defaultChecked={checked}
        required={required}
        data-missing={missing}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, null, error)}
      />
      <div>
        <label htmlFor={id}>{children}</label>
        <FieldError id={id}>{error}</FieldError>
      </div>
    </div>
  )
}

type GroupProps = {
  id: string
  label: string
  hint?: string | undefined
  error?: string | undefined
  missing?: string | undefined
  value?: string | undefined
  name?: string
}

function Radios(props: GroupProps & { className: string; options: Option[] }) {
  const { id, label, hint, error, missing, value, options, className } = props
  const name = props.name ?? id
  return (
    <div
      className="field"
      role="radiogroup"
      id={id}
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy(id, hint, error)}
      aria-required={missing ? true : undefined}
      data-missing={missing}
    >
      <p className="label" id={`${id}-label`}>
        {label}
      </p>
      {hint ? (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      ) : null}
      <div className={className}>
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} value={option.value} defaultChecked={option.value === value} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <FieldError id={id}>{error}</FieldError>
    </div>
  )
}

/** One of a few words, as a row of chips over native radio buttons. */
export function Choice(props: GroupProps & { options: Option[] }) {
  return <Radios {...props} className="chips" />
}

/** One number from `from` to `to`, as native radio buttons in two rows, so that each is a full target on a phone. */
export function Scale({ from, to, ...props }: GroupProps & { from: number; to: number }) {
  const options = Array.from({ length: to - from + 1 }, (_, i) => ({ value: `${from + i}`, label: `${from + i}` }))
  return <Radios {...props} options={options} className={options.length > 10 ? 'scale scale-6' : 'scale'} />
}
