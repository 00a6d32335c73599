import { clock } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Countdown } from '../../../web/ui/countdown.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type PlaceHeldView = {
  /** held: the place waits. lapsed: 10 minutes are over, joining still works. used: this link has been used */
  state: 'held' | 'lapsed' | 'used'
  /** POST /l/<token> */
  action: string
  key: string
  /** end of the hold, ms */
  heldUntil: number
  /** the product's page */
  productHref: string
}

/** Behind the link of "an expert is live": GET shows, only POST joins (link scanners open links too). */
export function PlaceHeldPage({ frame, view }: { frame: PageFrame; view: PlaceHeldView }) {
  const t = texts(frame.lang)
  const words = t.placeHeld
  const title = view.state === 'held' ? words.title : view.state === 'lapsed' ? words.lapsed : words.used
  return (
    <VisitorPage frame={frame} title={title} step="meet">
      <h1>{title}</h1>
      {view.state === 'held' ? (
        <p>
          <Countdown
            at={view.heldUntil}
            text={words.held(clock(frame.lang, frame.zone, view.heldUntil))}
            template={words.heldFor('{}')}
          />
        </p>
      ) : (
        <p>{view.state === 'lapsed' ? words.lapsedLead : words.usedLead}</p>
      )}
      {view.state === 'used' ? (
        <LinkButton look="primary" href={view.productHref}>
          {words.begin}
        </LinkButton>
      ) : (
        <form className="stack" method="post" action={view.action} data-once="">
          <input type="hidden" name="key" value={view.key} />
          <Button look="primary">{t.labels.joinLive}</Button>
        </form>
      )}
    </VisitorPage>
  )
}
