import type { Job } from '../../platform/jobs/jobs.ts'
import { publicUrl } from '../../platform/links.ts'
import type { Rendered, Templates } from '../../platform/messages/template.ts'
import { sweepSessions } from './actions.ts'
import { passwordLink, userName } from './reads.ts'
import { HOME, LINK_MS } from './rules.ts'

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

// The mailbox that was left may be a stranger's: it hears no address.
const oldEmail = (name: string): Rendered => ({
  subject: 'The email of your account was changed',
  text: `Hello ${name},

an admin has given your account another email. This one does not log in any more.

If you did not expect it, tell an admin.
`,
})

const newEmail = (name: string, url: string): Rendered => ({
  subject: 'The email of your account was changed',
  text: `Hello ${name},

an admin has given your account this email. Log in with it from now on; your password stays as it is:

${url}
`,
})

const toUser = (words: typeof reset): Templates[string] => ({
  async render(ctx, { refs }) {
    const name = await userName(ctx, Number(refs.user))
    return name === undefined ? null : words(name, publicUrl(ctx.config, HOME))
  },
})

/** Messages to staff. */
export const templates: Templates = {
  'user.reset': withLink(reset),
  'user.invite': withLink(invite),
  'user.email.old': toUser(oldEmail),
  'user.email.new': toUser(newEmail),
}

export const jobs: Job[] = [{ name: 'users.sweep', everyMs: 60 * 60_000, run: sweepSessions }]
