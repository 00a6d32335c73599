import type { Job } from '../../platform/jobs/jobs.ts'
import type { Rendered, Templates } from '../../platform/messages/template.ts'
import { sweepSessions } from './actions.ts'
import { passwordLink } from './reads.ts'
import { LINK_MS } from './rules.ts'

const minutes = LINK_MS / 60_000

const reset = (name: string, url: string): Rendered => ({
  subject: 'Choose a new password',
  text: `Hello ${name},

somebody asked to choose a new password for your account. If it was you, open this link. It works once, for ${minutes} minutes:

${url}

If it was not you, do nothing: your password stays as it is.
`,
})

const invite = (name: string, url: string): Rendered => ({
  subject: 'Your account is ready',
  text: `Hello ${name},

an account was made for you. Choose your password here. The link works once, for ${minutes} minutes:

${url}

Later, choose "Forgot password" on the login page: it sends you a new link.
`,
})

const withLink = (words: typeof reset): Templates[string] => ({
  async render(ctx, { recipient, createdAt }) {
    // Anyone may type any e-mail on the page, and it is told nothing: a stranger's ends here.
    const link = await passwordLink(ctx, recipient, createdAt)
    return link ? words(link.name, link.url) : null
  },
})

/** Messages to staff. */
export const templates: Templates = { 'user.reset': withLink(reset), 'user.invite': withLink(invite) }

export const jobs: Job[] = [{ name: 'users.sweep', everyMs: 60 * 60_000, run: sweepSessions }]
