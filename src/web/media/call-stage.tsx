import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { CallEngine, Participant } from './engine.ts'
import type { LocalMedia } from './local-media.ts'
import { QualityMark } from './quality-mark.tsx'
import { RemoteTile } from './remote-tile.tsx'
import { SelfView } from './self-view.tsx'
import { StuckPanel, type WaysOn } from './stuck-panel.tsx'
import { fill } from './texts.ts'
import { useLocalMedia, useParticipants } from './use-media.ts'
import { useWords } from './words.tsx'

export interface CallStageProps {
  engine: CallEngine | null
  media: LocalMedia
  selfName: string
  /** What the call is about; stands in the head, beside the name of who is there alone. */
  about: string
  /** Shown while nobody else is there; "Nobody else is here yet" unless given. */
  empty?: ReactNode
  /** The line to the server is up; media may flow without it. */
  lineUp: boolean
  audioOnly: boolean
  onAudioOnly(on: boolean): void
  ways: WaysOn
  /** Further word of what is going on, under the head. */
  notice?: ReactNode
  /** At the head's other end. */
  aside?: ReactNode
  /** The bar and whatever else lies over the picture. */
  children?: ReactNode
}

/** The others fill the page; above them who and what, over them what is going on. */
export function CallStage(props: CallStageProps) {
  const { engine, media, selfName, about, empty, lineUp, audioOnly, onAudioOnly, ways, notice, aside, children } = props
  const { stage: words, controls } = useWords()
  const { speakerId, screen } = useLocalMedia(media)
  const others = useParticipants(engine)
  // One screen at a time is enough to look at; the first stays.
  const sharer = others.find(({ hasScreen }) => hasScreen)
  // Of several, each tile says whose it is.
  const alone = others.length === 1 ? others[0] : null
  const stuck = others.find(({ link }) => link === 'stuck')
  return (
    <div className="m-stage">
      <header className="m-head">
        <div className="m-who">
          {alone ? (
            <span className="m-strong">
              {alone.name} {alone.link === 'connecting' ? null : <QualityMark quality={alone.quality} />}
            </span>
          ) : null}
          <span>{about}</span>
        </div>
        {aside}
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of tiles is no form */}
      <div className="m-tiles" data-count={others.length} data-shared={sharer ? '' : undefined} role="group">
        {sharer ? <RemoteTile key={`screen-${sharer.id}`} participant={sharer} speakerId={speakerId} screen /> : null}
        {others.map((other) => (
          <RemoteTile key={other.id} participant={other} speakerId={speakerId} alone={alone !== null && !sharer} />
        ))}
        {others.length === 0 ? <div className="m-empty">{empty ?? <p>{words.waitingAnyone}</p>}</div> : null}
      </div>
      <div className="m-notes">
        {screen ? (
          <p className="m-pill" role="status">
            {words.sharingYou}
            <button type="button" className="m-link" onClick={() => media.stopScreen()}>
              {controls.stopSharing}
            </button>
          </p>
        ) : null}
        {notice}
        <Happening others={others} lineUp={lineUp} audioOnly={audioOnly} onAudioOnly={onAudioOnly} />
      </div>
      {stuck ? (
        <StuckPanel ways={ways} audioOnly={audioOnly} onAudioOnly={() => onAudioOnly(true)} />
      ) : (
        <Connecting others={others} />
      )}
      <SelfView media={media} name={selfName} />
      <Arrivals others={others} />
      {children}
    </div>
  )
}

function Connecting({ others }: { others: readonly Participant[] }) {
  const { stage: words } = useWords()
  const waiting = others.find(({ link }) => link === 'connecting')
  // Somebody is talking already: one more joining is no reason to cover them.
  if (!waiting || others.some(({ link }) => link === 'connected')) return null
  return (
    <div className="m-center m-late" role="status">
      <span className="m-spinner" aria-hidden="true" />
      <p>{fill(waiting.away ? words.away : words.connecting, { name: waiting.name })}</p>
    </div>
  )
}

interface HappeningProps {
  others: readonly Participant[]
  lineUp: boolean
  audioOnly: boolean
  onAudioOnly(on: boolean): void
}

// One line on what is going on; the gravest first.
function Happening({ others, lineUp, audioOnly, onAudioOnly }: HappeningProps) {
  const { stage: words } = useWords()
  const weak = useLasting(others.some(({ quality, link }) => quality === 'poor' && link === 'connected'))
  const gone = others.find(({ away, link, quality }) => away && (link !== 'connected' || quality === 'lost'))
  const dropped = others.some(({ link }) => link === 'reconnecting')
  const line = gone
    ? fill(words.away, { name: gone.name })
    : dropped
      ? words.reconnecting
      : !lineUp
        ? words.lineDown
        : audioOnly
          ? words.audioOnlyOn
          : weak
            ? words.weak
            : null
  if (!line) return null
  return (
    <p className="m-pill" role="status">
      {line}
      {audioOnly || (weak && !dropped && lineUp) ? (
        <button type="button" className="m-link" onClick={() => onAudioOnly(!audioOnly)}>
          {audioOnly ? words.videoBack : words.audioOnly}
        </button>
      ) : null}
    </p>
  )
}

const LASTING_MS = 6000

// True once something has held for a few seconds: a passing dip needs no words.
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!now) {
      setLasting(false)
      return
    }
    const timer = setTimeout(() => setLasting(true), LASTING_MS)
    return () => clearTimeout(timer)
  }, [now])
  return lasting
}

// Says to screen readers who came and went.
function Arrivals({ others }: { others: readonly Participant[] }) {
  const { stage: words } = useWords()
  const before = useRef<readonly Participant[]>([])
  const [news, setNews] = useState('')
  useEffect(() => {
    const came = others.find(({ id }) => !before.current.some((old) => old.id === id))
    const went = before.current.find(({ id }) => !others.some((other) => other.id === id))
    before.current = others
    if (came) setNews(fill(words.joined, { name: came.name }))
    else if (went) setNews(fill(words.left, { name: went.name }))
  }, [others, words])
  return (
    <p className="m-hidden" aria-live="polite">
      {news}
    </p>
  )
}
