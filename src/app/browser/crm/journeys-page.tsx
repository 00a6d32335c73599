import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type JourneyTable, journeyTables } from '../../../features/journeys/rules.ts'
import { CorrectionsScreen } from '../../../features/journeys/screens/corrections-screen.tsx'
import { CustomerScreen } from '../../../features/journeys/screens/customer-screen.tsx'
import type { MergedView } from '../../../features/journeys/screens/merged-list.tsx'
import { NewRunScreen } from '../../../features/journeys/screens/new-run-screen.tsx'
import { readTableView, TableScreen } from '../../../features/journeys/screens/table-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export function NewRunPage() {
  const navigate = useNavigate()
  const from = Number((useSearch({ strict: false }) as Record<string, unknown>).from) || undefined
  return <NewRunScreen key={from} from={from} onStarted={() => void navigate({ to: '/crm/journeys' })} />
}

export function CorrectionsPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const view = { search: String(search.search ?? ''), page: Number(search.page) || 1 }
  const onView = (next: MergedView) => {
    const said = { ...(next.search ? { search: next.search } : {}), ...(next.page > 1 ? { page: next.page } : {}) }
    void navigate({ to: '.', search: said as never, replace: next.search !== view.search })
  }
  return <CorrectionsScreen view={view} onView={onView} onStarted={() => void navigate({ to: '/crm/journeys' })} />
}

export function TablePage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { table: said } = useParams({ strict: false }) as { table: string }
  const navigate = useNavigate()
  const table: JourneyTable = journeyTables.find((name) => name === said) ?? 'purchases'
  const view = useMemo(() => readTableView(table, search), [table, search])
  return (
    <TableScreen
      key={table}
      table={table}
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      onCustomer={(customer) =>
        void navigate({ to: '/crm/journeys/customers/$customer', params: { customer } } as never)
      }
    />
  )
}

export function CustomerPage() {
  const { customer } = useParams({ strict: false }) as { customer: string }
  return <CustomerScreen key={customer} customer={customer} />
}
