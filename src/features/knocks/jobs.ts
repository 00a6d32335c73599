import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { texts } from '../../web/texts/texts.ts'
import { readBrand } from '../brand/reads.ts'
import { isOpenRoom } from '../meetings/reads.ts'
import { sweepAdmitted, sweepQueue } from './actions/sweep.ts'

export const jobs: Job[] = [
  { name: 'queue', everyMs: 5000, run: sweepQueue },
  { name: 'admitted', everyMs: 5000, run: sweepAdmitted },
]

export const templates: Templates = {
  /** Admitted while away: come back. Not sent once the meeting has closed. */
  'knock.admitted': {
    async render(ctx, { refs, lang }) {
      if (!(await isOpenRoom(ctx, String(refs.room)))) return null
      const { name } = await readBrand(ctx)
      return { text: texts(lang).messages.admitted(name, publicUrl(ctx.config, `/meet/${refs.room}`)) }
    },
  },
}
