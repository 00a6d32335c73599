import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ProductScreen } from '../../../features/products/screens/product-screen.tsx'
import { ProductsScreen, readProductsView } from '../../../features/products/screens/products-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export default function ProductsPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const view = useMemo(() => readProductsView(search), [search])
  return (
    <ProductsScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      onOpen={(id) => void navigate({ to: '/crm/products/$product', params: { product: String(id) } } as never)}
    />
  )
}

export function ProductPage() {
  const { product } = useParams({ strict: false }) as { product: string }
  return <ProductScreen key={product} id={Number(product)} />
}
