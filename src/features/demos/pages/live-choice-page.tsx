import { when } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type LiveChoiceView = {
  /** nobody: no expert is live; closed: outside the product's live timings; left: the last expert has gone meanwhile */
  reason: 'nobody' | 'closed' | 'left'
  /** POST /demo/<slug>/live, POST /demo/<slug>/live/alert, GET /demo/<slug>/schedule */
  tryAction: string
  alertAction: string
  scheduleHref: string
  key: string
  /** true when this visitor waits for the SMS already */
  asked: boolean
  maskedMobile: string
  /** what is known of the wait, minutes; the next free scheduled time and the next opening of live timings, ms */
  waitMinutes: number | null
  nextSlotAt: number | null
  opensAt: number | null
}

/** Join live was asked for and nobody can take it now: three ways on. */
export function LiveChoicePage({ frame, view }: { frame: PageFrame; view: LiveChoiceView }) {
  const t = texts(frame.lang)
  const words = t.live
  const closed = view.reason === 'closed'
  const title = words[view.reason]
  const at = (ms: number) => when(frame.lang, frame.zone, ms, frame.now)
  const facts = [
    closed && view.opensAt !== null ? t.expert.opens(at(view.opensAt)) : null,
    view.waitMinutes === null ? null : t.expert.wait(view.waitMinutes),
    view.nextSlotAt === null ? null : t.expert.next(at(view.nextSlotAt)),
  ].filter((fact) => fact !== null)
  return (
    <VisitorPage frame={frame} title={title} step="meet">
      <h1>{title}</h1>
      <p>{words.lead}</p>
      {facts.length > 0 ? (
        <ul className="facts">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      ) : null}
      {view.asked ? (
        <Notice tone="ok" title={words.asked} live>
          <p>{words.askedHow(view.maskedMobile)}</p>
        </Notice>
      ) : (
        <form className="stack" method="post" action={view.alertAction} data-once="">
          <input type="hidden" name="key" value={view.key} />
          <Button look="primary">{words.tell}</Button>
          <p className="hint">{words.tellHow(view.maskedMobile)}</p>
        </form>
      )}
      <form className="stack" method="post" action={view.tryAction} data-once="">
        <input type="hidden" name="key" value={view.key} />
        <Button look={view.asked ? 'primary' : 'secondary'}>{words.tryAgain}</Button>
        <LinkButton href={view.scheduleHref}>{t.labels.scheduleDemo}</LinkButton>
      </form>
    </VisitorPage>
  )
}
