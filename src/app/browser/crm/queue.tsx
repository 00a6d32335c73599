import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { QueueSnapshot } from '../../../features/knocks/schema.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { useTopic } from '../../../web/crm/line.tsx'

interface Followed {
  queue: QueueSnapshot | null
  /** from this clock to the server's, ms */
  offset: number
  problem: Problem | null
}

const QueueContext = createContext<Followed>({ queue: null, offset: 0, problem: null })

/** The agent's queue, followed once for the whole CRM: pages, sound and title badge read the same. */
export function QueueProvider({ children }: { children: ReactNode }) {
  const { data, at, problem } = useTopic<QueueSnapshot>('queue', 'me')
  const followed = useMemo(
    () => ({ queue: data, offset: data ? data.serverNow - at : 0, problem }),
    [data, at, problem],
  )
  return <QueueContext value={followed}>{children}</QueueContext>
}

export const useQueue = (): Followed => useContext(QueueContext)
