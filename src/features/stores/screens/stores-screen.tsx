import '../../../web/crm/styles/setup.css'
import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import type { FilterSaid } from '../../../web/crm/filter-said.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { storeList } from '../rules.ts'
import type { StorePage } from '../schema.ts'
import { AddStore } from './add-store.tsx'
import { storeColumns } from './store-columns.tsx'
import { StorePanel } from './store-panel.tsx'
import { storesKey } from './store-queries.ts'

export type StoresView = ListViewOf<typeof storeList>
export const readStoresView = (search: Record<string, unknown>): StoresView => readListView(storeList, search)

const filters: FilterSaid[] = [
  {
    name: 'status',
    label: 'Status',
    options: [
      ['ACTIVE', 'Active'],
      ['INACTIVE', 'Inactive'],
    ],
  },
]

type Props = {
  view: StoresView
  onView(view: StoresView): void
  openId: string | undefined
  onOpen(id: number | null): void
}

/** The brand's stores that visitors join from, for admins. */
export function StoresScreen({ view, onView, openId, onOpen }: Props) {
  const [adding, setAdding] = useState(false)
  const asked = askedOf(view)
  const stores = useQuery({
    queryKey: [...storesKey, asked],
    queryFn: ({ signal }) => get<StorePage>(`/api/stores${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const open = stores.data?.rows.find(({ id }) => String(id) === openId)
  const add = (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => setAdding(true)}
    >
      Add store
    </Button>
  )
  return (
    <Page title="Stores" action={add}>
      <ListTable
        label="Stores"
        list={storeList}
        columns={storeColumns}
        view={view}
        onView={onView}
        asked={stores}
        search="Search name, city or address"
        filters={filters}
        empty={{
          none: (
            <Empty icon="store" title="No stores yet">
              With stores, visitors can say where they join from, and each shelf gets a QR code of its own.
            </Empty>
          ),
          narrowed: (
            <Empty icon="store" title="No store fits">
              Search with fewer letters, or choose another status.
            </Empty>
          ),
        }}
        awaited={6}
        openId={openId}
        onOpen={onOpen}
      />
      {open ? <StorePanel key={open.id} store={open} onClose={() => onOpen(null)} /> : null}
      {adding ? <AddStore onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
