import { staffTexts as words } from '../../../web/texts/staff.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type ForgotView = {
  /** POST /crm/forgot */
  action: string
  loginHref: string
  email: string
  /** true after sending; the page says the same whether the account exists or not */
  sent: boolean
  error: 'emailMissing' | 'throttled' | null
}

export function ForgotPage({ frame, view }: { frame: PageFrame; view: ForgotView }) {
  return (
    <VisitorPage frame={frame} title={words.forgotTitle}>
      <h1>{view.sent ? words.sent : words.forgotTitle}</h1>
      {view.error === 'throttled' ? (
        <Notice tone="error" live>
          <p>{words.throttled}</p>
        </Notice>
      ) : null}
      {view.sent ? (
        <p role="status">{words.sentLead(view.email)}</p>
      ) : (
        <>
          <p>{words.forgotLead}</p>
          <form className="stack" method="post" action={view.action} noValidate data-once="">
            <Field
              id="email"
              type="email"
              label={words.labels.email}
              value={view.email}
              error={view.error === 'emailMissing' ? words.emailMissing : undefined}
              missing={words.emailMissing}
              autoComplete="username"
              inputMode="email"
              autoCapitalize="none"
              maxLength={254}
              required
            />
            <Button look="primary">{words.sendLink}</Button>
          </form>
        </>
      )}
      <p className="center">
        <a href={view.loginHref}>{words.toLogin}</a>
      </p>
    </VisitorPage>
  )
}
