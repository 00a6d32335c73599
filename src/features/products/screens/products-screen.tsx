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
import { productList } from '../rules/list.ts'
import type { ProductPage } from '../schema.ts'
import { AddProduct } from './add-product.tsx'
import { productColumns } from './product-columns.tsx'
import { productsKey } from './product-queries.ts'

export type ProductsView = ListViewOf<typeof productList>
export const readProductsView = (search: Record<string, unknown>): ProductsView => readListView(productList, search)

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

/** What visitors can meet an expert about, for admins. */
export function ProductsScreen(props: {
  view: ProductsView
  onView(view: ProductsView): void
  onOpen(id: number): void
}) {
  const { view, onView, onOpen } = props
  const [adding, setAdding] = useState(false)
  const asked = askedOf(view)
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
  return (
    <Page title="Products" action={add}>
      <ListTable
        label="Products"
        list={productList}
        columns={productColumns}
        view={view}
        onView={onView}
        asked={products}
        search="Search name or address"
        filters={filters}
        empty={{
          none: (
            <Empty icon="box" title="No products yet">
              A product gets a page of its own, a link and a QR code with which visitors meet your experts.
            </Empty>
          ),
          narrowed: (
            <Empty icon="box" title="No product fits">
              Search with fewer letters, or choose another status.
            </Empty>
          ),
        }}
        awaited={6}
        onOpen={onOpen}
      />
      {adding ? <AddProduct onAdded={onOpen} onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
