import { type ComponentProps, type ReactNode, useId } from 'react'

type Around = { label: string; hint?: ReactNode; error?: string | null | undefined }

function Labelled({ id, label, hint, error, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  )
}

const described = (id: string, { hint, error }: Pick<Around, 'hint' | 'error'>) => ({
  'aria-invalid': error ? true : undefined,
  'aria-describedby': [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
})

export function TextField({ label, hint, error, ...input }: Around & ComponentProps<'input'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input id={id} className="input" {...input} {...described(id, { hint, error })} />
    </Labelled>
  )
}

export function TextArea({ label, hint, error, ...input }: Around & ComponentProps<'textarea'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea id={id} className="input" {...input} {...described(id, { hint, error })} />
    </Labelled>
  )
}

/** The browser's own select: fast on phones, known to screen readers. `options` are value and words. */
export function SelectField({
  label,
  hint,
  error,
  options,
  ...input
}: Around & { options: readonly (readonly [string, string])[] } & ComponentProps<'select'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <select id={id} className="input" {...input} {...described(id, { hint, error })}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

/** One of few, all in sight. */
export function Choice<V extends string>(props: {
  label: string
  value: NoInfer<V> | null
  options: readonly (readonly [V, string])[]
  onChange(value: NoInfer<V>): void
  /** true: words one under the other instead of a row of chips */
  stacked?: boolean
}) {
  const { label, value, options, onChange, stacked } = props
  const name = useId()
  return (
    <fieldset className={stacked ? 'choice choice-stacked' : 'choice'}>
      <legend>{label}</legend>
      {options.map(([option, words]) => (
        <label key={option} className="choice-option">
          <input type="radio" name={name} checked={value === option} onChange={() => onChange(option)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}
