import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { get } from '../../../web/client/api.ts'
import type { FilterSaid } from '../../../web/crm/filter-said.ts'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { entries, outcomeWords, sourceNames, statusWords, typeWords } from '../parts/words.ts'
import { demoList } from '../rules.ts'
import type { DemoChoices } from '../schema.ts'
import { type DemoPage, demosKey } from './demo-changes.ts'
import { demoColumns } from './demo-columns.tsx'

export type DemosView = ListViewOf<typeof demoList>

export const readDemosView = (search: Record<string, unknown>): DemosView => readListView(demoList, search)

type Props = {
  view: DemosView
  onView(view: DemosView): void
  openId: string | undefined
  onOpen(id: number): void
  /** what stands above the table */
  top?: ReactNode
  /** the side panel of the open row */
  panel: ReactNode
}

/** What the filters offer; those of few words at once, the others when the server has told. */
function useFilters(): FilterSaid[] {
  const { data } = useQuery({
    queryKey: ['demo-choices'],
    queryFn: ({ signal }) => get<DemoChoices>('/api/demos/choices', { signal }),
    staleTime: 60_000,
  })
  return useMemo(() => {
    const named = (rows: DemoChoices['products'] = []) => rows.map(({ id, name }) => [String(id), name] as const)
    return [
      { name: 'status', label: 'Status', options: entries(statusWords) },
      { name: 'requested', label: 'Requested', days: 'PAST' },
      { name: 'product', label: 'Product', options: named(data?.products) },
      { name: 'expert', label: 'Expert', options: named(data?.experts) },
      { name: 'outcome', label: 'Outcome', options: entries(outcomeWords) },
      { name: 'type', label: 'Type', options: entries(typeWords) },
      { name: 'source', label: 'Joined from', options: entries(sourceNames) },
      { name: 'store', label: 'Store', options: named(data?.stores) },
    ]
  }, [data])
}

/** The demos of the asker's products (admins: all): searched, filtered, sorted and paged by the server, as the address says. */
export function CustomersScreen({ view, onView, openId, onOpen, top, panel }: Props) {
  const asked = askedOf(view)
  const demos = useQuery({
    queryKey: [...demosKey, asked],
    queryFn: ({ signal }) => get<DemoPage>(`/api/demos${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <Page title="Customers">
      {top}
      <ListTable
        label="Customers"
        list={demoList}
        columns={demoColumns}
        view={view}
        onView={onView}
        asked={demos}
        search="Search name, mobile, email, product"
        filters={useFilters()}
        empty={{
          narrowed: (
            <Empty icon="search" title="Nobody fits">
              Search with fewer letters, or take a filter away.
            </Empty>
          ),
          none: (
            <Empty icon="people" title="No customers yet">
              Everyone who asks for a demo of your products appears here.
            </Empty>
          ),
        }}
        openId={openId}
        onOpen={onOpen}
      />
      {panel}
    </Page>
  )
}
