import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import type { Problem } from '../client/problem.ts'
import { Icon, type IconName } from './icons.tsx'

/** Nothing here yet: what would fill it, with the action that does. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="state">
      <Icon name={icon} size={24} />
      <p className="state-title">{title}</p>
      {children ? <p className="quiet">{children}</p> : null}
      {action}
    </div>
  )
}

/** What was asked for did not come; says so in the server's words, and offers to ask again. */
export function Failed({ problem, again }: { problem: Problem | Error; again?: () => void }) {
  return (
    <div className="state" role="alert">
      <Icon name="warn" size={24} />
      <p className="state-title">This did not load</p>
      <p className="quiet">{problem.message}</p>
      {again ? <Button onClick={again}>Try again</Button> : null}
    </div>
  )
}

/** A line about this place: what is wrong, or worth knowing. */
export function Note({
  tone = 'plain',
  children,
  action,
}: {
  tone?: 'plain' | 'warn' | 'error' | 'ok' | 'brand'
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={`note note-${tone}`}>
      <div className="note-words">{children}</div>
      {action}
    </div>
  )
}

/** Stands in the shape of rows to come; shows itself only after 300 ms. */
export function SkeletonRows({ rows = 6, high = 40 }: { rows?: number; high?: 40 | 64 }) {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike, none moves
        <div key={i} className={`skeleton-row skeleton-${high}`} />
      ))}
    </div>
  )
}
