import { dayAndClockPlain, dayName, when } from '../../../web/texts/format.ts'
import { type Texts, texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import type { FreeTime } from '../../slots/schema.ts'
import { CalendarPart, type CalendarView } from './calendar.tsx'

export type ScheduleView = CalendarView & {
  key: string
  /** whether an expert is live; asked again at `liveUrl` while the page is open */
  live: boolean
  liveUrl: string
  /** POST /demo/<slug>/live and /demo/<slug>/schedule/wait */
  joinAction: string
  waitAction: string
  /** the visitor's booking of this product, ms, and its page */
  booked: { at: number; href: string } | null
  /** gone: the time chosen has just gone, with the nearest others. failed: nothing was changed */
  said: 'gone' | 'failed' | 'choose' | null
  nearest: FreeTime[]
}

/** The time that was chosen is not to be had: why, and what is near. */
export function SaidNotice(props: {
  said: ScheduleView['said']
  nearest: FreeTime[]
  view: CalendarView
  frame: PageFrame
  t: Texts
}) {
  const { said, nearest, view, frame, t } = props
  const words = t.schedule
  if (said === null) return null
  if (said !== 'gone') {
    return (
      <Notice tone="error" live>
        <p>{words[said]}</p>
      </Notice>
    )
  }
  const { zone } = view.calendar
  return (
    <Notice tone="warn" title={words.gone} live>
      <p>{nearest.length > 0 ? words.goneLead : words.goneNone}</p>
      {nearest.length > 0 ? (
        <ul className="near">
          {nearest.map((time) => (
            <li key={time.id}>
              <a href={`?${new URLSearchParams({ ...view.carry, slot: String(time.id) })}`}>
                {dayAndClockPlain(frame.lang, zone, time.startsAt)}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </Notice>
  )
}

function Wait({ view, t }: { view: ScheduleView; t: Texts }) {
  const { day, days, waited, zone } = view.calendar
  const words = t.waitlist
  if (day === null || view.calendar.held.some((seat) => seat.day === day)) return null
  const which = (
    <>
      <input type="hidden" name="day" value={day} />
      <input type="hidden" name="zone" value={zone} />
    </>
  )
  if (waited.includes(day)) {
    return (
      <Notice tone="ok" title={words.waiting}>
        <p>{words.waitingLead}</p>
        <form method="post" action={view.waitAction} data-once="">
          {which}
          <input type="hidden" name="leave" value="1" />
          <Button look="text">{words.leave}</Button>
        </form>
      </Notice>
    )
  }
  if (days.find((it) => it.day === day)?.state !== 'FULL') return null
  return (
    <form className="stack" method="post" action={view.waitAction} data-once="">
      {which}
      <p className="hint">{words.askLead}</p>
      <Button>{words.ask}</Button>
    </form>
  )
}

/** The calendar of a product: one time is chosen here, and confirmed on the next page. */
export function SchedulePage({ frame, view }: { frame: PageFrame; view: ScheduleView }) {
  const t = texts(frame.lang)
  const words = t.schedule
  const { zone, waited, held } = view.calendar
  const waits = waited.filter((day) => !held.some((seat) => seat.day === day))
  return (
    <VisitorPage frame={frame} title={words.title} step="meet" broad>
      <h1>{words.title}</h1>
      <SaidNotice said={view.said} nearest={view.nearest} view={view} frame={frame} t={t} />
      {view.booked ? (
        <Notice>
          <p>
            {words.have(dayAndClockPlain(frame.lang, zone, view.booked.at))} <a href={view.booked.href}>{words.see}</a>
          </p>
        </Notice>
      ) : (
        <p className="lead">{words.lead}</p>
      )}
      {held.map(({ startsAt, until, href }) => (
        <Notice key={href} tone="ok" title={t.waitlist.title}>
          <p>
            <strong>{dayAndClockPlain(frame.lang, zone, startsAt)}</strong>.{' '}
            {t.waitlist.held(when(frame.lang, frame.zone, until, frame.now))} <a href={href}>{t.waitlist.toSeat}</a>
          </p>
        </Notice>
      ))}
      <div role="status" data-live={view.liveUrl}>
        <div className="notice notice-ok" hidden={!view.live}>
          <p className="notice-title">{words.live}</p>
          <p>{words.liveLead}</p>
          <form method="post" action={view.joinAction} data-once="">
            <input type="hidden" name="key" value={view.key} />
            <Button>{t.labels.joinLive}</Button>
          </form>
        </div>
      </div>
      <CalendarPart view={view} frame={frame}>
        <Wait view={view} t={t} />
      </CalendarPart>
      {waits.length > 0 ? (
        <p className="quiet">{t.waitlist.days(waits.map((day) => dayName(frame.lang, day)).join(', '))}</p>
      ) : null}
    </VisitorPage>
  )
}
