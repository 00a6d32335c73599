import { createElement } from 'react'
import { z } from 'zod'
import { type Page, page } from '../../platform/http/page.ts'
import { type Asked, type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf, readBrand } from '../brand/reads.ts'
import { countryLabel, maskName } from '../customers/rules.ts'
import { countFootfall } from '../footfall/actions.ts'
import { newChallenge, readProof } from '../otps/actions/challenge.ts'
import { requestOtp } from '../otps/actions/codes.ts'
import { limits, needsProof, standing } from '../otps/reads.ts'
import { findProduct, type Product, productBehind } from '../products/reads.ts'
import { listStores } from '../stores/reads.ts'
import { forgetVisitor } from './actions.ts'
import { ProductGonePage } from './pages/product-gone-page.tsx'
import { type RegistrationErrors, RegistrationPage, type RegistrationView } from './pages/registration-page.tsx'
import { expertNow, ownVisitor } from './reads.ts'
import { chromeIntent, linkQuery, readBrowser, readForm, suggestEmail } from './rules.ts'
import { type RegistrationBody, registrationBody, registrationQuery } from './schema.ts'

const params = z.object({ slug: z.string().max(200) })
type Params = z.output<typeof params>
type Visit = Pick<Asked, 'ctx' | 'address' | 'request'>

/** What the form shows: as typed, with what is wrong. */
interface Shown {
  body: RegistrationBody
  errors?: RegistrationErrors
  suggestion?: string | null
  verified?: string | undefined
  status?: number
}

async function gonePage({ ctx }: Visit, product: Product | null): Promise<Page> {
  const frame = await frameOf(ctx, { product })
  const body = createElement(ProductGonePage, { frame })
  return page({ status: product ? 410 : 404, body, scripts: ['visitor'], lang: ctx.lang })
}

/** The product, whatever slug of its the form was sent to, or the page that says there is none. */
async function productOf(asked: Visit, slug: string): Promise<{ product: Product } | { gone: Page }> {
  const product = await productBehind(asked.ctx, slug)
  return product?.status === 'ACTIVE' ? { product } : { gone: await gonePage(asked, product ?? null) }
}

function browserOf({ ctx, request }: Visit, path: string): RegistrationView['browser'] {
  const origin = ctx.config.PUBLIC_URL ?? `${request.protocol}://${request.headers.host}`
  const pageUrl = `${origin}${path}`
  const browser = readBrowser(request.headers['user-agent'] ?? '')
  return {
    ...browser,
    pageUrl,
    openHref: browser.inApp && browser.platform === 'android' ? chromeIntent(pageUrl) : null,
  }
}

/** The product's page with the form, or for a verified browser with the ways on. */
async function registrationPage(asked: Visit, product: Product, shown: Shown): Promise<Page> {
  const { ctx, address } = asked
  const { body, errors = {}, suggestion = null, verified, status } = shown
  const [frame, brand, stores, expert, proof] = await Promise.all([
    frameOf(ctx, { product }),
    readBrand(ctx),
    listStores(ctx),
    expertNow(ctx, product),
    verified === undefined && needsProof(ctx, address),
  ])
  const options = stores.map((store) => ({
    value: String(store.id),
    label: store.city ? `${store.name}, ${store.city}` : store.name,
  }))
  const fixedStore = (body.fixed && options.find((option) => option.value === body.store)) || null
  const kiosk = body.kiosk !== undefined
  const base = `/demo/${product.slug}`
  const link = { storeId: fixedStore ? Number(fixedStore.value) : null, kiosk }
  const view: RegistrationView = {
    action: base,
    key: newToken(),
    kiosk,
    hidden: { ...(kiosk ? { kiosk: '1' } : {}), ...(fixedStore ? { fixed: '1' } : {}) },
    values: {
      name: body.name,
      email: body.use_email || body.email,
      mobile: body.mobile,
      source: body.source === 'BRAND_STORE' ? 'BRAND_STORE' : 'WEBSITE',
      store: body.store,
      terms: body.terms !== undefined,
      news: body.news !== undefined,
      zone: body.zone,
    },
    errors,
    emailSuggestion: suggestion,
    stores: options,
    fixedStore,
    country: countryLabel(ctx.lang, brand.country),
    expert,
    verified:
      verified === undefined
        ? null
        : {
            name: maskName(verified),
            joinAction: `${base}/live${linkQuery(link)}`,
            scheduleHref: `${base}/schedule${linkQuery(link)}`,
            forgetAction: `${base}/forget`,
          },
    browser: browserOf(asked, `${base}${linkQuery(link)}`),
    altcha: proof ? await newChallenge(ctx) : null,
  }
  return page({
    ...(status ? { status } : {}),
    body: createElement(RegistrationPage, { frame, view }),
    scripts: ['visitor'],
    lang: ctx.lang,
    listed: true,
    ...(product.description ? { description: product.description.slice(0, 160) } : {}),
  })
}

