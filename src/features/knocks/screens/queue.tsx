import { useCallback, useEffect, useMemo, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { type Command, useCommands } from '../../../web/crm/commands.ts'
import { Empty } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import type { QueuedKnock, QueueSnapshot } from '../schema.ts'
import { KnockRow } from './knock-row.tsx'
import { besideKnock, chosenKnock } from './new-knocks.ts'
import { RejectDialog } from './reject-dialog.tsx'
import { useQueueKeys } from './use-queue-keys.ts'

type Props = { queue: QueueSnapshot; offset: number }

/** One queue over all products, oldest first. `a` admits, `r` rejects, arrows choose another than the first. */
export function Queue({ queue, offset }: Props) {
  const { knocks, total, meeting } = queue
  const [picked, setPicked] = useState<number | null>(null)
  const [rejecting, setRejecting] = useState<QueuedKnock | null>(null)
  const [admitting, setAdmitting] = useState<number | null>(null)
  const [problem, setProblem] = useState<{ id: number; text: string } | null>(null)
  const chosen = chosenKnock(knocks, picked)
  const inCall = meeting !== null

  const admit = useCallback(
    async (knock: QueuedKnock) => {
      setAdmitting(knock.id)
      setProblem(null)
      try {
        const { url } = await post<{ url: string }>(`/api/knocks/${knock.id}/admit`, { endCurrent: inCall })
        location.assign(url)
      } catch (thrown) {
        setProblem({ id: knock.id, text: (thrown as Problem).message })
        setAdmitting(null)
      }
    },
    [inCall],
  )

  // Somebody else took the row that the message stood in: the message must not vanish with it.
  useEffect(() => {
    if (!problem || knocks.some(({ id }) => id === problem.id)) return
    toast({ text: problem.text })
    setProblem(null)
  }, [knocks, problem])

  useQueueKeys({
    admit: () => chosen && admitting === null && void admit(chosen),
    reject: () => setRejecting(chosen),
    move: (step) => setPicked(besideKnock(knocks, chosen?.id ?? null, step)),
  })

  const commands = useMemo<Command[]>(
    () =>
      chosen
        ? [
            { name: `Admit ${chosen.name}`, group: 'Queue', icon: 'check', keys: 'A', run: () => void admit(chosen) },
            {
              name: `Reject ${chosen.name}`,
              group: 'Queue',
              icon: 'close',
              keys: 'R',
              run: () => setRejecting(chosen),
            },
          ]
        : [],
    [chosen, admit],
  )
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
            inCall={inCall}
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
        <span>
          <kbd>A</kbd> admit
        </span>
        <span>
          <kbd>R</kbd> reject
        </span>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose another
        </span>
      </p>
      {rejecting ? <RejectDialog knock={rejecting} onClose={() => setRejecting(null)} /> : null}
    </>
  )
}
