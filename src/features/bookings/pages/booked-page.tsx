import { texts } from '../../../web/texts/texts.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import { type Booked, When } from './confirm-page.tsx'

export type BookedView = Booked & {
  /** the one expert's name; null when several may come */
  expert: string | null
  name: string
  maskedMobile: string
  email: string
  /** the calendar file, and the pages of two calendars that take an entry from a link */
  icsHref: string
  googleHref: string
  outlookHref: string
  linkHref: string
  manageHref: string
  buyUrl: string | null
}

/** Who, what, when: what is known of a booking. */
export function Facts({ frame, view }: { frame: PageFrame; view: Booked & Pick<BookedView, 'expert' | 'name'> }) {
  const t = texts(frame.lang)
  const facts = [
    [t.schedule.product, frame.product?.name],
    [t.schedule.when, <When key="when" frame={frame} at={view.startsAt} productZone={view.productZone} />],
    [t.schedule.length, t.schedule.minutes(Math.round((view.endsAt - view.startsAt) / 60_000))],
    [t.booking.expert, view.expert ?? t.booking.anExpert],
    [t.booking.name, view.name],
  ] as const
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** After Confirm: thanks, and what to do with the time until then. */
export function BookedPage({ frame, view }: { frame: PageFrame; view: BookedView }) {
  const t = texts(frame.lang)
  const words = t.booking
  return (
    <VisitorPage frame={frame} title={words.title} step="meet">
      <h1>{words.title}</h1>
      <p>{words.lead(view.maskedMobile, view.email)}</p>
      <Facts frame={frame} view={view} />
      {view.capacity > 1 ? <p className="quiet">{t.schedule.group(view.capacity)}</p> : null}
      <section>
        <h2>{words.calendar}</h2>
        <p className="links">
          <a href={view.icsHref}>{words.ics}</a>
          {(['google', 'outlook'] as const).map((name) => (
            <a key={name} href={view[`${name}Href`]} target="_blank" rel="noreferrer">
              {words[name]}
            </a>
          ))}
        </p>
      </section>
      <LinkButton look="primary" href={view.linkHref}>
        {words.open}
      </LinkButton>
      <LinkButton href={view.manageHref}>{words.manage}</LinkButton>
      {view.buyUrl ? (
        <p className="center">
          <a href={view.buyUrl}>{words.buy(frame.product?.name ?? frame.brand.name)}</a>
        </p>
      ) : null}
    </VisitorPage>
  )
}
