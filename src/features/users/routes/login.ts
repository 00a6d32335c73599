import { createElement } from 'react'
import type { Staff } from '../../../platform/auth/staff.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import { type Asked, type Route, redirect, route } from '../../../platform/http/route.ts'
import { frameOf } from '../../brand/reads.ts'
import { finishLogIn, logIn, logOut } from '../actions.ts'
import { LoginPage, type LoginView } from '../pages/login-page.tsx'
import { TotpPage, type TotpView } from '../pages/totp-page.tsx'
import { safeNext } from '../rules.ts'
import { loginForm, loginQuery, totpForm, totpQuery } from '../schema.ts'

// Tries at passwords and codes are counted by their own throttle; this only bounds what one address may cost.
const limit = { perMinute: 3000 }

const retryAt = (ctx: Context, { retryAfterMs }: AppError) =>
  retryAfterMs === undefined ? null : ctx.now() + retryAfterMs

async function loginPage(ctx: Context, view: Partial<LoginView>): Promise<Page> {
  const usual: LoginView = {
    action: '/crm/login',
    forgotHref: '/crm/forgot',
    values: { email: '', remember: false },
    error: null,
    retryAt: null,
    notice: null,
    next: '',
  }
  const body = createElement(LoginPage, { frame: await frameOf(ctx), view: { ...usual, ...view } })
  return page({ body, lang: ctx.lang, scripts: ['visitor'] })
}

async function totpPage(ctx: Context, view: Pick<TotpView, 'kind' | 'next'> & Partial<TotpView>): Promise<Page> {
  const other = new URLSearchParams({ kind: view.kind === 'app' ? 'recovery' : 'app', next: view.next })
  const usual = {
    action: '/crm/totp',
    otherHref: `/crm/totp?${other}`,
    error: null,
    retryAt: null,
    offerTrust: false,
  }
  const body = createElement(TotpPage, { frame: await frameOf(ctx), view: { ...usual, ...view } })
  return page({ body, lang: ctx.lang, scripts: ['visitor'] })
}

function loginFault(error: AppError): LoginView['error'] | undefined {
  if (error.code === 'unauthenticated') return 'wrong'
  if (error.code === 'too_many') return 'throttled'
  if (error.fields?.email) return 'emailMissing'
  return error.fields?.password ? 'passwordMissing' : undefined
}

const setCookies = ({ reply }: Pick<Asked, 'reply'>, cookies: string[]) => reply.header('set-cookie', cookies)

/** Logging in and out: forms that work without script. */
export const loginRoutes = (staff: Staff): Route[] => [
  route({
    method: 'GET',
    url: '/crm/login',
    policy: 'public',
    query: loginQuery,
    async handler({ ctx, query, request }) {
      if (await staff.find(request.headers.cookie)) return redirect(safeNext(query.next))
      return loginPage(ctx, { notice: query.notice ?? null, next: query.next })
    },
  }),
  route({
    method: 'POST',
    url: '/crm/login',
    policy: 'public',
    limit,
    body: loginForm,
    async again({ ctx, body }, error) {
      const fault = loginFault(error)
      const values = { email: body.email ?? '', remember: body.remember !== undefined }
      if (!fault) return undefined
      return loginPage(ctx, { error: fault, retryAt: retryAt(ctx, error), values, next: body.next ?? '' })
    },
    async handler({ ctx, body, address, request, reply }) {
      const attempt = { email: body.email, password: body.password, remember: body.remember !== undefined, address }
      const { cookies, next } = await logIn(ctx, staff, attempt, request.headers.cookie)
      setCookies({ reply }, cookies)
      return redirect(next === 'done' ? safeNext(body.next) : `/crm/totp?${new URLSearchParams({ next: body.next })}`)
    },
  }),
  route({
    method: 'GET',
    url: '/crm/totp',
    policy: 'public',
    query: totpQuery,
    async handler({ ctx, query, request }) {
      if (await staff.isWaiting(request.headers.cookie)) return totpPage(ctx, query)
      return redirect('/crm/login')
    },
  }),
  route({
    method: 'POST',
    url: '/crm/totp',
    policy: 'public',
    limit,
    body: totpForm,
    async again({ ctx, body }, error) {
      const fault = error.code === 'too_many' ? 'throttled' : error.code === 'invalid' ? 'wrong' : undefined
      if (!fault) return undefined
      const kind = body.recovery === undefined ? 'app' : 'recovery'
      return totpPage(ctx, { kind, next: body.next ?? '', error: fault, retryAt: retryAt(ctx, error) })
    },
    async handler({ ctx, body, request, reply }) {
      const { code, recovery, next } = body
      const given =
        recovery === undefined
          ? { kind: 'app' as const, code: (code ?? '').replace(/\D/g, '') }
          : { kind: 'recovery' as const, code: recovery }
      try {
        setCookies({ reply }, await finishLogIn(ctx, staff, given, request.headers.cookie))
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'gone') throw error
        return redirect(`/crm/login?${new URLSearchParams({ notice: 'expired', next })}`)
      }
      return redirect(safeNext(next))
    },
  }),
  route({
    method: 'POST',
    url: '/crm/logout',
    policy: 'public',
    async handler({ ctx, request, reply }) {
      setCookies({ reply }, await logOut(ctx, staff, request.headers.cookie))
      return redirect('/crm/login?notice=loggedOut')
    },
  }),
]
