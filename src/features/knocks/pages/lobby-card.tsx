import { useEffect, useState } from 'react'
import type { LineState } from '../../../web/client/live.ts'
import { count, fill, type LobbyTexts } from '../../../web/media/texts.ts'
import { useLang, useWords } from '../../../web/media/words.tsx'
import { OFFER_OTHER_MS } from '../../bookings/rules.ts'
import type { VisitSnapshot } from '../schema.ts'

export interface LobbyCardProps {
  snapshot: VisitSnapshot
  line: LineState
  pending: boolean
  problem: string | null
  /** Nothing can be asked before the line is there. */
  ready: boolean
  /** Where a booked time is moved. */
  manageUrl: string | null
  onAsk(): void
  onLeave(): void
  onLive(): Promise<boolean>
}

/** Beside the preview: ask to join or, once asked, how long it takes and what the expert says meanwhile. */
export function LobbyCard(props: LobbyCardProps) {
  const { snapshot, pending, problem, ready, onAsk, onLeave } = props
  const { lobby: words } = useWords()
  const waiting = snapshot.state === 'WAITING'
  const admitted = snapshot.state === 'ADMITTED'
  const { nobody, wait } = useStanding(snapshot)
  const late = useLate(snapshot)
  const { slot } = snapshot
  const nobodyLive = snapshot.experts === 0
  const [asked, setAsked] = useState(false)
  // Once an expert is live, the page itself leads to them.
  const told = asked && nobodyLive
  const goLive = async () => {
    if ((await props.onLive()) && nobodyLive) setAsked(true)
  }
  return (
    <div className="m-lobby-card">
      <div className="m-lobby-text">
        <h1 aria-live="polite">{admitted ? words.admitted : waiting ? placeWords(snapshot, words) : words.ready}</h1>
        {slot && !admitted ? (
          <p>
            {words.booked} <LocalTime at={slot.startsAt} />
          </p>
        ) : null}
        {waiting || admitted ? null : <p className="quiet">{slot ? words.bookedLead : words.lead}</p>}
        {admitted || slot ? null : <p className={nobody ? 'quiet m-warn' : 'quiet'}>{nobody ?? wait}</p>}
        {waiting && slot && !slot.expertThere ? (
          <p className={late ? 'm-warn' : 'quiet'} role="status">
            {late ? words.bookedLate : words.bookedSoon}
          </p>
        ) : null}
        {waiting ? <p className="quiet">{words.survives}</p> : null}
        <LineNote line={props.line} waiting={waiting} />
      </div>
      {waiting ? <Notes snapshot={snapshot} /> : null}
      {problem ? (
        <p className="notice notice-error" role="alert">
          {problem}
        </p>
      ) : null}
      {late && told ? (
        <p className="notice notice-ok" role="status">
          {words.told}
        </p>
      ) : null}
      {late ? (
        <div className="m-actions">
          {told ? null : (
            <button type="button" className="btn-text" disabled={pending} onClick={() => void goLive()}>
              {nobodyLive ? words.alert : words.liveInstead}
            </button>
          )}
          {props.manageUrl ? <a href={`${props.manageUrl}?move=1`}>{words.otherTime}</a> : null}
        </div>
      ) : null}
      {admitted ? null : waiting ? (
        <button type="button" className="btn m-thumb" disabled={pending} onClick={onLeave}>
          {words.leaveQueue}
        </button>
      ) : (
        <button
          type="button"
          className="btn btn-primary m-thumb"
          disabled={pending || !ready}
          aria-busy={pending || undefined}
          onClick={onAsk}
        >
          {words.ask}
        </button>
      )}
    </div>
  )
}

// What can be said of the wait: nobody is there, or about how long it takes.
function useStanding(snapshot: VisitSnapshot): { nobody: string | null; wait: string | null } {
  const { lobby: words } = useWords()
  const lang = useLang()
  const { experts, state, waitMs } = snapshot
  if (experts === 0) return { nobody: state === 'WAITING' ? words.noExperts : words.noExpertsNow, wait: null }
  if (waitMs === null) return { nobody: null, wait: null }
  return { nobody: null, wait: waitMs < 60_000 ? words.waitSoon : count(words.wait, Math.ceil(waitMs / 60_000), lang) }
}

/** True once who waits at a booked time has done so for five minutes of it without an expert. */
function useLate({ slot, serverNow }: VisitSnapshot): boolean {
  const [late, setLate] = useState(false)
  const since = slot && slot.waitsSince !== null && !slot.expertThere ? Math.max(slot.waitsSince, slot.startsAt) : null
  useEffect(() => {
    const left = since === null ? 0 : since + OFFER_OTHER_MS - serverNow
    setLate(since !== null && left <= 0)
    if (left <= 0) return
    const timer = setTimeout(() => setLate(true), left)
    return () => clearTimeout(timer)
  }, [since, serverNow])
  return late
}

const placeWords = ({ place, slot }: VisitSnapshot, words: LobbyTexts) =>
  slot
    ? slot.expertThere
      ? words.bookedThere
      : words.bookedTold
    : place === 1
      ? words.next
      : place === null
        ? words.waiting
        : fill(words.place, { n: place })

function LineNote({ line, waiting }: { line: LineState; waiting: boolean }) {
  const { lobby: words } = useWords()
  const text = line === 'restarting' ? words.restarting : line === 'down' && waiting ? words.offline : null
  return (
    <p className="quiet m-warn" role="status">
      {text}
    </p>
  )
}

function Notes({ snapshot }: { snapshot: VisitSnapshot }) {
  const { lobby: words } = useWords()
  if (snapshot.notes.length === 0) return null
  return (
    <div className="m-lobby-notes" role="log" aria-label={words.from}>
      {snapshot.notes.map((note) => (
        <div key={note.id} className="notice">
          <p className="quiet">
            {words.from} <LocalTime at={note.at} />
          </p>
          <p dir="auto">{note.text}</p>
        </div>
      ))}
    </div>
  )
}

// Only the browser knows its zone, so the server's markup leaves the hour out.
function LocalTime({ at }: { at: number }) {
  const lang = useLang()
  const [here, setHere] = useState(false)
  useEffect(() => setHere(true), [])
  if (!here) return null
  const words = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit' }).format(at)
  return <time dateTime={new Date(at).toISOString()}>· {words}</time>
}
