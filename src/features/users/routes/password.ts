import { createElement } from 'react'
import type { Staff } from '../../../platform/auth/staff.ts'
import { PASSWORD_LEAST, passwordFault } from '../../../platform/auth/staff-passwords.ts'
import type { Context } from '../../../platform/context.ts'
import type { AppError } from '../../../platform/errors.ts'
import { type Page, page } from '../../../platform/http/page.ts'
import { type Route, redirect, route } from '../../../platform/http/route.ts'
import { frameOf } from '../../brand/reads.ts'
import { isResetOpen, requestReset, resetPassword } from '../actions.ts'
import { ForgotPage, type ForgotView } from '../pages/forgot-page.tsx'
import { ResetPage, type ResetView } from '../pages/reset-page.tsx'
import { forgotForm, resetForm, resetQuery } from '../schema.ts'

async function forgotPage(ctx: Context, view: Partial<ForgotView>): Promise<Page> {
  const usual: ForgotView = { action: '/crm/forgot', loginHref: '/crm/login', email: '', sent: false, error: null }
  const body = createElement(ForgotPage, { frame: await frameOf(ctx), view: { ...usual, ...view } })
  return page({ body, lang: ctx.lang, scripts: ['visitor'] })
}

async function resetPage(ctx: Context, view: Pick<ResetView, 'token'> & Partial<ResetView>): Promise<Page> {
  const usual = { action: '/crm/reset', forgotHref: '/crm/forgot', least: PASSWORD_LEAST, error: null }
  const body = createElement(ResetPage, { frame: await frameOf(ctx), view: { ...usual, ...view } })
  return page({ body, lang: ctx.lang, scripts: ['visitor'] })
}

/** What the page shows again: its own words for the password, or that the link is gone. */
function resetFault(error: AppError, body: Record<string, string>): Pick<ResetView, 'token' | 'error'> | undefined {
  if (error.code === 'gone') return { token: null, error: null }
  if (!error.fields?.password) return undefined
  const fault = passwordFault(body.password ?? '') ?? 'known'
  return fault === 'long' ? undefined : { token: body.token ?? '', error: fault }
}

/** A forgotten password: a link by e-mail, and the page it opens. */
export const passwordRoutes = (staff: Staff): Route[] => [
  route({
    method: 'GET',
    url: '/crm/forgot',
    policy: 'public',
    handler: ({ ctx }) => forgotPage(ctx, {}),
  }),
  route({
    method: 'POST',
    url: '/crm/forgot',
    policy: 'public',
    body: forgotForm,
    async again({ ctx, body }, error) {
      const fault = error.code === 'too_many' ? 'throttled' : error.code === 'invalid' ? 'emailMissing' : undefined
      return fault && forgotPage(ctx, { email: body.email ?? '', error: fault })
    },
    async handler({ ctx, body, address }) {
      await requestReset(ctx, staff, body.email, address)
      return forgotPage(ctx, { email: body.email, sent: true })
    },
  }),
  route({
    method: 'GET',
    url: '/crm/reset',
    policy: 'public',
    query: resetQuery,
    handler: async ({ ctx, query: { token } }) =>
      resetPage(ctx, { token: (await isResetOpen(ctx, token)) ? token : null }),
  }),
  route({
    method: 'POST',
    url: '/crm/reset',
    policy: 'public',
    body: resetForm,
    async again({ ctx, body }, error) {
      const view = resetFault(error, body)
      return view && resetPage(ctx, view)
    },
    async handler({ ctx, body, request, reply }) {
      reply.header('set-cookie', await resetPassword(ctx, staff, body, request.headers.cookie))
      return redirect('/crm/login?notice=resetDone')
    },
  }),
]
