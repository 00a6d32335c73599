import type { Job } from '../../platform/jobs/jobs.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { readBrand } from '../brand/reads.ts'
import { wipeCodes } from './actions/wipe.ts'
import { livingCode } from './reads.ts'

export const templates: Templates = {
  otp: {
    async render(ctx, { refs, secret }) {
      if (secret === null || !(await livingCode(ctx, Number(refs.otp)))) return null
      const code = ctx.keys.open('otp', secret)
      const { name } = await readBrand(ctx)
      const host = ctx.config.PUBLIC_URL ? new URL(ctx.config.PUBLIC_URL).hostname : 'localhost'
      // The last line lets browsers offer the code: https://wicg.github.io/sms-one-time-codes/
      return { text: `${code} is your ${name} code. Do not share it with anyone.\n\n@${host} #${code}` }
    },
  },
}

export const jobs: Job[] = [{ name: 'otp.wipe', everyMs: 60_000, run: wipeCodes }]
