import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

export interface RoundButtonProps {
  icon: IconName
  /** The accessible name, the same in every state; `pressed` tells the state. */
  label: string
  pressed?: boolean
  /** Shown in red: off though it should rather be on, or ends something. */
  alarm?: boolean
  disabled?: boolean
  busy?: boolean
  wide?: boolean
  expanded?: boolean
  children?: ReactNode
  onPress(): void
}

/** A control of call and preview: a round target of 48 px. */
export function RoundButton(props: RoundButtonProps) {
  const { icon, label, pressed, alarm, disabled, busy, wide, expanded, children, onPress } = props
  return (
    <button
      type="button"
      className={wide ? 'm-round m-wide' : 'm-round'}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-busy={busy || undefined}
      data-alarm={alarm || undefined}
      title={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
      {wide ? <span>{label}</span> : null}
      {children}
    </button>
  )
}
