import Button from '@mui/material/Button'
import { useMemo } from 'react'
import { MeetingRows } from '../../../features/bookings/screens/meeting-rows.tsx'
import { WrapUp } from '../../../features/demos/screens/wrap-up.tsx'
import { Queue } from '../../../features/knocks/screens/queue.tsx'
import { NotificationOffer, QueueHead } from '../../../features/knocks/screens/queue-head.tsx'
import { changeLive, LiveRows } from '../../../features/live-demos/screens/live-rows.tsx'
import type { Problem } from '../../../web/client/problem.ts'
import { type Command, useCommands } from '../../../web/crm/commands.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import { useQueue } from './queue.tsx'

/** Beside the queue only what is about to begin. */
const SOON_MS = 60 * 60_000

const change = (action: 'GO' | 'PAUSE' | 'RESUME', products: number[]) =>
  void changeLive({ action, products }).catch((problem: Problem) => toast({ text: problem.message, tone: 'error' }))

/** Join live: one's products and the one queue over all of them. */
export default function LivePage() {
  const { queue, offset, problem } = useQueue()
  const rows = queue?.rows
  const off = useMemo(() => (rows ?? []).filter(({ state }) => state === 'OFF').map((row) => row.product.id), [rows])

  const commands = useMemo<Command[]>(() => {
    const inState = (state: string) => (rows ?? []).filter((row) => row.state === state).map((row) => row.product.id)
    const [live, paused] = [inState('LIVE'), inState('PAUSED')]
    const offered: (Command | false)[] = [
      off.length > 0 && { name: 'Go live', group: 'Join live', icon: 'live', run: () => change('GO', off) },
      live.length > 0 && { name: 'Pause', group: 'Join live', icon: 'pause', run: () => change('PAUSE', live) },
      paused.length > 0 && { name: 'Resume', group: 'Join live', icon: 'play', run: () => change('RESUME', paused) },
    ]
    return offered.filter((it) => it !== false)
  }, [rows, off])
  useCommands(commands)

  const all =
    off.length > 1 ? (
      <Button variant="contained" color="primary" onClick={() => change('GO', off)}>
        Take all live
      </Button>
    ) : undefined
  return (
    <Page title="Join live" action={all}>
      {problem ? <Failed problem={problem} again={() => location.reload()} /> : null}
      {queue || problem ? null : <SkeletonRows rows={4} high={64} />}
      {queue ? (
        <>
          {queue.wrapUp && !queue.meeting ? (
            <WrapUp key={queue.wrapUp.demoId} ended={queue.wrapUp} offset={offset} />
          ) : null}
          <MeetingRows meetings={queue.meetings} offset={offset} call={queue.meeting} within={SOON_MS} />
          <NotificationOffer />
          <LiveRows rows={queue.rows} offset={offset} />
          {queue.rows.length > 0 ? (
            <section className="section" aria-label="Queue">
              <QueueHead total={queue.total} />
              <Queue queue={queue} offset={offset} />
            </section>
          ) : null}
        </>
      ) : null}
    </Page>
  )
}
