import type { ReactNode } from 'react'

type Look = 'primary' | 'secondary' | 'text' | 'danger'

const looks: Record<Look, string> = {
  primary: 'btn btn-primary',
  secondary: 'btn',
  text: 'btn-text',
  danger: 'btn btn-danger',
}

export type ButtonProps = {
  children: ReactNode
  look?: Look
  name?: string
  value?: string
  /** id of the form it sends, when it stands outside of it */
  form?: string
  type?: 'submit' | 'button'
  disabled?: boolean
  /** a hook of the page's script, as `data-do` */
  does?: string | undefined
  hidden?: boolean
  /** what it reads when toggled */
  other?: string
}

/** A native button; sends its form unless told otherwise. One `primary` a page. */
export function Button({ children, look = 'secondary', type = 'submit', does, other, ...rest }: ButtonProps) {
  return (
    <button className={looks[look]} type={type} data-do={does} data-other={other} {...rest}>
      {children}
    </button>
  )
}

/** A link that looks like a button: for ways on that change nothing. */
export function LinkButton(props: { href: string; look?: Look; describedBy?: string; children: ReactNode }) {
  const { href, look = 'secondary', describedBy, children } = props
  return (
    <a className={looks[look]} href={href} aria-describedby={describedBy}>
      {children}
    </a>
  )
}
