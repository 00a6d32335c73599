import '../../../web/crm/styles/setup.css'
import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Results } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { FilterChips, SearchBox } from '../../../web/crm/table-tools.tsx'
import { page, readView, stringifySearch, text, type View, word, writeView } from '../../../web/crm/view.ts'
import type { StorePage } from '../schema.ts'
import { AddStore } from './add-store.tsx'
import { storeColumns } from './store-columns.tsx'
import { StorePanel } from './store-panel.tsx'
import { storesKey } from './store-queries.ts'

const fields = { search: text, status: word('ACTIVE', 'INACTIVE'), page }
export type StoresView = View<typeof fields>
export const readStoresView = (search: Record<string, unknown>): StoresView => readView(fields, search)

const filters: [StoresView['status'], string][] = [
  ['', 'All'],
  ['ACTIVE', 'Active'],
  ['INACTIVE', 'Inactive'],
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
  const asked = stringifySearch(writeView(view))
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
  const none = view.search === '' && view.status === ''
  return (
    <Page title="Stores" action={add}>
      <div className="tools">
        <SearchBox
          label="Search name, city or address"
          value={view.search}
          onSearch={(search) => onView({ ...view, page: 1, search })}
        />
        <FilterChips
          label="Status"
          value={view.status}
          options={filters}
          onChange={(status) => onView({ ...view, page: 1, status })}
        />
      </div>
      <Results
        label="Stores"
        columns={storeColumns}
        asked={stores}
        empty={
          none ? (
            <Empty icon="store" title="No stores yet">
              With stores, visitors can say where they join from, and each shelf gets a QR code of its own.
            </Empty>
          ) : (
            <Empty icon="store" title="No store fits">
              Search with fewer letters, or choose another status.
            </Empty>
          )
        }
        awaited={6}
        onPage={(to) => onView({ ...view, page: to })}
        openId={openId}
        onOpen={onOpen}
      />
      {open ? <StorePanel key={open.id} store={open} onClose={() => onOpen(null)} /> : null}
      {adding ? <AddStore onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
