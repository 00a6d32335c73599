import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { texts } from '../../web/texts/texts.ts'
import { readBrand } from '../brand/reads.ts'
import { sweepAlerts } from './actions.ts'
import { heldAlert } from './reads.ts'
import { tokenParts } from './rules.ts'

export const jobs: Job[] = [{ name: 'alerts', everyMs: 10_000, run: sweepAlerts }]

export const templates: Templates = {
  /** Null once the place has lapsed: a dead link helps nobody. */
  'alert.live': {
    async render(ctx, { refs, lang }) {
      const alert = await heldAlert(ctx, Number(refs.alert))
      if (!alert) return null
      const { name } = await readBrand(ctx)
      const link = publicUrl(ctx.config, `/l/${ctx.keys.mac('alert', ...tokenParts(alert))}`)
      return { text: texts(lang).messages.live(name, alert.product_name, link) }
    },
  },
}
