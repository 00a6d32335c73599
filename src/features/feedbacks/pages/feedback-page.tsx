import { texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Choice, Scale } from '../../../web/ui/choice.tsx'
import { TextField } from '../../../web/ui/field.tsx'
import { ErrorSummary, Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type FeedbackView = {
  /** POST /feedback/<token> */
  action: string
  key: string
  expertName: string | null
  /** as typed; '' when not chosen */
  values: { overall: string; recommend: string; purpose: string; suggestion: string }
  errors: { overall?: 'missing'; recommend?: 'missing'; purpose?: 'missing'; suggestion?: 'long'; form?: 'failed' }
  /** the meeting, while it lasts */
  rejoinHref: string | null
}

const purposes = ['BUY', 'INFORMATION', 'SUPPORT', 'OTHER'] as const
const MAX = 200

/** After the call: two numbers, one word, and a line if one likes. */
export function FeedbackPage({ frame, view }: { frame: PageFrame; view: FeedbackView }) {
  const t = texts(frame.lang)
  const words = t.feedback
  const { values, errors } = view
  const text = {
    overall: errors.overall && words.errors.overall[errors.overall],
    recommend: errors.recommend && words.errors.recommend[errors.recommend],
    purpose: errors.purpose && words.errors.purpose[errors.purpose],
    suggestion: errors.suggestion && words.errors.suggestion[errors.suggestion],
  }
  // Who comes from a call that the other side has ended reads here why they are no longer in it.
  const lead = [view.rejoinHref ? null : words.ended, view.expertName && words.lead(view.expertName)].filter(Boolean)
  const said = Object.entries(text).flatMap(([id, line]) => (line ? [{ id, text: line }] : []))
  return (
    <VisitorPage frame={frame} title={words.title}>
      <h1>{words.title}</h1>
      {lead.length > 0 ? <p>{lead.join(' ')}</p> : null}
      {view.rejoinHref ? (
        <Notice>
          <p>{words.rejoinLead}</p>
          <LinkButton href={view.rejoinHref}>{t.labels.rejoin}</LinkButton>
        </Notice>
      ) : null}
      {errors.form ? (
        <Notice tone="error" live>
          <p>{words.errors.form[errors.form]}</p>
        </Notice>
      ) : null}
      <form className="stack" method="post" action={view.action} noValidate data-once="">
        <ErrorSummary title={t.shell.errorSummary} errors={said} />
        <input type="hidden" name="key" value={view.key} />
        <Scale
          id="overall"
          label={t.labels.overall}
          hint={words.overallHint}
          from={1}
          to={10}
          value={values.overall}
          error={text.overall}
          missing={words.errors.overall.missing}
        />
        <Scale
          id="recommend"
          label={t.labels.recommend}
          hint={words.recommendHint}
          from={0}
          to={10}
          value={values.recommend}
          error={text.recommend}
          missing={words.errors.recommend.missing}
        />
        <Choice
          id="purpose"
          label={t.labels.purpose}
          hint={words.purposeHint}
          options={purposes.map((value) => ({ value, label: words.purposes[value] }))}
          value={values.purpose}
          error={text.purpose}
          missing={words.errors.purpose.missing}
        />
        <TextField
          id="suggestion"
          label={t.labels.suggestion}
          hint={words.suggestionHint}
          value={values.suggestion}
          max={MAX}
          left={words.suggestionLeft('{}')}
          error={text.suggestion}
        />
        <Button look="primary">{t.labels.submit}</Button>
      </form>
    </VisitorPage>
  )
}
