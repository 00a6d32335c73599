import { createElement } from 'react'
import { page } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { DocumentPage } from './pages/document-page.tsx'
import { frameOf, readBrand } from './reads.ts'

const documentRoute = (document: 'terms' | 'privacy'): Route =>
  route({
    method: 'GET',
    url: `/${document}`,
    policy: 'public',
    async handler({ ctx }) {
      const [frame, brand] = await Promise.all([frameOf(ctx), readBrand(ctx)])
      const view = { document, ...brand.documents[document] }
      return page({ body: createElement(DocumentPage, { frame, view }), scripts: ['visitor'], lang: ctx.lang })
    },
  })

export const routes: Route[] = [documentRoute('terms'), documentRoute('privacy')]
