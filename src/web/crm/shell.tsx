import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import { type Command, useCommands } from './commands.ts'
import { LineNotice } from './line-notice.tsx'
import { chooseScheme } from './scheme.ts'
import { useSession } from './session.ts'
import { SessionEnd } from './session-end.tsx'
import { type NavItem, Sidebar } from './sidebar.tsx'
import { Toasts } from './toasts.tsx'

// Most pages never open it: it loads with the first Ctrl K.
const Palette = lazy(() => import('./palette.tsx'))

/** Frame of every CRM page. `strips` stand above the page on all of them: a call under way, failed messages. */
export function Shell(props: {
  items: readonly NavItem[]
  strips?: ReactNode
  go(to: string): void
  children: ReactNode
}) {
  const { items, strips, go, children } = props
  const { trial } = useSession()
  const [searching, setSearching] = useState(false)

  const commands = useMemo<Command[]>(
    () => [
      ...items.map(({ to, name, icon }) => ({ name, icon, group: 'Go to', run: () => go(to) })),
      { name: 'Password and two-factor', icon: 'lock', group: 'Go to', run: () => go('/crm/account') },
      { name: 'Light', icon: 'sun', group: 'Appearance', run: () => chooseScheme('light') },
      { name: 'Dark', icon: 'moon', group: 'Appearance', run: () => chooseScheme('dark') },
      { name: 'As the system', icon: 'screen', group: 'Appearance', run: () => chooseScheme('system') },
    ],
    [items, go],
  )
  useCommands(commands)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setSearching((now) => !now)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  return (
    <div className="crm">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      {trial ? (
        <aside className="strip strip-trial" aria-label="Trial">
          Trial. Nothing is sent: messages appear on the <a href="/phone">trial phone</a>
        </aside>
      ) : null}
      <div className="crm-body">
        <Sidebar items={items} onSearch={() => setSearching(true)} />
        <main id="main" className="main" tabIndex={-1}>
          <LineNotice />
          {strips}
          <div className="main-page">{children}</div>
        </main>
      </div>
      <Toasts />
      <SessionEnd />
      {searching ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      ) : null}
    </div>
  )
}
