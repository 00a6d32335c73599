import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { MeetingRows } from '../../../features/bookings/screens/meeting-rows.tsx'
import { CustomersScreen, type DemosView, readDemosView } from '../../../features/demos/screens/customers-screen.tsx'
import { DemoPanel } from '../../../features/demos/screens/demo-panel.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'
import { useQueue } from './queue.tsx'

/** Customers, with the view in the address; an open row is an address below it. */
export default function CustomersPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { demo } = useParams({ strict: false }) as { demo?: string }
  const navigate = useNavigate()
  const view = useMemo(() => readDemosView(search), [search])
  const onView = useCallback(
    (next: DemosView) =>
      void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) }),
    [navigate, view],
  )
  const onOpen = useCallback(
    (id: number) => void navigate({ to: '/crm/customers/$demo', params: { demo: String(id) }, search: true } as never),
    [navigate],
  )
  const { queue, offset } = useQueue()
  const meetings = queue ? <MeetingRows meetings={queue.meetings} offset={offset} call={queue.meeting} /> : null
  return <CustomersScreen view={view} onView={onView} openId={demo} onOpen={onOpen} top={meetings} panel={<Outlet />} />
}

export function DemoPanelPage() {
  const { demo } = useParams({ strict: false }) as { demo: string }
  const navigate = useNavigate()
  const close = useCallback(() => void navigate({ to: '/crm/customers', search: true } as never), [navigate])
  return <DemoPanel key={demo} id={Number(demo)} onClose={close} />
}
