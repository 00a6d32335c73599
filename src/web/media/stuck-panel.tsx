import { useWords } from './words.tsx'

export interface WaysOn {
  onRetry(): void
  /** The other way to talk: a number to dial here, or the wish to be phoned. */
  phone?: { href: string } | { ask(): void }
}

interface StuckProps {
  ways: WaysOn
  audioOnly: boolean
  onAudioOnly(): void
}

/** No media after 15 s: what to do now. The engine goes on trying behind it. */
export function StuckPanel({ ways, audioOnly, onAudioOnly }: StuckProps) {
  const { stage: words } = useWords()
  const { phone } = ways
  return (
    <section className="m-center m-panel" role="alert" aria-labelledby="m-stuck">
      <h2 id="m-stuck">{words.stuckTitle}</h2>
      <p>{words.stuckText}</p>
      <div className="m-panel-ways">
        <button type="button" className="btn btn-primary" onClick={ways.onRetry}>
          {words.retry}
        </button>
        {audioOnly ? null : (
          <button type="button" className="btn" onClick={onAudioOnly}>
            {words.audioOnly}
          </button>
        )}
        {!phone ? null : 'href' in phone ? (
          <a className="btn" href={phone.href}>
            {words.phoneCall}
          </a>
        ) : (
          <button type="button" className="btn" onClick={phone.ask}>
            {words.phoneCall}
          </button>
        )}
      </div>
    </section>
  )
}
