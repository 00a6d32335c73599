import { useEffect, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { connect, type LineState, type Live, newSession } from '../../../web/client/live.ts'
import type { Problem } from '../../../web/client/problem.ts'
import type { VisitSnapshot } from '../schema.ts'

export interface Visit {
  snapshot: VisitSnapshot
  live: Live | null
  line: LineState
  /** The server's reason for ending the session, or for not showing this visit. */
  ended: string | null
  pending: boolean
  /** The code of what was refused. */
  problem: string | null
  ask(): Promise<boolean>
  leaveQueue(): Promise<boolean>
  /** From a booked time at which nobody comes, on in the live queue. */
  goLive(): Promise<boolean>
}

/** The visit's present state, and what the visitor can do about it. Reports the page as away while it is hidden. */
export function useVisit(demo: string, initial: VisitSnapshot): Visit {
  const [snapshot, setSnapshot] = useState(initial)
  const [live, setLive] = useState<Live | null>(null)
  const [line, setLine] = useState<LineState>('connecting')
  const [ended, setEnded] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    const opened = connect('visitor')
    const tellHidden = () => {
      const hidden = document.visibilityState === 'hidden'
      void opened.request('visit.hidden', { demo, hidden }).catch(() => undefined)
    }
    setLive(opened)
    opened.onState((state, reason) => {
      setLine(state)
      if (state === 'ended' || state === 'refused') setEnded(reason ?? state)
    })
    opened.follow<VisitSnapshot>('visit', demo, newSession(), setSnapshot, {
      onOpen: () => {
        if (document.visibilityState === 'hidden') tellHidden()
      },
      onProblem: ({ message }) => setEnded(message),
    })
    document.addEventListener('visibilitychange', tellHidden)
    return () => {
      document.removeEventListener('visibilitychange', tellHidden)
      opened.close()
    }
  }, [demo])

  const act = async (name: 'knock' | 'leave' | 'live', shown: Partial<VisitSnapshot>) => {
    setPending(true)
    setProblem(null)
    try {
      await post(`/api/visits/${demo}/${name}`, {}, { retry: true })
      setSnapshot((now) => ({ ...now, ...shown }))
      return true
    } catch (thrown) {
      setProblem((thrown as Problem).code)
      return false
    } finally {
      setPending(false)
    }
  }
  return {
    snapshot,
    live,
    line,
    ended,
    pending,
    problem,
    // Shown at once; the server's snapshot, which knows the place, follows within the same moment.
    ask: () => act('knock', { state: 'WAITING', reason: null }),
    goLive: () => act('live', { state: 'WAITING', reason: null }),
    leaveQueue: () => act('leave', { state: 'LEFT', reason: null, place: null }),
  }
}
