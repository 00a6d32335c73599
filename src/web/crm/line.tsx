import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { type LineState, type Live, newSession } from '../client/live.ts'
import type { Problem } from '../client/problem.ts'

const LineContext = createContext<Live | null>(null)

export function LineProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LineContext.Provider value={live}>{children}</LineContext.Provider>
}

export function useLine(): Live {
  const live = useContext(LineContext)
  if (!live) throw new Error('useLine stands outside of LineProvider')
  return live
}

/** State of the line to the server, with the server's reason where it ended the session. */
export function useLineState(): { state: LineState; reason: string | null } {
  const live = useLine()
  const [line, setLine] = useState<{ state: LineState; reason: string | null }>({ state: live.state, reason: null })
  useEffect(() => {
    setLine((now) => (now.state === live.state ? now : { state: live.state, reason: null }))
    return live.onState((state, reason) => setLine({ state, reason }))
  }, [live])
  return line
}

const session = newSession()

/** The newest snapshot of a topic, and when (by this clock, ms) it came; `problem` when the server refuses it. */
export function useTopic<T>(topic: string, key: string): { data: T | null; at: number; problem: Problem | null } {
  const live = useLine()
  const [state, setState] = useState<{ data: T | null; at: number; problem: Problem | null }>({
    data: null,
    at: 0,
    problem: null,
  })
  useEffect(
    () =>
      live.follow<T>(topic, key, session, (data) => setState({ data, at: Date.now(), problem: null }), {
        onProblem: (problem) => setState((now) => ({ ...now, problem })),
      }),
    [live, topic, key],
  )
  return state
}
