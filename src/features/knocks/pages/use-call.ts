import { useCallback, useEffect, useRef, useState } from 'react'
import type { LocalMedia } from '../../../web/media/local-media.ts'
import { MeetingRoom } from '../../meetings/parts/meeting-room.ts'
import { whenVisible } from './attention.ts'
import type { Visit } from './visit.ts'

export interface Call {
  /** Set while the call is the page. */
  room: MeetingRoom | null
  leaving: boolean
  /** Left by one's own choice, with no feedback to give: nobody was met. */
  left: boolean
  replaced: boolean
  /** The code of why the room would not open; the visit may say more. */
  refused: string | null
  leave(): Promise<void>
  rejoin(): void
}

interface Options {
  visit: Visit
  media: LocalMedia
  resume: string | null
  lobbyUrl: string
}

/**
 * Goes into the room that the visit names, in place, as soon as the page is looked at: nobody is seen in a call from
 * inside their pocket. Leaves it again when the expert removes them or the meeting ends.
 */
export function useCall({ visit, media, resume, lobbyUrl }: Options): Call {
  const { live, snapshot } = visit
  const [room, setRoom] = useState<MeetingRoom | null>(null)
  const [leaving, setLeaving] = useState(false)
  const [left, setLeft] = useState(false)
  const [replaced, setReplaced] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const was = useRef<string | null>(null)
  const name = snapshot.state === 'ADMITTED' ? snapshot.room : null
  const wanted = left || replaced || refused !== null ? null : (name ?? (snapshot.state === 'LOBBY' ? resume : null))

  useEffect(() => {
    // Snapshots repeat themselves; one room is entered once.
    if (!live || !wanted || was.current === wanted) return
    return whenVisible(() => {
      was.current = wanted
      // A reload now leads back into the call.
      history.replaceState(null, '', `/meet/${wanted}`)
      const next = new MeetingRoom({ room: wanted, live, media, staff: false })
      next.enter()
      setRoom(next)
      if (media.snapshot().phase === 'idle') void media.start()
    })
  }, [live, wanted, media])

  const out = useCallback(() => {
    was.current = null
    setRoom(null)
    history.replaceState(null, '', lobbyUrl)
  }, [lobbyUrl])

  useEffect(
    () =>
      room?.subscribe(() => {
        const { phase, problem } = room.snapshot()
        if (phase === 'replaced') setReplaced(true)
        if (phase === 'refused') setRefused(problem?.code ?? '')
        // What comes now is the visit's to say: removed, closed, or refused.
        if (phase === 'replaced' || phase === 'removed' || phase === 'closed' || phase === 'refused') setRoom(null)
      }),
    [room],
  )

  // The meeting is over: the way leads on to the feedback, when they have met.
  const { state, feedback } = snapshot
  useEffect(() => {
    if (state === 'CLOSED' && feedback && was.current) location.replace(feedback)
  }, [state, feedback])

  return {
    room,
    leaving,
    left,
    replaced,
    refused,
    async leave() {
      if (!room) return
      setLeaving(true)
      const next = await room.leave().catch(() => null)
      if (next) {
        location.assign(next)
        return
      }
      setLeaving(false)
      setLeft(true)
      out()
    },
    rejoin() {
      was.current = null
      setLeft(false)
    },
  }
}
