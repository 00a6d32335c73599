import type { Kind } from './capture.ts'
import type { LocalMedia } from './local-media.ts'
import { helpKey } from './permission-help.ts'
import { useLocalMedia } from './use-media.ts'
import { useWords } from './words.tsx'

/** What is missing, why, how to allow it in this browser, and the ways on without it. */
export function PermissionNotice({ media }: { media: LocalMedia }) {
  const { preview: words, controls } = useWords()
  const { problems, support, phase, audio } = useLocalMedia(media)
  if (phase !== 'ready') return null
  if (!support.calls)
    return (
      <div className="m-notice" role="alert">
        <p className="m-strong">{words.noCalls}</p>
        <p>{words.noCallsWhat}</p>
      </div>
    )
  const kinds = (['audio', 'video'] as const).filter((kind) => problems[kind])
  const first = kinds[0] && problems[kinds[0]]
  if (!first) return null
  const same = kinds.length === 2 && problems.audio === problems.video
  const blocked = kinds.some((kind) => problems[kind] === 'denied')
  const name = (kind: Kind) => (kind === 'audio' ? controls.microphone : controls.camera)
  return (
    <div className="m-notice" role="status">
      {same ? (
        <p className="m-strong">{words.both[first]}</p>
      ) : (
        kinds.map((kind) => (
          <p key={kind}>
            <span className="m-strong">{name(kind)}: </span>
            {words.problems[problems[kind]!]}
          </p>
        ))
      )}
      {blocked ? <p>{words.help[helpKey(navigator.userAgent)]}</p> : null}
      {!audio ? <p>{words.listening}</p> : null}
      <div className="m-actions">
        <button
          type="button"
          className="btn-text"
          onClick={() => void media.start(kinds.length === 2 ? undefined : kinds)}
        >
          {words.tryAgain}
        </button>
        {kinds.length === 2 && problems.audio !== 'missing' && problems.audio !== 'unsupported' ? (
          <button type="button" className="btn-text" onClick={() => void media.start(['audio'])}>
            {words.audioOnly}
          </button>
        ) : null}
      </div>
    </div>
  )
}