/** The visitor whose name the page offers to go on with. A shared device forgets the last one first. */
async function rememberedVisitor(asked: Asked, kiosk: boolean): Promise<string | undefined> {
  const visitor = await ownVisitor(asked.ctx)
  if (!kiosk && !visitor?.kiosk) return visitor?.name
  if (asked.request.method !== 'GET') return undefined
  await forgetVisitor(asked.ctx, asked.browser, visitor?.kiosk ?? false)
  if (visitor?.kiosk) asked.cookies.clearVisitor(asked.reply)
  return undefined
}

const show = route({
  method: 'GET',
  url: '/demo/:slug',
  policy: 'anyone',
  params,
  query: registrationQuery,
  async handler(asked) {
    const { ctx, query, browser, request, reply } = asked
    const found = await findProduct(ctx, asked.params.slug)
    if (found && 'movedTo' in found) {
      // Not for long: an address may move back.
      reply.header('cache-control', 'max-age=300')
      return void reply.redirect(`/demo/${found.movedTo}${new URL(request.url, 'http://x').search}`, 301)
    }
    if (found?.product.status !== 'ACTIVE') return gonePage(asked, found?.product ?? null)
    const { product } = found
    const { method, headers } = request
    setImmediate(() => void countFootfall(ctx, { product, browser, method, headers }))
    const kiosk = query.kiosk !== undefined
    const store = query.source === 'store' ? query.store : ''
    const body = registrationBody.parse({
      source: query.source === 'store' ? 'BRAND_STORE' : 'WEBSITE',
      store,
      ...(store ? { fixed: '1' } : {}),
      ...(kiosk ? { kiosk: '1' } : {}),
    })
    return registrationPage(asked, product, { body, verified: await rememberedVisitor(asked, kiosk) })
  },
})

const statuses = { proofNeeded: 422, proof: 422, tooMany: 429, unsendable: 503 }

const send = route<Params, unknown, RegistrationBody>({
  method: 'POST',
  url: '/demo/:slug',
  policy: 'anyone',
  params,
  body: registrationBody,
  async handler(asked) {
    const { ctx, body, browser, address } = asked
    const found = await productOf(asked, asked.params.slug)
    if ('gone' in found) return found.gone
    const { product } = found
    const [brand, stores] = await Promise.all([readBrand(ctx), listStores(ctx)])
    const form = readForm(body, { ...brand, stores })
    if ('faults' in form) return registrationPage(asked, product, { body, errors: form.faults, status: 422 })
    const { registration } = form
    const suggestion = suggestEmail(registration.email)
    if (suggestion && body.email_seen !== body.email && !body.use_email) {
      return registrationPage(asked, product, { body, suggestion })
    }
    const { terms, privacy } = brand.documents
    const pending = { ...registration, productId: product.id, terms: terms.version, privacy: privacy.version }
    const proof = await readProof(ctx, body.altcha)
    const result = await requestOtp(ctx, { pending, browser, address, key: body.key, proof })
    if ('sent' in result) return redirect(`/demo/${product.slug}/otp`)
    const said = result.refused === 'proofNeeded' && body.altcha ? 'proof' : result.refused
    if (said === 'tooMany') {
      const { freeAt } = await standing(ctx, limits.sends(ctx, pending.mobile))
      asked.reply.header('retry-after', Math.ceil((freeAt - ctx.now()) / 1000))
    }
    return registrationPage(asked, product, { body, errors: { form: said }, status: statuses[said] })
  },
  async again(asked, error) {
    if (error.status < 500) return undefined
    const found = await productOf(asked, asked.params.slug)
    if ('gone' in found) return found.gone
    return registrationPage(asked, found.product, {
      body: registrationBody.parse(asked.body),
      errors: { form: 'failed' },
    })
  },
})

const forget = route({
  method: 'POST',
  url: '/demo/:slug/forget',
  policy: 'anyone',
  params,
  async handler({ ctx, params: { slug }, browser, cookies, reply }) {
    await forgetVisitor(ctx, browser)
    cookies.clearVisitor(reply)
    return redirect(`/demo/${encodeURIComponent(slug)}`)
  },
})

export const routes: Route[] = [show, send, forget]
