import { useEffect, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { type Live, newSession } from '../../../web/client/live.ts'
import { count, fill } from '../../../web/media/texts.ts'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { useLang } from '../../../web/media/words.tsx'

const MINUTE_MS = 60_000
const AGAIN_MS = 10_000

interface Queue {
  total: number
  knocks: { id: number; name: string; askedAt: number; slot: { id: number } | null }[]
  meeting: { slotId: number | null } | null
  serverNow: number
}

/** Above the call, whatever is open in it: how many stand in line, who is first and since when, and the way there. */
export function WaitingStrip({ live, queue: href }: { live: Live; queue: string }) {
  const lang = useLang()
  const [queue, setQueue] = useState<(Queue & { offset: number }) | null>(null)
  const [now, setNow] = useState(0)
  useEffect(
    () =>
      live.follow<Queue>('queue', 'me', newSession(), (next) => {
        setQueue({ ...next, offset: next.serverNow - Date.now() })
        setNow(Date.now())
      }),
    [live],
  )
  const slotId = queue?.meeting?.slotId ?? null
  const mine = queue?.knocks.find(({ slot }) => slot !== null && slot.id === slotId)
  const first = queue?.knocks[0]
  const waits = first !== undefined
  useEffect(() => {
    if (!waits) return
    const timer = setInterval(() => setNow(Date.now()), AGAIN_MS)
    return () => clearInterval(timer)
  }, [waits])
  if (!queue || !first) return null
  if (mine) return <Booked key={mine.id} knock={mine} />
  const minutes = Math.floor((now + queue.offset - first.askedAt) / MINUTE_MS)
  return (
    <aside className="m-waiting" aria-label={words.queueLabel}>
      {/* Beside the call: a link in its place would leave it. */}
      <a href={href} target="_blank" rel="noopener">
        <span className="m-strong">{count(words.queue, queue.total, lang)}</span>
        <span className="m-waiting-first">
          {minutes < 1
            ? fill(words.queueNew, { name: first.name })
            : fill(words.queueFirst, { name: first.name, n: new Intl.NumberFormat(lang).format(minutes) })}
        </span>
      </a>
    </aside>
  )
}

/** Who has booked the time one is meeting comes into the same call. */
function Booked({ knock: { id, name } }: { knock: { id: number; name: string } }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const admit = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post(`/api/knocks/${id}/admit`, {})
    } catch (thrown) {
      setProblem((thrown as Error).message)
      setBusy(false)
    }
  }
  return (
    <aside className="m-waiting m-waiting-booked" aria-label={words.queueLabel}>
      <span>{problem ?? fill(words.queueBooked, { name })}</span>
      <button type="button" className="btn btn-primary" disabled={busy} onClick={() => void admit()}>
        {words.admit}
      </button>
    </aside>
  )
}
