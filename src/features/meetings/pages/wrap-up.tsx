import { type FormEvent, useEffect, useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { fill } from '../../../web/media/texts.ts'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { type Outcome, outcomeWords, type Status, statusWords } from '../../demos/parts/words.ts'
import type { VisitorCard } from '../schema.ts'

const OUTCOMES: readonly Outcome[] = ['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO']
const STATUSES: readonly Status[] = ['COMPLETED', 'PENDING', 'NOT_JOINED', 'CANCELLED']

/** After the call: status, outcome and remarks, then on to the next visitor. */
export function WrapUp({ room, card, next }: { room: string; card: VisitorCard; next: string }) {
  const [status, setStatus] = useState<Status>(card.demo.status)
  const [outcome, setOutcome] = useState<Outcome | null>(card.demo.outcome)
  const [remarks, setRemarks] = useState(card.demo.remarks)
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle')
  const [problem, setProblem] = useState<string | null>(null)

  // The card is from before the call; that both have met has completed the demo since.
  useEffect(() => {
    const wanted = new AbortController()
    get<VisitorCard>(`/api/meetings/${room}/card`, { signal: wanted.signal }).then(
      ({ demo }) => setStatus(demo.status),
      () => undefined,
    )
    return () => wanted.abort()
  }, [room])

  const save = async (to: string) => {
    setState('saving')
    setProblem(null)
    try {
      await post(`/api/demos/${card.demo.id}`, { status, outcome, remarks: remarks.trim() }, { retry: true })
      setState('saved')
      location.assign(to)
    } catch (thrown) {
      setState('idle')
      setProblem(`${words.notSaved} ${(thrown as Problem).message}`)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save(next)
  }
  return (
    <main id="main" className="page">
      <form className="card" onSubmit={submit}>
        <h1>{fill(words.wrapTitle, { name: card.name })}</h1>
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
        <button
          type="button"
          className="btn"
          disabled={state !== 'idle'}
          onClick={() => void save(`/crm/customers/${card.demo.id}`)}
        >
          {words.saveAndBook}
        </button>
        <div className="links">
          <a href={next}>{words.later}</a>
        </div>
      </form>
    </main>
  )
}
