import { clock, clockSeconds, when } from '../../../web/texts/format.ts'
import { type Texts, texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { CodeField } from '../../../web/ui/code-field.tsx'
import { Countdown } from '../../../web/ui/countdown.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, SupportLinks, VisitorPage } from '../../../web/visitor/shell.tsx'

const MINUTE_MS = 60_000

export type OtpView = {
  /** /demo/<slug>/otp, /demo/<slug>/otp/resend, and where the number can be changed */
  action: string
  resendAction: string
  changeHref: string
  /** "••••• ••210" */
  maskedMobile: string
  /**
   * waiting: a code lives. expired: it does not any more. locked: too many checks. unsendable: no code could be sent.
   */
  state: 'waiting' | 'expired' | 'locked' | 'unsendable'
  /** the server's expiry of the code, ms; used in state waiting */
  expiresAt: number
  /** from when another code may be asked for, ms; null when no more are sent to this number for now */
  resendAt: number | null
  /** in state locked: when asking is possible again, ms; null: by Resend OTP at once */
  lockedUntil: number | null
  /** what the page answers to: the same code sent again, or a new one */
  sent: 'again' | 'new' | null
  error: 'missing' | 'wrong' | 'used' | null
  /** checks left for this code; named with `wrong` */
  checksLeft: number
  key: string
}

function State({ view, frame, t }: { view: OtpView; frame: PageFrame; t: Texts }) {
  const words = t.otp
  if (view.state === 'unsendable') {
    const reachable = frame.brand.supportPhone ?? frame.brand.supportEmail
    return (
      <Notice tone="error" title={words.unsendable} live>
        <p>{reachable ? words.unsendableLead : words.unsendablePlain}</p>
        <p className="links">
          <SupportLinks brand={frame.brand} t={t} />
        </p>
      </Notice>
    )
  }
  if (view.state === 'locked') {
    const until = view.lockedUntil
    const how =
      until !== null
        ? words.lockedUntil(when(frame.lang, frame.zone, until, frame.now))
        : view.resendAt === null
          ? words.lockedDay
          : words.lockedNow
    return (
      <Notice tone="error" live>
        <p>
          {words.locked} {how}
        </p>
      </Notice>
    )
  }
  return (
    <>
      {view.sent && view.state === 'waiting' ? (
        <Notice tone="ok" id="sent" live>
          <p>{view.sent === 'again' ? words.again : words.sentNew}</p>
        </Notice>
      ) : null}
      {/* The script shows this at the countdown's end; without script the server does. */}
      <Notice tone="warn" id="expired" hidden={view.state !== 'expired'} live>
        <p>{words.expired}</p>
      </Notice>
    </>
  )
}

function Resend({ view, frame, t }: { view: OtpView; frame: PageFrame; t: Texts }) {
  const words = t.otp
  if (view.resendAt === null) {
    // A locked page has said already when to come back.
    return view.state === 'locked' ? null : (
      <p className="quiet" data-stays="">
        {words.noResends}
      </p>
    )
  }
  const early = view.resendAt > frame.now
  return (
    <p className="row" data-stays="">
      <Button look={view.state === 'waiting' ? 'text' : 'primary'} form="resend" does={early ? 'enable' : undefined}>
        {t.labels.resendOtp}
      </Button>
      {early ? (
        <span className="quiet">
          <Countdown
            id="resend-at"
            at={view.resendAt}
            text={words.resendFrom(clock(frame.lang, frame.zone, Math.ceil(view.resendAt / MINUTE_MS) * MINUTE_MS))}
            template={words.resendIn('{}')}
          />
        </span>
      ) : null}
    </p>
  )
}

/** The code, with two ways on; counts down to the server's expiry and offers another code when it is time. */
export function OtpPage({ frame, view }: { frame: PageFrame; view: OtpView }) {
  const t = texts(frame.lang)
  const words = t.otp
  const { error } = view
  const text =
    error === null ? undefined : error === 'wrong' ? words.errors.wrong(view.checksLeft) : words.errors[error]
  return (
    <VisitorPage frame={frame} title={words.title} step="code">
      <h1>{words.title}</h1>
      <p>
        {view.state === 'unsendable' ? null : `${words.sent(view.maskedMobile)} `}
        <span className="keep">
          {words.wrongNumber} <a href={view.changeHref}>{words.change}</a>
        </span>
      </p>
      <State view={view} frame={frame} t={t} />
      {view.state === 'waiting' ? (
        <form className="stack" method="post" action={view.action} noValidate data-once="">
          <input type="hidden" name="key" value={view.key} />
          <CodeField
            id="code"
            label={t.labels.otp}
            error={text}
            missing={words.errors.missing}
            autoFocus
            hint={
              <Countdown
                at={view.expiresAt}
                text={words.works(clockSeconds(frame.lang, frame.zone, view.expiresAt))}
                template={words.leftFor('{}')}
                endsId="expired"
              />
            }
          />
          <Resend view={view} frame={frame} t={t} />
          <Button look="primary" name="next" value="live">
            {t.labels.joinLive}
          </Button>
          <Button name="next" value="schedule">
            {t.labels.scheduleDemo}
          </Button>
        </form>
      ) : view.state === 'locked' && view.lockedUntil !== null && view.lockedUntil > frame.now ? null : (
        <Resend view={view} frame={frame} t={t} />
      )}
      {/* Its button stands in the form above; hidden, it takes no room. */}
      <form id="resend" method="post" action={view.resendAction} data-once="" hidden />
    </VisitorPage>
  )
}
