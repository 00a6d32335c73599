import Dialog from '@mui/material/Dialog'
import IconButton from '@mui/material/IconButton'
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icons.tsx'
import { PHONE, useMediaQuery } from './media-query.ts'

type Props = { title: ReactNode; under?: ReactNode; onClose(): void; children: ReactNode }

/**
 * Details of one row, with an address of their own. On wide screens the table stays usable beside it; on phones it
 * covers the page. Escape closes it, and focus returns to where it came from.
 */
export function SidePanel(props: Props) {
  const phone = useMediaQuery(PHONE)
  if (!phone) return <Beside {...props} />
  return (
    <Dialog open fullScreen onClose={props.onClose} transitionDuration={0} aria-labelledby="panel-title">
      <Inside {...props} />
    </Dialog>
  )
}

function Beside(props: Props) {
  const { onClose } = props
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const from = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true })
    }
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog above the panel takes Escape for itself.
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('.MuiModal-root')) onClose()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <aside ref={panel} className="panel" aria-labelledby="panel-title" tabIndex={-1}>
      <Inside {...props} />
    </aside>
  )
}

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
