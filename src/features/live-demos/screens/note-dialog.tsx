import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextArea } from '../../../web/crm/fields.tsx'
import { toast } from '../../../web/crm/toasts.tsx'

const LONGEST = 300

/** A message to everyone who waits for a product; it appears on their waiting page. */
export function NoteDialog(props: { product: { id: number; name: string }; waiting: number; onClose(): void }) {
  const { product, waiting, onClose } = props
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = async () => {
    if (text.trim() === '') return setProblem('Write what those waiting should read.')
    setBusy(true)
    try {
      await post('/api/queue/note', { product: product.id, text: text.trim() })
      // What was sent appears on other people's screens only.
      toast({ text: `Sent to those waiting for ${product.name}` })
      onClose()
    } catch (thrown) {
      setProblem((thrown as Problem).message)
      setBusy(false)
    }
  }
  return (
    <Ask
      open
      title={`Tell those waiting for ${product.name}`}
      does="Send"
      busy={busy}
      problem={problem}
      onDo={send}
      onClose={onClose}
    >
      <TextArea
        label="Message"
        hint={`${waiting === 1 ? 'One visitor reads' : `All ${waiting} read`} it on their waiting page. ${LONGEST - text.length} characters left.`}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoFocus
      />
    </Ask>
  )
}
