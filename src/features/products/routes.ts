import { createElement } from 'react'
import { page } from '../../platform/http/page.ts'
import { type Asked, type Route, route } from '../../platform/http/route.ts'
import { readUpload } from '../../platform/http/upload.ts'
import { qrPng, qrSvg } from '../../platform/qr.ts'
import { PICTURE_BYTES } from '../../platform/storage/picture.ts'
import { frameOf } from '../brand/reads.ts'
import { done } from '../brand/schema.ts'
import { namedSlots } from '../slots/reads/week.ts'
import { keptAnswer } from '../slots/schema/crm.ts'
import { addProduct, changeProduct, changeSlug, setBanner } from './actions.ts'
import { PosterPage, type PosterView } from './pages/poster-page.tsx'
import { ProductsPage } from './pages/products-page.tsx'
import { activeProducts, listProducts, productDetails, productLink } from './reads.ts'
import {
  bannerSet,
  newProductBody,
  posterQuery,
  productAdded,
  productChange,
  productDetails as productDetailsSchema,
  productPage,
  productParams,
  productQuery,
  qrQuery,
  slugChange,
} from './schema.ts'

/** A trial has no public address: its links lead where it was opened. */
const originOf = ({ ctx, request }: Pick<Asked, 'ctx' | 'request'>): string =>
  ctx.config.PUBLIC_URL ?? `${request.protocol}://${request.headers.host}`

const QR_NAME = /[^a-z0-9-]/g

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
  route({
    method: 'GET',
    url: '/api/products',
    policy: 'admin',
    about: 'Products by name, a page at a time',
    query: productQuery,
    answer: productPage,
    handler: ({ ctx, query }) => listProducts(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/products',
    policy: 'admin',
    about: 'Adds a product',
    body: newProductBody,
    answer: productAdded,
    handler: ({ ctx, body: { key, ...product } }) => addProduct(ctx, product, key),
  }),
  route({
    method: 'GET',
    url: '/api/products/:id',
    policy: 'admin',
    about: 'All of a product, with its links',
    params: productParams,
    answer: productDetailsSchema,
    handler: (asked) => productDetails(asked.ctx, asked.params.id, originOf(asked)),
  }),
  route({
    method: 'POST',
    url: '/api/products/:id',
    policy: 'admin',
    about: 'Changes what is given of a product; answers slots with bookings that stay as they were',
    params: productParams,
    body: productChange,
    answer: keptAnswer,
    handler: async ({ ctx, params, body }) => namedSlots(ctx, (await changeProduct(ctx, params.id, body)).kept),
  }),
  route({
    method: 'POST',
    url: '/api/products/:id/slug',
    policy: 'admin',
    about: 'Gives a product another public address; the old ones go on leading to it',
    params: productParams,
    body: slugChange,
    answer: done,
    async handler({ ctx, params, body }) {
      await changeSlug(ctx, params.id, body.slug)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/products/:id/banner',
    policy: 'admin',
    about: 'Makes a JPEG, PNG or WebP file the banner of a product',
    limit: { perMinute: 20 },
    upload: true,
    params: productParams,
    answer: bannerSet,
    handler: async ({ ctx, params, request }) => setBanner(ctx, params.id, await readUpload(request, PICTURE_BYTES)),
  }),
  route({
    method: 'GET',
    url: '/crm/products/:id/qr',
    policy: 'admin',
    params: productParams,
    query: qrQuery,
    async handler(asked) {
      const { ctx, params, query, reply } = asked
      const { product, url } = await productLink(ctx, params.id, { ...query, origin: originOf(asked) })
      const name = [product.slug, query.store && `store-${query.store}`, query.kiosk && 'kiosk']
        .filter(Boolean)
        .join('-')
      reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="qr-${name.replace(QR_NAME, '')}.${query.as}"`)
        .type(query.as === 'png' ? 'image/png' : 'image/svg+xml')
        .send(query.as === 'png' ? await qrPng(url) : await qrSvg(url))
      return undefined
    },
  }),
  route({
    method: 'GET',
    url: '/crm/products/:id/poster',
    policy: 'admin',
    params: productParams,
    query: posterQuery,
    async handler(asked) {
      const { ctx, params, query, request } = asked
      const { product, store, url } = await productLink(ctx, params.id, { ...query, origin: originOf(asked) })
      const { brand } = await frameOf(ctx)
      const { size, lang } = query
      const other = (change: object) => {
        const address = new URL(request.url, 'http://here.invalid')
        for (const [key, value] of Object.entries(change)) address.searchParams.set(key, String(value))
        return address.pathname + address.search
      }
      const view: PosterView = {
        ...{ brand, url, size, lang, qr: await qrSvg(url) },
        product: { name: product.name, bannerUrl: product.banner },
        store: store && [store.name, store.city].filter(Boolean).join(', '),
        ways: {
          size: other({ size: size === 'A4' ? 'A6' : 'A4' }),
          lang: other({ lang: lang === 'en' ? 'hi' : 'en' }),
          back: `/crm/products/${product.id}`,
        },
      }
      return page({ body: createElement(PosterPage, { view }), scripts: ['poster'], lang })
    },
  }),
]
