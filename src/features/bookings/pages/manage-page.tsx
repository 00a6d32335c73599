import { dayAndClock } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import { type BookedView, Facts } from './booked-page.tsx'
import { CalendarPart, type CalendarView } from './calendar.tsx'
import type { Booked } from './confirm-page.tsx'
import { SaidNotice, type ScheduleView } from './schedule-page.tsx'

export type ManageView = Booked &
  Pick<BookedView, 'expert' | 'name'> & {
    /** false once it has begun and cannot be given back */
    changeable: boolean
    /** there are other times: the product is still offered */
    movable: boolean
    /** asks before it cancels */
    asks: boolean
    /** /m/<token>/manage, the meeting link, POST /m/<token>/cancel */
    href: string
    linkHref: string
    cancelAction: string
  }

/** A booking in its customer's hands: see, move, cancel. */
export function ManagePage({ frame, view }: { frame: PageFrame; view: ManageView }) {
  const t = texts(frame.lang)
  const words = t.booking
  const title = view.asks ? words.cancelTitle(frame.product?.name ?? frame.brand.name) : words.manageTitle
  return (
    <VisitorPage frame={frame} title={title} step="meet">
      <h1>{title}</h1>
      {view.asks ? (
        <>
          <p>{words.cancelLead(dayAndClock(frame.lang, frame.zone, view.startsAt))}</p>
          <form className="stack" method="post" action={view.cancelAction} data-once="">
            <Button look="danger">{words.cancelYes}</Button>
            <LinkButton href={view.href}>{words.cancelNo}</LinkButton>
          </form>
        </>
      ) : (
        <>
          <Facts frame={frame} view={view} />
          {view.changeable ? (
            <>
              {view.movable ? (
                <LinkButton look="primary" href={`${view.href}?move=1`}>
                  {words.change}
                </LinkButton>
              ) : null}
              <LinkButton href={`${view.href}?cancel=1`}>{words.cancel}</LinkButton>
            </>
          ) : (
            <p>{words.begun}</p>
          )}
          <p className="center">
            <a href={view.linkHref}>{words.open}</a>
          </p>
        </>
      )}
    </VisitorPage>
  )
}

export type MoveView = CalendarView & Pick<ScheduleView, 'said' | 'nearest'> & { movesFrom: number; href: string }

/** The calendar again, for a booking that moves. */
export function MovePage({ frame, view }: { frame: PageFrame; view: MoveView }) {
  const t = texts(frame.lang)
  const words = t.booking
  return (
    <VisitorPage frame={frame} title={words.moveTitle} step="meet" broad>
      <h1>{words.moveTitle}</h1>
      <SaidNotice said={view.said} nearest={view.nearest} view={view} frame={frame} t={t} />
      <p>
        {words.moveFrom(dayAndClock(frame.lang, frame.zone, view.movesFrom))} <a href={view.href}>{words.cancelNo}</a>
      </p>
      <CalendarPart view={view} frame={frame} />
    </VisitorPage>
  )
}
