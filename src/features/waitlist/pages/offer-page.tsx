import { dayAndClock, when } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Countdown } from '../../../web/ui/countdown.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type OfferView = {
  /**
   * held: the seat waits. lapsed: its ten minutes are over. used: it was taken with this link. left: it was given up. back:
   * the time is offered no longer, and they wait on
   */
  state: 'held' | 'lapsed' | 'used' | 'left' | 'back'
  /** asked while the page is open */
  stateUrl: string
  /** POST /w/<token> and /w/<token>/decline */
  action: string
  /** the time's start and the end of the hold, ms */
  startsAt: number
  heldUntil: number
  /** start of the booking that moves to it, ms; shown to its own customer only */
  movesFrom: number | null
  scheduleHref: string
  bookedHref: string
}

/** Behind the link of a seat that became free: GET shows, only POST takes it (link scanners open links too). */
export function OfferPage({ frame, view }: { frame: PageFrame; view: OfferView }) {
  const t = texts(frame.lang)
  const words = t.waitlist
  const title = view.state === 'held' ? words.title : words[view.state]
  return (
    <VisitorPage frame={frame} title={title} step="meet">
      <h1>{title}</h1>
      {view.state === 'held' ? (
        <>
          <p>
            <strong>{dayAndClock(frame.lang, frame.zone, view.startsAt)}</strong>
          </p>
          {view.movesFrom === null ? null : <p>{words.moves(dayAndClock(frame.lang, frame.zone, view.movesFrom))}</p>}
          <p data-follow={view.stateUrl} data-state={view.state} data-at={view.heldUntil}>
            <Countdown
              at={view.heldUntil}
              text={words.held(when(frame.lang, frame.zone, view.heldUntil, frame.now))}
              template={words.heldFor('{}')}
            />
          </p>
          <form method="post" action={view.action} data-once="">
            <Button look="primary">{t.labels.confirm}</Button>
          </form>
          <form method="post" action={`${view.action}/decline`} data-once="">
            <Button>{words.decline}</Button>
          </form>
        </>
      ) : (
        <>
          <p>{words[`${view.state}Lead`]}</p>
          <LinkButton look="primary" href={view.state === 'used' ? view.bookedHref : view.scheduleHref}>
            {view.state === 'used' ? words.see : words.choose}
          </LinkButton>
        </>
      )}
    </VisitorPage>
  )
}
