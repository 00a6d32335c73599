import { when } from '../../../web/texts/format.ts'
import { staffTexts as words } from '../../../web/texts/staff.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Checkbox } from '../../../web/ui/choice.tsx'
import { CodeField } from '../../../web/ui/code-field.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type TotpView = {
  /** POST /crm/totp */
  action: string
  /** the same page for the other kind of code */
  otherHref: string
  /** app: 6 digits, field `code`. recovery: a kept code, field `recovery` */
  kind: 'app' | 'recovery'
  error: 'wrong' | 'throttled' | null
  /** with throttled, when known (ms) */
  retryAt: number | null
  /** offers the checkbox `trust` */
  offerTrust: boolean
  next: string
}

/** Second step of logging in. */
export function TotpPage({ frame, view }: { frame: PageFrame; view: TotpView }) {
  const recovery = view.kind === 'recovery'
  const wrong = view.error === 'wrong' ? (recovery ? words.recoveryWrong : words.totpWrong) : undefined
  return (
    <VisitorPage frame={frame} title={words.totp}>
      <h1>{words.totp}</h1>
      <p>{recovery ? words.recoveryLead : words.totpLead}</p>
      {view.error === 'throttled' ? (
        <Notice tone="error" live>
          <p>
            {view.retryAt === null
              ? words.throttled
              : words.throttledUntil(when(frame.lang, frame.zone, view.retryAt, frame.now))}
          </p>
        </Notice>
      ) : null}
      <form className="stack" method="post" action={view.action} noValidate data-once="">
        <input type="hidden" name="next" value={view.next} />
        {recovery ? (
          <Field
            id="recovery"
            label={words.recoveryCode}
            error={wrong}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            required
          />
        ) : (
          <CodeField id="code" label={words.totpCode} sms={false} error={wrong} autoFocus />
        )}
        {view.offerTrust ? <Checkbox id="trust">{words.trust}</Checkbox> : null}
        <Button look="primary">{words.confirm}</Button>
      </form>
      <p className="center">
        <a href={view.otherHref}>{recovery ? words.byApp : words.byRecovery}</a>
      </p>
    </VisitorPage>
  )
}
