import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { readBrand } from '../brand/reads.ts'
import { tellAdmins } from './actions.ts'
import { ALERT_TEMPLATE } from './reads.ts'
import { alertWords } from './rules.ts'
import { alertKinds } from './schema.ts'

export const jobs: Job[] = [{ name: 'admin-alerts', everyMs: 60_000, run: tellAdmins }]

export const templates: Templates = {
  [ALERT_TEMPLATE]: {
    async render(ctx, { refs }) {
      const kind = alertKinds.find((it) => it === refs.kind)
      if (!kind) return null
      const { name } = await readBrand(ctx)
      const { says, advice, path } = alertWords[kind]
      const said = says(Number(refs.n))
      return {
        subject: `${name}: ${said.charAt(0).toLowerCase()}${said.slice(1)}`,
        text: `${said}. ${advice}\n\n${publicUrl(ctx.config, path)}\n\nThe next e-mail of this kind comes in an hour at the earliest.\n`,
      }
    },
  },
}
