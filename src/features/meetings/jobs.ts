import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { staffTexts } from '../../web/texts/staff.ts'
import { readBrand } from '../brand/reads.ts'
import { sweepMeetings } from './actions.ts'
import { reportOf } from './reads.ts'

export const jobs: Job[] = [{ name: 'meetings', everyMs: 10_000, run: sweepMeetings }]

export const templates: Templates = {
  /** To admins. */
  'visitor.reported': {
    async render(ctx, { refs }) {
      const report = await reportOf(ctx, Number(refs.demo))
      if (!report) return null
      const { name } = await readBrand(ctx)
      const t = staffTexts.messages
      const link = publicUrl(ctx.config, `/crm/customers/${refs.demo}`)
      return { subject: t.reportedSubject(name), text: t.reported(report.by, report.product, report.words, link) }
    },
  },
}
