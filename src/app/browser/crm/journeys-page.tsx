import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type JourneyTable, journeyTables } from '../../../features/journeys/rules.ts'
import { CustomerScreen } from '../../../features/journeys/screens/customer-screen.tsx'
import { NewRunScreen } from '../../../features/journeys/screens/new-run-screen.tsx'
import { readTableView, TableScreen } from '../../../features/journeys/screens/table-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export function NewRunPage() {
  const navigate = useNavigate()
  return <NewRunScreen onStarted={() => void navigate({ to: '/crm/journeys' })} />
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
