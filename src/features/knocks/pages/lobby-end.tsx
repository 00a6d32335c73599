import { byCode, fill } from '../../../web/media/texts.ts'
import { useWords } from '../../../web/media/words.tsx'
import type { VisitSnapshot } from '../schema.ts'

export interface Ways {
  /** Undefined where asking again cannot help. */
  onAgain?: (() => void) | undefined
  again?: string
  busy?: boolean
  problem?: string | null
  feedback?: string | null
  alert?: string | undefined
  schedule?: string | undefined
  product: { name: string; url: string }
  phone: string | null
}

/** An end of the visit, whichever: what happened, and the ways on. */
export function LobbyEnd({ title, text, ways }: { title: string; text: string | null; ways: Ways }) {
  const { lobby: words } = useWords()
  return (
    <div className="card">
      <div role="status">
        <h1>{title}</h1>
        {text ? <p dir="auto">{text}</p> : null}
      </div>
      {ways.problem ? (
        <p className="notice notice-error" role="alert">
          {ways.problem}
        </p>
      ) : null}
      <div className="stack">
        {ways.feedback ? (
          <a className="btn btn-primary" href={ways.feedback}>
            {words.feedback}
          </a>
        ) : null}
        {ways.schedule ? (
          <a className="btn btn-primary" href={ways.schedule}>
            {words.bookAgain}
          </a>
        ) : null}
        {ways.onAgain ? (
          <button type="button" className="btn btn-primary" disabled={ways.busy} onClick={ways.onAgain}>
            {ways.again ?? words.askAgain}
          </button>
        ) : null}
      </div>
      <div className="links">
        {ways.alert ? <a href={ways.alert}>{words.alert}</a> : null}
        <a href={ways.product.url}>{fill(words.product, { product: ways.product.name })}</a>
        {ways.phone ? (
          <a href={`tel:${ways.phone.replace(/[^+\d]/g, '')}`}>{fill(words.support, { phone: ways.phone })}</a>
        ) : null}
      </div>
    </div>
  )
}

/** The words for a visit that is over or was refused; null while it goes on. */
export function useEnding({ state, reason }: VisitSnapshot): { title: string; text: string | null } | null {
  const { lobby: words } = useWords()
  const why = reason === null ? null : byCode(words.reasons, reason, reason)
  if (reason === 'MISSED') return { title: words.missedTitle, text: words.missedText }
  if (reason === 'REMOVED') return { title: words.removedTitle, text: words.removedText }
  if (state === 'REJECTED') return { title: words.rejectedTitle, text: why ?? words.rejectedText }
  if (state === 'LEFT') return { title: words.leftTitle, text: why ?? words.leftText }
  if (state === 'CLOSED') return { title: words.closedTitle, text: words.closedText }
  return null
}
