import { Icon } from '../../../web/media/icons.tsx'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { useLang, useWords } from '../../../web/media/words.tsx'
import { outcomeWords, sourceNames, statusWords } from '../../demos/parts/words.ts'
import type { VisitorCard } from '../schema.ts'

interface PanelProps {
  card: VisitorCard
  zone: string | undefined
  /** Another of several customers. */
  onPick(demo: number): void
  onRemove: (() => void) | null
  onReport: (() => void) | null
  onClose(): void
}

/** Who is asking: what they gave for this demo, and what was before. */
export function CustomerPanel({ card, zone, onPick, onRemove, onReport, onClose }: PanelProps) {
  const { controls } = useWords()
  const lang = useLang()
  const when = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  const source = card.store ? `${sourceNames[card.source]}, ${card.store}` : sourceNames[card.source]
  const facts: [string, string][] = [
    [words.mobile, card.mobile],
    [words.email, card.email],
    [words.asked, when.format(card.askedAt)],
    [words.from, source],
    [words.device, card.device],
  ]
  return (
    <section className="m-side" aria-labelledby="m-customer">
      <div className="m-sheet-head">
        <h2 id="m-customer">{card.name}</h2>
        <button type="button" className="m-plain" aria-label={controls.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a panel to read, no form */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="m-log" tabIndex={0} role="group" aria-labelledby="m-customer">
        {card.group.length > 0 ? (
          <div className="field">
            <label htmlFor="m-group">{words.group}</label>
            <select id="m-group" value={card.demo.id} onChange={(event) => onPick(Number(event.target.value))}>
              {card.group.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <p className="m-strong">{card.product}</p>
        <dl className="m-facts">
          {facts
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        <h3>{words.earlier}</h3>
        {card.earlier.length === 0 ? <p className="quiet">{words.noEarlier}</p> : null}
        <ul className="m-earlier">
          {card.earlier.map((demo) => (
            <li key={demo.at}>
              <p>
                <span className="m-strong">{demo.product}</span> ·{' '}
                {demo.outcome ? outcomeWords[demo.outcome] : statusWords[demo.status]}
              </p>
              <p className="quiet">
                <time dateTime={new Date(demo.at).toISOString()}>{when.format(demo.at)}</time>
                {demo.experts.length ? ` · ${demo.experts.join(', ')}` : ''}
              </p>
              {demo.remarks ? <p dir="auto">{demo.remarks}</p> : null}
            </li>
          ))}
        </ul>
      </div>
      <div className="m-side-foot">
        <div className="m-actions">
          <button type="button" className="btn-text" disabled={!onRemove} onClick={() => onRemove?.()}>
            {words.remove}
          </button>
          <button type="button" className="btn-text" disabled={!onReport} onClick={() => onReport?.()}>
            {words.report}
          </button>
        </div>
      </div>
    </section>
  )
}
