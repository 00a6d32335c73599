import { dayAndClock } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Countdown } from '../../../web/ui/countdown.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import type { LinkState } from '../rules.ts'
import { type Booked, When } from './confirm-page.tsx'

export type LinkView = Booked & {
  state: Exclude<LinkState, 'OPEN'>
  /** when the lobby opens, ms */
  opensAt: number
  /** /m/<token>, its state to follow, and where it is moved or cancelled */
  href: string
  stateUrl: string
  manageHref: string
  /** where another time is booked */
  scheduleHref: string
  /** why staff ended it; null when nobody said */
  reason: string | null
  /** the booking it was moved to, for its own customer: start (ms) and link */
  moved: { at: number; href: string } | null
}

/** A meeting link while there is no lobby behind it: too early, over, cancelled or moved. Turns into the lobby by itself. */
export function LinkPage({ frame, view }: { frame: PageFrame; view: LinkView }) {
  const t = texts(frame.lang)
  const words = t.meetingLink
  const { state, startsAt, opensAt, moved } = view
  const title = { EARLY: words.early, EXPIRED: words.expired, CANCELLED: words.cancelled, MOVED: words.moved }[state]
  const at = dayAndClock(frame.lang, frame.zone, startsAt)
  return (
    <VisitorPage frame={frame} title={title} step="meet">
      <h1>{title}</h1>
      {state === 'EARLY' ? (
        <>
          <dl className="facts">
            <div>
              <dt>{t.schedule.when}</dt>
              <dd>
                <When frame={frame} at={startsAt} productZone={view.productZone} />
              </dd>
            </div>
          </dl>
          <p data-follow={view.stateUrl} data-state={state} data-at={opensAt}>
            <Countdown
              at={opensAt}
              text={words.opens(dayAndClock(frame.lang, frame.zone, opensAt))}
              template={words.opensIn('{}')}
            />
          </p>
          <noscript>
            <LinkButton href={view.href}>{words.refresh}</LinkButton>
          </noscript>
          <LinkButton href={view.manageHref}>{words.manage}</LinkButton>
        </>
      ) : state === 'MOVED' ? (
        <>
          <p>{moved ? words.movedTo(dayAndClock(frame.lang, frame.zone, moved.at)) : words.movedElse}</p>
          {moved ? (
            <LinkButton look="primary" href={moved.href}>
              {words.openMoved}
            </LinkButton>
          ) : null}
        </>
      ) : (
        <>
          <p>{state === 'EXPIRED' ? words.expiredLead(at) : words.cancelledLead(at)}</p>
          {view.reason ? <p>{words.why(view.reason)}</p> : null}
          <LinkButton look="primary" href={view.scheduleHref}>
            {words.again}
          </LinkButton>
        </>
      )}
    </VisitorPage>
  )
}
