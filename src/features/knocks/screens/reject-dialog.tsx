import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice, TextArea } from '../../../web/crm/fields.tsx'
import { rejections } from '../../../web/media/texts-en.ts'
import type { QueuedKnock, rejectReasons } from '../schema.ts'

type Reason = (typeof rejectReasons)[number]

const reasons: [Reason, string][] = [
  ['BUSY', 'Too busy now'],
  ['CLOSED', 'Closing for today'],
  ['WRONG_PRODUCT', 'Wrong product'],
  ['OTHER', 'Other'],
]

/** Reject with a reason, in words the visitor reads. */
export function RejectDialog({ knock, onClose }: { knock: QueuedKnock; onClose(): void }) {
  const [reason, setReason] = useState<Reason>('BUSY')
  const [own, setOwn] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const reject = async () => {
    setBusy(true)
    try {
      // Untouched, the visitor reads the same words in the language of the visit.
      await post(`/api/knocks/${knock.id}/reject`, { reason, text: own?.trim() ?? '' })
      onClose()
    } catch (thrown) {
      setProblem((thrown as Problem).message)
      setBusy(false)
    }
  }
  return (
    <Ask
      open
      title={`Reject ${knock.name}?`}
      does="Reject"
      tone="error"
      busy={busy}
      problem={problem}
      onDo={reject}
      onClose={onClose}
    >
      <div className="form">
        <Choice label="Reason" value={reason} options={reasons} onChange={setReason} />
        <TextArea
          label="What they read"
          rows={4}
          maxLength={500}
          value={own ?? rejections[reason]}
          onChange={(event) => setOwn(event.target.value)}
        />
      </div>
    </Ask>
  )
}
