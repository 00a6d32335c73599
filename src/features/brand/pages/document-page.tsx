import { longDay } from '../../../web/texts/format.ts'
import { texts } from '../../../web/texts/texts.ts'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type DocumentView = {
  document: 'terms' | 'privacy'
  version: string
  /** when this version came into force, ms; null when not known */
  since: number | null
  /** plain text: blank lines part paragraphs; a line that begins with "# " is a heading */
  body: string
}

/** Terms or privacy notice. The text is the brand's and stays text: nothing in it is taken as markup. */
export function DocumentPage({ frame, view }: { frame: PageFrame; view: DocumentView }) {
  const t = texts(frame.lang)
  const title = t.documents[view.document]
  const parts = view.body
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
  return (
    <VisitorPage frame={frame} title={title}>
      <h1>{title}</h1>
      {view.since === null ? null : (
        <p className="quiet">{t.documents.version(view.version, longDay(frame.lang, frame.zone, view.since))}</p>
      )}
      {parts.length === 0 ? <p>{t.documents.empty}</p> : null}
      <div className="prose">
        {parts.map((part, i) =>
          part.startsWith('# ') ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs never move
            <h2 key={i}>{part.slice(2)}</h2>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs never move
            <p key={i}>{part}</p>
          ),
        )}
      </div>
    </VisitorPage>
  )
}
