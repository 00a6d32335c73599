import { useState } from 'react'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice } from '../../../web/crm/fields.tsx'

type Waiting = 'SERVE' | 'TELL'

/** Stop while people wait: serve them first, or tell them now. */
export function StopDialog(props: {
  product: string
  waiting: number
  /** already stopping, with some still to serve */
  stopping: boolean
  busy: boolean
  problem: string | null
  onStop(choice: Waiting): void
  onClose(): void
}) {
  const { product, waiting, stopping, busy, problem, onStop, onClose } = props
  const [choice, setChoice] = useState<Waiting>(stopping ? 'TELL' : 'SERVE')
  const them = waiting === 1 ? 'One visitor is' : `${waiting} visitors are`
  return (
    <Ask
      open
      title={`Stop ${product}?`}
      does="Stop"
      busy={busy}
      problem={problem}
      onDo={() => onStop(choice)}
      onClose={onClose}
    >
      <Choice
        label={`${them} waiting, and no other expert is live`}
        stacked
        value={choice}
        onChange={setChoice}
        options={[
          ['SERVE', 'Serve those waiting, then stop'],
          ['TELL', 'Tell them now and stop'],
        ]}
      />
    </Ask>
  )
}
