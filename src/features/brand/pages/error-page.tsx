import { when } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { type PageFrame, SupportLinks, VisitorPage } from '../../../web/visitor/shell.tsx'

export type ErrorView = {
  status: 403 | 404 | 410 | 429 | 500 | 503
  /** when it makes sense to come back, ms */
  retryAt: number | null
  /** the way on: an address to try again or begin at, with its words (catalogue's "Try again" when null) */
  way: { href: string; words: string | null } | null
}

/** One clear line, what to do, and a way on. */
export function ErrorPage({ frame, view }: { frame: PageFrame; view: ErrorView }) {
  const t = texts(frame.lang)
  const words = t.errors[view.status]
  const passes = view.status === 429 || view.status >= 500
  const later =
    view.retryAt !== null
      ? t.errors.comeBack(when(frame.lang, frame.zone, view.retryAt, frame.now))
      : passes
        ? t.errors.soon
        : null
  return (
    <VisitorPage frame={frame} title={words.title}>
      <h1>{words.title}</h1>
      <p>
        {words.lead} {later}
      </p>
      {view.way ? (
        <LinkButton look="primary" href={view.way.href}>
          {view.way.words ?? t.errors.again}
        </LinkButton>
      ) : null}
      {frame.brand.supportPhone || frame.brand.supportEmail ? (
        <p className="links">
          <span className="quiet">{t.errors.contact}</span>
          <SupportLinks brand={frame.brand} t={t} />
        </p>
      ) : null}
    </VisitorPage>
  )
}
