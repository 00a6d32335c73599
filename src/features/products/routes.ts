import { createElement } from 'react'
import { page } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { frameOf } from '../brand/reads.ts'
import { ProductsPage } from './pages/products-page.tsx'
import { activeProducts } from './reads.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/',
    policy: 'anyone',
    async handler({ ctx }) {
      const [frame, products] = await Promise.all([frameOf(ctx), activeProducts(ctx)])
      const body = createElement(ProductsPage, { frame, view: { products } })
      return page({ body, scripts: ['visitor'], lang: frame.lang, listed: true })
    },
  }),
]
