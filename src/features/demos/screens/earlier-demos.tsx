import { When } from '../../../web/crm/when.tsx'
import { outcomeWords, statusTags, statusWords } from '../parts/words.ts'
import type { EarlierDemo } from '../schema.ts'

/** What this customer asked for before, newest first. */
export function EarlierDemos({ earlier }: { earlier: EarlierDemo[] }) {
  return (
    <section className="section" aria-labelledby="earlier">
      <h3 id="earlier">Earlier demos</h3>
      {earlier.length === 0 ? <p className="quiet">This is their first.</p> : null}
      <ol className="history">
        {earlier.map(({ product, at, status, outcome, remarks, experts }) => (
          <li key={`${at} ${product}`}>
            <p className="history-head">
              <strong>{product}</strong>
              <span className={statusTags[status]}>{statusWords[status]}</span>
            </p>
            <p className="quiet">
              <When at={at} />
              {outcome ? ` · ${outcomeWords[outcome]}` : ''}
              {experts.length > 0 ? ` · ${experts.join(', ')}` : ''}
            </p>
            {remarks ? <p>{remarks}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  )
}
