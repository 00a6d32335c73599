import { texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type ScheduleSoonView = {
  /** POST /demo/<slug>/live */
  joinAction: string
  key: string
}

/** Until scheduling is there, Schedule demo leads here and says so. */
export function ScheduleSoonPage({ frame, view }: { frame: PageFrame; view: ScheduleSoonView }) {
  const t = texts(frame.lang)
  return (
    <VisitorPage frame={frame} title={t.schedule.title} step="meet">
      <h1>{t.schedule.title}</h1>
      <p>{t.schedule.lead}</p>
      <form className="stack" method="post" action={view.joinAction} data-once="">
        <input type="hidden" name="key" value={view.key} />
        <Button look="primary">{t.labels.joinLive}</Button>
      </form>
    </VisitorPage>
  )
}
