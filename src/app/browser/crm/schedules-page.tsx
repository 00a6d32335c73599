import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { BookingsTable, readBookingsView } from '../../../features/bookings/screens/bookings-table.tsx'
import { SlotPanel } from '../../../features/slots/screens/slot-panel.tsx'
import { useNamed } from '../../../features/slots/screens/slot-queries.ts'
import { readWeekView, WeekScreen } from '../../../features/slots/screens/week-screen.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

/** Schedules: the week, or the bookings one by one; an open slot is an address below. */
export default function SchedulesPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { slot } = useParams({ strict: false }) as { slot?: string }
  const navigate = useNavigate()
  const table = search.show === 'table'
  const close = useCallback(() => void navigate({ to: '/crm/schedules', search: true } as never), [navigate])
  return (
    <Page title="Schedules">
      <nav className="tabs" aria-label="Schedules">
        <Tab on={!table} show={undefined} name="Week" />
        <Tab on={table} show="table" name="Bookings" />
      </nav>
      {table ? <Bookings search={search} openId={slot} /> : <Calendar search={search} openId={slot} />}
      {slot ? <SlotPanel key={slot} id={Number(slot)} onClose={close} /> : null}
    </Page>
  )
}

/** Both have one path: what is on is told by the search. */
const Tab = ({ on, show, name }: { on: boolean; show: string | undefined; name: string }) => (
  <Link
    to="/crm/schedules"
    search={(show ? { show } : {}) as never}
    className="tab"
    activeOptions={{ exact: true, includeSearch: true }}
    aria-current={on ? 'page' : undefined}
  >
    {name}
  </Link>
)

type Part = { search: Record<string, unknown>; openId: string | undefined }

function Calendar({ search, openId }: Part) {
  const navigate = useNavigate()
  const view = useMemo(() => readWeekView(search), [search])
  return (
    <WeekScreen
      view={view}
      onView={(next) => void navigate({ to: '.', search: writeView(next) as never })}
      openId={openId}
    />
  )
}

function Bookings({ search, openId }: Part) {
  const navigate = useNavigate()
  const view = useMemo(() => readBookingsView(search), [search])
  const named = useNamed()
  return (
    <BookingsTable
      view={view}
      onView={(next) =>
        void navigate({
          to: '.',
          search: { ...writeView(next), show: 'table' } as never,
          replace: refinesSearch(view, next),
        })
      }
      openId={openId}
      onOpen={(id) =>
        void navigate({ to: '/crm/schedules/$slot', params: { slot: String(id) }, search: true } as never)
      }
      {...named}
    />
  )
}
