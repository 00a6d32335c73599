import IconButton from '@mui/material/IconButton'
import FocusTrap from '@mui/material/Unstable_TrapFocus'
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icons.tsx'
import { PHONE, useMediaQuery } from './media-query.ts'

type Props = { title: ReactNode; under?: ReactNode; onClose(): void; children: ReactNode }

/**
 * Details of one row, with an address of their own. On wide screens the table stays usable beside it; on phones it
 * covers the page. One element for both: a window made narrower keeps what was typed. Escape closes it, and focus
 * returns to where it came from.
 */
export function SidePanel(props: Props) {
  const { onClose } = props
  const phone = useMediaQuery(PHONE)
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const from = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true })
    }
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && isTop()) onClose()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <FocusTrap open={phone} isEnabled={isTop} disableAutoFocus disableRestoreFocus>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is modal with the role that allows it only */}
      <div
        ref={panel}
        className="panel"
        {...(phone ? { role: 'dialog', 'aria-modal': true } : { role: 'complementary' })}
        aria-labelledby="panel-title"
        tabIndex={-1}
      >
        <Inside {...props} />
      </div>
    </FocusTrap>
  )
}

/** A dialog above the panel takes Escape and Tab for itself. */
const isTop = () => !document.querySelector('.MuiModal-root')

function Inside({ title, under, onClose, children }: Props) {
  return (
    <>
      <header className="panel-head">
        <div className="panel-names">
          <h2 id="panel-title">{title}</h2>
          {under}
        </div>
        <IconButton aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </header>
      <div className="panel-body">{children}</div>
    </>
  )
}
