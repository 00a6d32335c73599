import type { ReactNode } from 'react'

type Tone = 'info' | 'ok' | 'warn' | 'error'

/** A short message in the page. Errors and warnings are read out at once, the others when their turn comes. */
export function Notice(props: {
  tone?: Tone
  title?: string
  children?: ReactNode
  id?: string
  hidden?: boolean
  /** true when it answers what the person just did: only then is it announced */
  live?: boolean
}) {
  const { tone = 'info', title, children, id, hidden, live } = props
  const role = live ? (tone === 'error' || tone === 'warn' ? 'alert' : 'status') : undefined
  return (
    <div className={`notice notice-${tone}`} id={id} hidden={hidden} role={role}>
      {title ? <p className="notice-title">{title}</p> : null}
      {children}
    </div>
  )
}

/** What is wrong with a form, each line leading to its field. Stands first in the card; the script puts the focus on it. */
export function ErrorSummary({ title, errors }: { title: string; errors: { id: string; text: string }[] }) {
  if (errors.length === 0) return null
  return (
    <div className="notice notice-error" role="alert" tabIndex={-1} data-do="focus">
      <p className="notice-title">{title}</p>
      <ul>
        {errors.map((error) => (
          <li key={error.id}>
            <a href={`#${error.id}`}>{error.text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
