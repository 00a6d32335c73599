import { type FormEvent, useEffect, useRef, useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { fill } from '../../../web/media/texts.ts'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { type Outcome, outcomeWords, type Status, statusWords } from '../../demos/parts/words.ts'
import type { VisitorCard } from '../schema.ts'

const OUTCOMES: readonly Outcome[] = ['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO']
const STATUSES: readonly Status[] = ['COMPLETED', 'PENDING', 'NOT_JOINED', 'CANCELLED']

/** After the call: how it went with each who was in it, one after the other, then on to the next visitor. */
export function WrapUp({ room, card, next }: { room: string; card: VisitorCard; next: string }) {
  const [cards, setCards] = useState(card.group.length === 0 ? [card] : null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const wanted = new AbortController()
    cardsNow(room, card, wanted.signal).then(setCards, () => wanted.signal.aborted || setCards([card]))
    return () => wanted.abort()
  }, [room, card])

  if (!cards) return <main id="main" className="page" aria-busy="true" />
  const shown = cards[turn]!
  const last = turn + 1 === cards.length
  return (
    <WrapUpForm
      key={shown.demo.id}
      card={shown}
      turn={cards.length > 1 ? fill(words.wrapTurn, { n: turn + 1, total: cards.length }) : null}
      next={last ? next : null}
      onNext={() => (last ? location.assign(next) : setTurn(turn + 1))}
    />
  )
}

/**
 * The card is from before the call; who came is known since, and that they have met has completed their demos. Of who was
 * expected when nobody came.
 */
async function cardsNow(room: string, card: VisitorCard, signal: AbortSignal): Promise<VisitorCard[]> {
  const of = (demo: number) => get<VisitorCard>(`/api/meetings/${room}/card?demo=${demo}`, { signal })
  const now = await of(card.demo.id)
  const came = now.group.filter((it) => it.came)
  return came.length === 0 ? [now] : Promise.all(came.map(({ id }) => of(id)))
}

interface FormProps {
  card: VisitorCard
  /** Which of several this is, in words. */
  turn: string | null
  /** Where to go on after the last. */
  next: string | null
  onNext(): void
}

function WrapUpForm({ card, turn, next, onNext }: FormProps) {
  const [chosen, setStatus] = useState<Status | null>(null)
  const status = chosen ?? card.demo.status
  const [outcome, setOutcome] = useState<Outcome | null>(card.demo.outcome)
  const [remarks, setRemarks] = useState(card.demo.remarks)
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle')
  const [problem, setProblem] = useState<string | null>(null)

  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // Of several each begins at the top, for eyes and screen readers.
    if (turn) heading.current?.focus()
  }, [turn])

  const save = async (then: () => void) => {
    setState('saving')
    setProblem(null)
    try {
      await post(`/api/demos/${card.demo.id}`, { status, outcome, remarks: remarks.trim() }, { retry: true })
      setState('saved')
      then()
    } catch (thrown) {
      setState('idle')
      setProblem(`${words.notSaved} ${(thrown as Problem).message}`)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save(onNext)
  }
  return (
    <main id="main" className="page">
      <form className="card" onSubmit={submit}>
        {turn ? <p className="quiet">{turn}</p> : null}
        <h1 ref={heading} tabIndex={-1}>
          {fill(words.wrapTitle, { name: card.name })}
        </h1>
        <p className="quiet">{fill(words.wrapLead, { product: card.product })}</p>
        <fieldset className="m-fieldset">
          <legend>{words.outcome}</legend>
          <div className="chips">
            {OUTCOMES.map((each) => (
              <label key={each}>
                <input
                  type="radio"
                  name="outcome"
                  value={each}
                  checked={outcome === each}
                  onChange={() => setOutcome(each)}
                />
                <span>{outcomeWords[each]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="field">
          <label htmlFor="m-remarks">{words.remarks}</label>
          <textarea
            id="m-remarks"
            rows={4}
            maxLength={2000}
            value={remarks}
            onChange={(event) => setRemarks(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="m-status">{words.status}</label>
          <select id="m-status" value={status} onChange={(event) => setStatus(event.target.value as Status)}>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {statusWords[each]}
              </option>
            ))}
          </select>
        </div>
        {problem ? (
          <p className="notice notice-error" role="alert">
            {problem}
          </p>
        ) : null}
        <button type="submit" className="btn btn-primary" disabled={state !== 'idle'}>
          {state === 'saved' ? words.saved : words.save}
        </button>
        {next ? (
          <>
            <button
              type="button"
              className="btn"
              disabled={state !== 'idle'}
              onClick={() => void save(() => location.assign(`/crm/customers/${card.demo.id}`))}
            >
              {words.saveAndBook}
            </button>
            <div className="links">
              <a href={next}>{words.later}</a>
            </div>
          </>
        ) : (
          <button type="button" className="btn-text" onClick={onNext}>
            {words.later}
          </button>
        )}
      </form>
    </main>
  )
}
