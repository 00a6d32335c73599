import { when } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { CodeField } from '../../../web/ui/code-field.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type PinView = {
  /** POST /m/<token> and /m/<token>/pin */
  action: string
  newAction: string
  /** where the number is proved by an OTP instead */
  proveHref: string
  /** where the way on leads */
  next: 'manage' | null
  maskedMobile: string
  error: { wrong: number } | 'missing' | null
  /** no PIN is taken before this instant, ms */
  lockedUntil: number | null
  /** what became of New PIN */
  sent: 'yes' | 'tooMany' | null
}

/** Behind a meeting link in a browser that did not book: the PIN of the SMS. */
export function PinPage({ frame, view }: { frame: PageFrame; view: PinView }) {
  const t = texts(frame.lang)
  const words = t.meetingLink
  const { error, lockedUntil, sent } = view
  const text = error === null ? undefined : error === 'missing' ? words.missing : words.wrong(error.wrong)
  return (
    <VisitorPage frame={frame} title={words.pinTitle} step="meet">
      <h1>{words.pinTitle}</h1>
      <p>{words.pinLead(view.maskedMobile)}</p>
      {sent ? (
        <Notice tone={sent === 'yes' ? 'ok' : 'warn'} live>
          <p>{sent === 'yes' ? words.sent(view.maskedMobile) : words.tooMany}</p>
        </Notice>
      ) : null}
      {lockedUntil === null ? (
        <form className="stack" method="post" action={view.action} noValidate data-once="">
          {view.next ? <input type="hidden" name="next" value={view.next} /> : null}
          <CodeField id="pin" label={words.pin} error={text} missing={words.missing} sms={false} autoFocus />
          <Button look="primary">{view.next ? words.goOn : words.join}</Button>
        </form>
      ) : (
        <Notice tone="error" live>
          <p>{words.locked(when(frame.lang, frame.zone, lockedUntil, frame.now))}</p>
          <p>
            <a href={view.proveHref}>{words.prove}</a>
          </p>
        </Notice>
      )}
      <form method="post" action={view.newAction} data-once="">
        {view.next ? <input type="hidden" name="next" value={view.next} /> : null}
        <Button look={lockedUntil === null ? 'text' : 'primary'}>{words.newPin}</Button>
        <p className="hint">{words.newPinLead}</p>
      </form>
    </VisitorPage>
  )
}
