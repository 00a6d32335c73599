import { dayAndClock, inBothZones, zoneName } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

/** Instants of a booking, ms, with the product's IANA zone and how many customers the time takes. */
export type Booked = { startsAt: number; endsAt: number; productZone: string; capacity: number }

/** When, in the page's zone and, where its clocks differ, the product's. */
export function When({ frame, at, productZone }: { frame: PageFrame; at: number; productZone: string }) {
  const [own, other] = inBothZones(frame.lang, frame.zone, productZone, at)
  return (
    <>
      <time dateTime={new Date(at).toISOString()}>{own}</time>
      {other ? (
        <span className="quiet">
          <br />
          {`${other} (${zoneName(frame.lang, productZone, at)})`}
        </span>
      ) : null}
    </>
  )
}

export type ConfirmView = {
  /** POST: /demo/<slug>/schedule, or /m/<token>/move */
  action: string
  hidden: Record<string, string>
  /** GET: the calendar, where Cancel leads, with its query */
  back: { action: string; hidden: Record<string, string> }
  slot: Booked
  /** start of the booking that moves to this time, ms */
  movesFrom: number | null
  failed: boolean
}

const Hidden = ({ fields }: { fields: Record<string, string> }) =>
  Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)

/** One time, as it will be booked: Confirm takes the seat. */
export function ConfirmPage({ frame, view }: { frame: PageFrame; view: ConfirmView }) {
  const t = texts(frame.lang)
  const words = t.schedule
  const { slot, movesFrom } = view
  return (
    <VisitorPage frame={frame} title={words.confirmTitle} step="meet">
      <h1>{words.confirmTitle}</h1>
      {view.failed ? (
        <Notice tone="error" live>
          <p>{words.failed}</p>
        </Notice>
      ) : null}
      <dl className="facts">
        <div>
          <dt>{words.product}</dt>
          <dd>{frame.product?.name}</dd>
        </div>
        <div>
          <dt>{words.when}</dt>
          <dd>
            <When frame={frame} at={slot.startsAt} productZone={slot.productZone} />
          </dd>
        </div>
        <div>
          <dt>{words.length}</dt>
          <dd>{words.minutes(Math.round((slot.endsAt - slot.startsAt) / 60_000))}</dd>
        </div>
      </dl>
      {slot.capacity > 1 ? <p className="quiet">{words.group(slot.capacity)}</p> : null}
      {movesFrom === null ? null : <p>{words.movesFrom(dayAndClock(frame.lang, frame.zone, movesFrom))}</p>}
      <form className="stack" method="post" action={view.action} data-once="">
        <Hidden fields={view.hidden} />
        <Button look="primary">{t.labels.confirm}</Button>
        <Button form="back">{t.labels.cancel}</Button>
      </form>
      <form id="back" method="get" action={view.back.action} hidden>
        <Hidden fields={view.back.hidden} />
      </form>
    </VisitorPage>
  )
}

export type HasView = {
  /** POST /demo/<slug>/schedule again, with what moves the booking */
  action: string
  hidden: Record<string, string>
  keepHref: string
  now: Booked
  wanted: Booked
}

/** There is a booking of the product: it moves to the new time, or stays. */
export function HasPage({ frame, view }: { frame: PageFrame; view: HasView }) {
  const t = texts(frame.lang)
  const words = t.schedule
  return (
    <VisitorPage frame={frame} title={words.hasTitle} step="meet">
      <h1>{words.hasTitle}</h1>
      <p>{words.hasLead}</p>
      <dl className="facts">
        <div>
          <dt>{words.hasNow}</dt>
          <dd>
            <When frame={frame} at={view.now.startsAt} productZone={view.now.productZone} />
          </dd>
        </div>
        <div>
          <dt>{words.hasNew}</dt>
          <dd>
            <When frame={frame} at={view.wanted.startsAt} productZone={view.wanted.productZone} />
          </dd>
        </div>
      </dl>
      <form className="stack" method="post" action={view.action} data-once="">
        <Hidden fields={view.hidden} />
        <Button look="primary">{words.move}</Button>
        <Button form="keep">{words.keep}</Button>
      </form>
      <form id="keep" method="get" action={view.keepHref} hidden />
    </VisitorPage>
  )
}
