import { createElement } from 'react'
import { type Page, page } from '../../platform/http/page.ts'
import { type Asked, type Redirect, type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf } from '../brand/reads.ts'
import { maskMobile } from '../customers/rules.ts'
import { enterLobby } from '../demos/actions.ts'
import { activeProduct, type Product } from '../products/reads.ts'
import { slugParams } from '../products/schema.ts'
import { linkQuery } from '../registrations/rules.ts'
import { checkOtp, type Passed } from './actions/check.ts'
import { resendOtp } from './actions/codes.ts'
import { OtpPage, type OtpView } from './pages/otp-page.tsx'
import { otpState } from './reads.ts'
import { readCode } from './rules.ts'
import { otpForm, otpQuery } from './schema.ts'

type Visit = Pick<Asked, 'ctx' | 'browser'>
type Said = Partial<Pick<OtpView, 'error' | 'sent' | 'state'>> & { status?: number }

/** The page for this browser's code; the product's page when it has none. */
async function otpPage({ ctx, browser }: Visit, product: Product, said: Said = {}): Promise<Page | Redirect> {
  const base = `/demo/${product.slug}`
  const now = await otpState(ctx, browser, product.id)
  if (!now) return redirect(base)
  const { pending, state, expiresAt, resendAt, lockedUntil, checksLeft } = now
  const { status, ...rest } = said
  const view: OtpView = {
    action: `${base}/otp`,
    resendAction: `${base}/otp/resend`,
    changeHref: `${base}${linkQuery(pending)}`,
    maskedMobile: maskMobile(pending.mobile),
    state,
    expiresAt,
    resendAt,
    lockedUntil,
    checksLeft,
    sent: null,
    error: null,
    key: newToken(),
    ...rest,
  }
  const frame = await frameOf(ctx, { product, zone: pending.zone })
  const body = createElement(OtpPage, { frame, view })
  return page({ ...(status ? { status } : {}), body, scripts: ['visitor'], lang: ctx.lang })
}

/** On with what the visitor came for, by the visit's own details. */
async function joinLive({ ctx }: Visit, product: Product, passed: Passed): Promise<Redirect> {
  const { customerId, sessionId, pending } = passed
  const visitor = { ...ctx, actor: { kind: 'VISITOR' as const, customerId, sessionId } }
  const { source, storeId, name, email } = pending
  const entered = await enterLobby(visitor, { productId: product.id, source, storeId, name, email })
  return redirect(`/demo/${product.slug}/${'lobby' in entered ? 'lobby' : `live${linkQuery(pending)}`}`)
}

const refusals = { wrong: 422, used: 422, expired: 410, locked: 429 }

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/demo/:slug/otp',
    policy: 'anyone',
    params: slugParams,
    query: otpQuery,
    async handler(asked) {
      const product = await activeProduct(asked.ctx, asked.params.slug)
      return otpPage(asked, product, { sent: asked.query.sent ?? null })
    },
  }),
  route({
    method: 'POST',
    url: '/demo/:slug/otp',
    policy: 'anyone',
    params: slugParams,
    body: otpForm,
    async handler(asked) {
      const { ctx, browser, body, cookies, reply } = asked
      const product = await activeProduct(asked.ctx, asked.params.slug)
      const code = readCode(body.code)
      if (code === undefined) return otpPage(asked, product, { error: 'missing', status: 422 })
      const checked = await checkOtp(ctx, { browser, productId: product.id, code })
      if (checked.ok) {
        if (checked.token !== null) cookies.setVisitor(reply, checked.token)
        if (body.next === 'live') return joinLive(asked, product, checked)
        return redirect(`/demo/${product.slug}/schedule${linkQuery(checked.pending)}`)
      }
      const { why } = checked
      if (why === 'none') return redirect(`/demo/${product.slug}`)
      const error = why === 'wrong' || why === 'used' ? why : null
      return otpPage(asked, product, { error, status: refusals[why] })
    },
  }),
  route({
    method: 'POST',
    url: '/demo/:slug/otp/resend',
    policy: 'anyone',
    params: slugParams,
    async handler(asked) {
      const product = await activeProduct(asked.ctx, asked.params.slug)
      const resent = await resendOtp(asked.ctx, { browser: asked.browser, productId: product.id })
      if (resent === 'unsendable') return otpPage(asked, product, { state: 'unsendable', status: 503 })
      if (resent === 'none') return redirect(`/demo/${product.slug}`)
      const said = resent === 'again' || resent === 'new' ? `?sent=${resent}` : ''
      return redirect(`/demo/${product.slug}/otp${said}`)
    },
  }),
]
