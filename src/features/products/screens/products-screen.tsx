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
import type { ProductPage } from '../schema.ts'
import { AddProduct } from './add-product.tsx'
import { productColumns } from './product-columns.tsx'
import { productsKey } from './product-queries.ts'

const fields = { search: text, status: word('ACTIVE', 'INACTIVE'), page }
export type ProductsView = View<typeof fields>
export const readProductsView = (search: Record<string, unknown>): ProductsView => readView(fields, search)

const filters: [ProductsView['status'], string][] = [
  ['', 'All'],
  ['ACTIVE', 'Active'],
  ['INACTIVE', 'Inactive'],
]

/** What visitors can meet an expert about, for admins. */
export function ProductsScreen(props: {
  view: ProductsView
  onView(view: ProductsView): void
  onOpen(id: number): void
}) {
  const { view, onView, onOpen } = props
  const [adding, setAdding] = useState(false)
  const asked = stringifySearch(writeView(view))
  const products = useQuery({
    queryKey: [...productsKey, asked],
    queryFn: ({ signal }) => get<ProductPage>(`/api/products${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const add = (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => setAdding(true)}
    >
      Add product
    </Button>
  )
  const none = view.search === '' && view.status === ''
  return (
    <Page title="Products" action={add}>
      <div className="tools">
        <SearchBox
          label="Search name or address"
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
        label="Products"
        columns={productColumns}
        asked={products}
        empty={
          none ? (
            <Empty icon="box" title="No products yet">
              A product gets a page of its own, a link and a QR code with which visitors meet your experts.
            </Empty>
          ) : (
            <Empty icon="box" title="No product fits">
              Search with fewer letters, or choose another status.
            </Empty>
          )
        }
        awaited={6}
        onPage={(to) => onView({ ...view, page: to })}
        onOpen={onOpen}
      />
      {adding ? <AddProduct onAdded={onOpen} onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
