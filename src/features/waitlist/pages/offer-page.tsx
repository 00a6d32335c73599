import { clock, dayAndClock } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Countdown } from '../../../web/ui/countdown.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type OfferView = {
  /** held: the seat waits. lapsed: its ten minutes are over. used: it was taken with this link */
  state: 'held' | 'lapsed' | 'used'
  /** POST /w/<token> */
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
        <form className="stack" method="post" action={view.action} data-once="">
          <p>
            <strong>{dayAndClock(frame.lang, frame.zone, view.startsAt)}</strong>
          </p>
          {view.movesFrom === null ? null : <p>{words.moves(dayAndClock(frame.lang, frame.zone, view.movesFrom))}</p>}
          <p>
            <Countdown
              at={view.heldUntil}
              text={words.held(clock(frame.lang, frame.zone, view.heldUntil))}
              template={words.heldFor('{}')}
            />
          </p>
          <Button look="primary">{t.labels.confirm}</Button>
        </form>
      ) : (
        <>
          <p>{view.state === 'lapsed' ? words.lapsedLead : words.usedLead}</p>
          <LinkButton look="primary" href={view.state === 'used' ? view.bookedHref : view.scheduleHref}>
            {view.state === 'used' ? words.see : words.choose}
          </LinkButton>
        </>
      )}
    </VisitorPage>
  )
}
