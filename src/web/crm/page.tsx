import { type ReactNode, useEffect } from 'react'
import { useSession } from './session.ts'
import { useTitleBadge } from './title-badge.ts'

/** A CRM page: its title (of the document too, with the number waiting before it) and its one action. */
export function Page({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const { brand } = useSession()
  const waiting = useTitleBadge()
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · ${brand.name}`
  }, [title, brand.name, waiting])
  return (
    <>
      <header className="page-head">
        <h1 id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {action ? <div className="page-action">{action}</div> : null}
      </header>
      {children}
    </>
  )
}
