import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { texts } from '../../web/texts/texts.ts'
import { readBrand } from '../brand/reads.ts'
import { askForFeedback } from './actions.ts'
import { unansweredDemo } from './reads.ts'

export const jobs: Job[] = [{ name: 'feedback', everyMs: 15_000, run: askForFeedback }]

export const templates: Templates = {
  /** Null when it has been given meanwhile. */
  'feedback.ask': {
    async render(ctx, { refs, lang }) {
      const demo = await unansweredDemo(ctx, Number(refs.demo))
      if (!demo) return null
      const { name } = await readBrand(ctx)
      const link = publicUrl(ctx.config, `/feedback/${ctx.keys.mac('feedback', demo.token)}`)
      const t = texts(lang).messages
      return { subject: t.feedbackSubject(name), text: t.feedback(demo.name, demo.product, link) }
    },
  },
}
