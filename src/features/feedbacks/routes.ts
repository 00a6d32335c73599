import { createElement } from 'react'
import type { Context } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { type Page, page } from '../../platform/http/page.ts'
import { type Route, redirect, route } from '../../platform/http/route.ts'
import { newToken } from '../../platform/keys.ts'
import { frameOf } from '../brand/reads.ts'
import { endKioskSession } from '../customers/actions.ts'
import { giveFeedback } from './actions.ts'
import { FeedbackPage, type FeedbackView } from './pages/feedback-page.tsx'
import { ThanksPage } from './pages/thanks-page.tsx'
import { feedbackDemo } from './reads.ts'
import { feedbackForm, feedbackParams } from './schema.ts'

type Demo = Awaited<ReturnType<typeof feedbackDemo>>
const blank = { overall: '', recommend: '', purpose: '', suggestion: '' }

const frameFor = (ctx: Context, demo: Demo) =>
  frameOf(ctx, { product: { name: demo.product, banner: demo.banner, zone: demo.zone } })

const rejoinOf = (demo: Demo) => (demo.room ? `/meet/${demo.room}` : null)

interface Typed {
  values: Partial<typeof blank>
  error: AppError
}

async function form(ctx: Context, token: string, demo: Demo, typed?: Typed): Promise<Page> {
  const frame = await frameFor(ctx, demo)
  const error = typed?.error
  const faults = (error?.fields ?? {}) as FeedbackView['errors']
  const view: FeedbackView = {
    action: `/feedback/${token}`,
    key: newToken(),
    expertName: demo.expert,
    values: { ...blank, ...typed?.values },
    errors: error && !error.fields ? { form: 'failed' } : faults,
    rejoinHref: rejoinOf(demo),
  }
  return page({ body: createElement(FeedbackPage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
}

async function thanks(ctx: Context, demo: Demo, already: boolean): Promise<Page> {
  const frame = await frameFor(ctx, demo)
  const view = {
    already,
    buyUrl: demo.buy_link,
    productHref: `/demo/${demo.slug}`,
    rejoinHref: rejoinOf(demo),
  }
  return page({ body: createElement(ThanksPage, { frame, view }), scripts: ['visitor'], lang: frame.lang })
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/feedback/:token',
    policy: 'anyone',
    params: feedbackParams,
    async handler({ ctx, params }) {
      const demo = await feedbackDemo(ctx, params.token)
      return demo.feedback_id === null ? form(ctx, params.token, demo) : thanks(ctx, demo, true)
    },
  }),
  route({
    method: 'POST',
    url: '/feedback/:token',
    policy: 'anyone',
    limit: { perMinute: 20 },
    params: feedbackParams,
    body: feedbackForm,
    again: async ({ ctx, params, body }, error) => {
      if (error.code === 'not_found') return undefined
      const { token } = feedbackParams.parse(params)
      return form(ctx, token, await feedbackDemo(ctx, token), { values: body, error })
    },
    async handler({ ctx, params, body, cookies, reply }) {
      await giveFeedback(ctx, params.token, body)
      if (await endKioskSession(ctx)) cookies.clearVisitor(reply)
      return redirect(`/feedback/${params.token}/thanks`)
    },
  }),
  route({
    method: 'GET',
    url: '/feedback/:token/thanks',
    policy: 'anyone',
    params: feedbackParams,
    handler: async ({ ctx, params }) => thanks(ctx, await feedbackDemo(ctx, params.token), false),
  }),
]
