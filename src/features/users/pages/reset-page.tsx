import { staffTexts as words } from '../../../web/texts/staff.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import { PasswordField } from './password-field.tsx'

export type ResetView = {
  /** POST /crm/reset */
  action: string
  /** the link's token, sent back as field `token`; null when the link is used or too old */
  token: string | null
  forgotHref: string
  /** least number of characters */
  least: number
  error: 'missing' | 'short' | 'known' | null
}

export function ResetPage({ frame, view }: { frame: PageFrame; view: ResetView }) {
  const title = view.token === null ? words.linkGone : words.resetTitle
  const errors = { missing: words.passwordMissing, short: words.passwordShort(view.least), known: words.passwordKnown }
  return (
    <VisitorPage frame={frame} title={title}>
      <h1>{title}</h1>
      {view.token === null ? (
        <>
          <p>{words.linkGoneLead}</p>
          <LinkButton look="primary" href={view.forgotHref}>
            {words.askAgain}
          </LinkButton>
        </>
      ) : (
        <form className="stack" method="post" action={view.action} noValidate data-once="">
          <input type="hidden" name="token" value={view.token} />
          <PasswordField
            id="password"
            label={words.newPassword}
            hint={words.newPasswordHint(view.least)}
            error={view.error ? errors[view.error] : undefined}
            missing={words.passwordMissing}
            autoComplete="new-password"
          />
          <Button look="primary">{words.change}</Button>
        </form>
      )}
    </VisitorPage>
  )
}
