import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { get } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Results } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { FilterChips, SearchBox } from '../../../web/crm/table-tools.tsx'
import { page, readView, stringifySearch, text, type View, word, writeView } from '../../../web/crm/view.ts'
import { entries, type Status, statusWords } from '../parts/words.ts'
import { type DemoPage, demosKey } from './demo-changes.ts'
import { demoColumns } from './demo-columns.tsx'

const fields = { search: text, status: word('PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED'), page }
export type DemosView = View<typeof fields>

export const readDemosView = (search: Record<string, unknown>): DemosView => readView(fields, search)

const filters: [Status | '', string][] = [['', 'All'], ...entries(statusWords)]

type Props = {
  view: DemosView
  onView(view: DemosView): void
  openId: string | undefined
  onOpen(id: number): void
  /** the side panel of the open row */
  panel: ReactNode
}

/** The demos of the asker's products (admins: all): searched, filtered and paged by the server, as the address says. */
export function CustomersScreen({ view, onView, openId, onOpen, panel }: Props) {
  const asked = stringifySearch(writeView(view))
  const demos = useQuery({
    queryKey: [...demosKey, asked],
    queryFn: ({ signal }) => get<DemoPage>(`/api/demos${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const narrow = useCallback((part: Partial<DemosView>) => onView({ ...view, page: 1, ...part }), [view, onView])
  const narrowed = view.search !== '' || view.status !== ''
  return (
    <Page title="Customers">
      <div className="tools">
        <SearchBox
          label="Search name, mobile, email, product"
          value={view.search}
          onSearch={(search) => narrow({ search })}
        />
        <FilterChips label="Status" value={view.status} options={filters} onChange={(status) => narrow({ status })} />
      </div>
      <Results
        label="Customers"
        columns={demoColumns}
        asked={demos}
        empty={
          narrowed ? (
            <Empty icon="search" title="Nobody fits">
              Search with fewer letters, or choose another status.
            </Empty>
          ) : (
            <Empty icon="people" title="No customers yet">
              Everyone who asks for a demo of your products appears here.
            </Empty>
          )
        }
        openId={openId}
        onOpen={onOpen}
        onPage={(to) => onView({ ...view, page: to })}
      />
      {panel}
    </Page>
  )
}
