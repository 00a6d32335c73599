import { when } from '../../../web/texts/format.ts'
import { staffTexts as words } from '../../../web/texts/staff.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Checkbox } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import { PasswordField } from './password-field.tsx'

export type LoginView = {
  /** POST /crm/login */
  action: string
  forgotHref: string
  values: { email: string; remember: boolean }
  /** wrong: one answer for every reason, so that strangers learn nothing. throttled: with `retryAt` when known (ms) */
  error: 'wrong' | 'throttled' | 'emailMissing' | 'passwordMissing' | null
  retryAt: number | null
  /** why the person is here again */
  notice: 'loggedOut' | 'expired' | 'resetDone' | null
  /** where to go afterwards, as a path of ours; '' for the start */
  next: string
}

export function LoginPage({ frame, view }: { frame: PageFrame; view: LoginView }) {
  const { error } = view
  const throttled =
    view.retryAt === null
      ? words.throttled
      : words.throttledUntil(when(frame.lang, frame.zone, view.retryAt, frame.now))
  return (
    <VisitorPage frame={frame} title={words.login}>
      <h1>{words.login}</h1>
      <p className="quiet">{words.loginLead}</p>
      {view.notice && !error ? (
        <Notice tone={view.notice === 'resetDone' ? 'ok' : 'info'} live>
          <p>{words[view.notice]}</p>
        </Notice>
      ) : null}
      {error === 'wrong' || error === 'throttled' ? (
        <Notice tone="error" live>
          <p>{error === 'wrong' ? words.wrong : throttled}</p>
        </Notice>
      ) : null}
      <form className="stack" method="post" action={view.action} noValidate data-once="">
        <input type="hidden" name="next" value={view.next} />
        <Field
          id="email"
          type="email"
          label={words.labels.email}
          value={view.values.email}
          error={error === 'emailMissing' ? words.emailMissing : undefined}
          missing={words.emailMissing}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          maxLength={254}
          required
        />
        <PasswordField
          id="password"
          label={words.labels.password}
          error={error === 'passwordMissing' ? words.passwordMissing : undefined}
          missing={words.passwordMissing}
          autoComplete="current-password"
        />
        <div className="row row-apart">
          <Checkbox id="remember" checked={view.values.remember}>
            {words.labels.remember}
          </Checkbox>
          <a href={view.forgotHref}>{words.labels.forgot}</a>
        </div>
        <Button look="primary">{words.labels.logIn}</Button>
      </form>
    </VisitorPage>
  )
}
