import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { staffTexts } from '../../web/texts/staff.ts'
import { texts } from '../../web/texts/texts.ts'
import { readBrand } from '../brand/reads.ts'
import { wipeCodes } from './actions/wipe.ts'
import { livingCode } from './reads.ts'

export const templates: Templates = {
  otp: {
    async render(ctx, { refs, secret, lang }) {
      if (secret === null || !(await livingCode(ctx, Number(refs.otp)))) return null
      const code = ctx.keys.open('otp', secret)
      const { name } = await readBrand(ctx)
      const host = ctx.config.PUBLIC_URL ? new URL(ctx.config.PUBLIC_URL).hostname : 'localhost'
      // The last line lets browsers offer the code: https://wicg.github.io/sms-one-time-codes/
      return { text: `${texts(lang).messages.otp(code, name)}\n\n@${host} #${code}` }
    },
  },
  'otp.unsendable': {
    async render(ctx, { refs }) {
      const { name } = await readBrand(ctx)
      const words = staffTexts.messages
      const why = refs.why === 'PREFIX' ? 'PREFIX' : 'CAP'
      return {
        subject: words.unsendableSubject(name),
        text: words.unsendable[why](publicUrl(ctx.config, '/crm/messages')),
      }
    },
  },
}

export const jobs: Job[] = [{ name: 'otp.wipe', everyMs: 60_000, run: wipeCodes }]
