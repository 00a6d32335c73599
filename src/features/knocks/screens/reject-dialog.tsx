import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice, TextArea } from '../../../web/crm/fields.tsx'
import type { QueuedKnock, rejectReasons } from '../schema.ts'

type Reason = (typeof rejectReasons)[number]

const reasons: [Reason, string][] = [
  ['BUSY', 'Too busy now'],
  ['CLOSED', 'Closing for today'],
  ['WRONG_PRODUCT', 'Wrong product'],
  ['OTHER', 'Other'],
]

/** What the visitor reads, to begin with: polite, and with a way on. */
const texts: Record<Reason, string> = {
  BUSY: 'All our experts are with other visitors right now. Please try again in a little while.',
  CLOSED: 'Live demos are closing for today. Please come back tomorrow.',
  WRONG_PRODUCT: 'We cannot show this product here. Please open the page of the product you would like to see.',
  OTHER: 'We cannot meet you right now, and are sorry for your wait. Please try again later.',
}

/** Reject with a reason, in words the visitor reads. */
export function RejectDialog({ knock, onClose }: { knock: QueuedKnock; onClose(): void }) {
  const [reason, setReason] = useState<Reason>('BUSY')
  const [own, setOwn] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const reject = async () => {
    setBusy(true)
    try {
      // Sent even when untouched: they read what the expert saw.
      await post(`/api/knocks/${knock.id}/reject`, { reason, text: (own ?? texts[reason]).trim() })
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
          value={own ?? texts[reason]}
          onChange={(event) => setOwn(event.target.value)}
        />
      </div>
    </Ask>
  )
}
