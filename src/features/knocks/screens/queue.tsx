import { useCallback, useEffect, useMemo, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { type Command, useCommands } from '../../../web/crm/commands.ts'
import { Empty } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import type { QueuedKnock, QueueSnapshot } from '../schema.ts'
import { KnockRow } from './knock-row.tsx'
import { besideKnock, chosenKnock } from './new-knocks.ts'
import { RejectDialog } from './reject-dialog.tsx'
import { useQueueKeys } from './use-queue-keys.ts'

type Props = { queue: QueueSnapshot; offset: number }

/**
 * One queue over all products, oldest first. Arrows choose another than the first; `a` admits and `r` rejects, but not
 * beside a call: a letter meant for something else must not end it.
 */
export function Queue({ queue, offset }: Props) {
  const { knocks, total, meeting } = queue
  const [picked, setPicked] = useState<number | null>(null)
  const [rejecting, setRejecting] = useState<QueuedKnock | null>(null)
  const [replacing, setReplacing] = useState<{ knock: QueuedKnock; other: string } | null>(null)
  const [admitting, setAdmitting] = useState<number | null>(null)
  const [problem, setProblem] = useState<{ id: number; text: string } | null>(null)
  const chosen = chosenKnock(knocks, picked)
  const inCall = meeting !== null
  // Who has booked the slot one is meeting comes into the same call.
  const endsCall = useCallback(
    ({ slot }: QueuedKnock) => meeting !== null && (slot === null || slot.id !== meeting.slotId),
    [meeting],
  )
  const [soon, setSoon] = useState<{ knock: QueuedKnock; text: string } | null>(null)

  const letIn = useCallback(async (knock: QueuedKnock, endCurrent: boolean, override = false) => {
    setReplacing(null)
    setSoon(null)
    setAdmitting(knock.id)
    setProblem(null)
    try {
      const { url } = await post<{ url: string }>(`/api/knocks/${knock.id}/admit`, { endCurrent, override })
      location.assign(url)
    } catch (thrown) {
      const { message, fields } = thrown as Problem
      if (fields?.override) setSoon({ knock, text: message })
      else setProblem({ id: knock.id, text: message })
      setAdmitting(null)
    }
  }, [])
  const admit = useCallback(
    (knock: QueuedKnock) =>
      meeting && endsCall(knock) ? setReplacing({ knock, other: meeting.name }) : void letIn(knock, false),
    [letIn, meeting, endsCall],
  )

  // Somebody else took the row that the message stood in: the message must not vanish with it.
  useEffect(() => {
    if (!problem || knocks.some(({ id }) => id === problem.id)) return
    toast({ text: problem.text })
    setProblem(null)
  }, [knocks, problem])

  useQueueKeys({
    admit: () => chosen && !inCall && admitting === null && admit(chosen),
    reject: () => !inCall && setRejecting(chosen),
    move: (step) => setPicked(besideKnock(knocks, chosen?.id ?? null, step)),
  })

  const commands = useMemo<Command[]>(() => {
    if (!chosen) return []
    const admits = endsCall(chosen) ? 'End call and admit' : 'Admit'
    const keys = (key: string) => (inCall ? {} : { keys: key })
    return [
      { name: `${admits} ${chosen.name}`, group: 'Queue', icon: 'check', ...keys('A'), run: () => admit(chosen) },
      { name: `Reject ${chosen.name}`, group: 'Queue', icon: 'close', ...keys('R'), run: () => setRejecting(chosen) },
    ]
  }, [chosen, admit, inCall, endsCall])
  useCommands(commands)

  const live = queue.rows.some(({ state }) => state === 'LIVE')
  if (knocks.length === 0) {
    return (
      <Empty icon="people" title="Nobody is waiting">
        {live
          ? 'Visitors who ask to join appear here, with a sound.'
          : 'Go live above, and visitors who ask to join appear here.'}
      </Empty>
    )
  }
  return (
    <>
      <ol className="rows" aria-label="Queue">
        {knocks.map((knock, i) => (
          <KnockRow
            key={knock.id}
            knock={knock}
            offset={offset}
            first={i === 0}
            chosen={knocks.length > 1 && chosen?.id === knock.id}
            endsCall={endsCall(knock)}
            busy={admitting !== null}
            problem={problem?.id === knock.id ? problem.text : null}
            onAdmit={admit}
            onReject={setRejecting}
          />
        ))}
      </ol>
      {total > knocks.length ? (
        <p className="quiet">
          The first {knocks.length} of {total} are shown.
        </p>
      ) : null}
      <p className="keys">
        {inCall ? null : (
          <>
            <span>
              <kbd>A</kbd> admit
            </span>
            <span>
              <kbd>R</kbd> reject
            </span>
          </>
        )}
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose another
        </span>
      </p>
      {replacing && knocks.some(({ id }) => id === replacing.knock.id) ? (
        <Ask
          open
          title={`End the call with ${replacing.other} and admit ${replacing.knock.name}?`}
          does="End call and admit"
          tone="error"
          onDo={() => void letIn(replacing.knock, true)}
          onClose={() => setReplacing(null)}
        />
      ) : null}
      {soon ? (
        <Ask
          open
          title={`${soon.text} Admit ${soon.knock.name} all the same?`}
          does="Admit"
          tone="error"
          onDo={() => void letIn(soon.knock, meeting !== null, true)}
          onClose={() => setSoon(null)}
        />
      ) : null}
      {rejecting ? <RejectDialog knock={rejecting} onClose={() => setRejecting(null)} /> : null}
    </>
  )
}
