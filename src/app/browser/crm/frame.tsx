import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { AlertStrip } from '../../../features/admin-alerts/screens/alert-strip.tsx'
import { CallStrip } from '../../../features/knocks/screens/call-strip.tsx'
import { KnockAlerts } from '../../../features/knocks/screens/knock-alerts.tsx'
import { FailedStrip } from '../../../features/messages/screens/failed-strip.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Shell } from '../../../web/crm/shell.tsx'
import type { NavItem } from '../../../web/crm/sidebar.tsx'
import { QueueProvider, useQueue } from './queue.tsx'

/** A new page is announced by its title taking the focus; details opening beside a page are not a new one. */
function useTitleFocus(): void {
  const place = useLocation({ select: ({ pathname }) => pathname.split('/').slice(0, 3).join('/') })
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    document.getElementById('page-title')?.focus()
  }, [place])
}

function Frame() {
  const { me } = useSession()
  const { queue, offset } = useQueue()
  const navigate = useNavigate()
  const waiting = queue?.total ?? 0
  const admin = me.role === 'ADMIN'
  const items = useMemo<NavItem[]>(
    () => [
      { to: '/crm/live', name: 'Join live', icon: 'live', count: { n: waiting, of: 'waiting' } },
      { to: '/crm/customers', name: 'Customers', icon: 'people' },
      { to: '/crm/schedules', name: 'Schedules', icon: 'calendar' },
      ...(admin
        ? ([
            { to: '/crm/slots', name: 'Slots', icon: 'away' },
            { to: '/crm/products', name: 'Products', icon: 'box' },
            { to: '/crm/stores', name: 'Stores', icon: 'store' },
            { to: '/crm/users', name: 'Users', icon: 'team' },
            { to: '/crm/journeys', name: 'Journeys', icon: 'path' },
            { to: '/crm/messages', name: 'Messages', icon: 'message' },
            { to: '/crm/settings', name: 'Settings', icon: 'gear' },
          ] as const)
        : []),
    ],
    [waiting, admin],
  )
  const go = useCallback((to: string) => void navigate({ to }), [navigate])
  const showQueue = useCallback(() => go('/crm/live'), [go])
  useTitleFocus()
  return (
    <Shell
      items={items}
      go={go}
      strips={
        <>
          {admin ? <FailedStrip /> : null}
          {admin ? <AlertStrip go={go} /> : null}
          <CallStrip meeting={queue?.meeting ?? null} offset={offset} />
          <KnockAlerts queue={queue} onShow={showQueue} />
        </>
      }
    >
      <Outlet />
    </Shell>
  )
}

export const Root = () => (
  <QueueProvider>
    <Frame />
  </QueueProvider>
)
