import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { dayAndClock, localeIn, plainSpaces } from '../../web/texts/format.ts'
import { texts } from '../../web/texts/texts.ts'
import { readBrand } from '../brand/reads.ts'
import { sweepWaitlist } from './actions/wait.ts'
import { openOffer } from './reads.ts'
import { offerParts } from './rules.ts'

export const jobs: Job[] = [{ name: 'waitlist', everyMs: 10_000, run: sweepWaitlist }]

export const templates: Templates = {
  /** Null once the offer has lapsed or was taken: a dead link helps nobody. */
  'waitlist.offer': {
    async render(ctx, { refs, lang }) {
      const offer = await openOffer(ctx, Number(refs.wait))
      if (!offer) return null
      const { name, country } = await readBrand(ctx)
      const link = publicUrl(ctx.config, `/w/${ctx.keys.mac('waitlist', ...offerParts(offer))}`)
      const when = dayAndClock(localeIn(lang, country), offer.zone, offer.starts_at!)
      return { text: plainSpaces(texts(lang).bookingMessages.offer(name, when, link)) }
    },
  },
}
