import Button from '@mui/material/Button'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { useNow } from '../../../web/crm/now.ts'
import { useSession } from '../../../web/crm/session.ts'
import { exactTime } from '../../../web/crm/when.tsx'
import { OPENS_MS } from '../rules.ts'
import type { SlotOfDay } from '../schema.ts'

type Props = {
  meetings: SlotOfDay[]
  /** from this clock to the server's, ms */
  offset: number
  /** the call one is in */
  call: { room: string; name: string } | null
  /** only what begins within so long, ms */
  within?: number
}

/** Today's booked meetings of an agent: when, with whom, and the way in once it is open. */
export function MeetingRows({ meetings, offset, call, within = Number.POSITIVE_INFINITY }: Props) {
  const now = useNow(offset, 10_000)
  const [asking, setAsking] = useState<SlotOfDay | null>(null)
  const [problem, setProblem] = useState<{ slotId: number; text: string } | null>(null)
  const shown = meetings.filter((it) => it.startsAt < now + within && (it.endsAt > now || it.room !== null))
  if (shown.length === 0) return null
  const join = async ({ slotId }: SlotOfDay, endCurrent: boolean) => {
    setAsking(null)
    setProblem(null)
    try {
      const { url } = await post<{ url: string }>(`/api/slots/${slotId}/join`, { endCurrent })
      location.assign(url)
    } catch (thrown) {
      setProblem({ slotId, text: (thrown as Problem).message })
    }
  }
  return (
    <section className="section" aria-label="Today's meetings">
      <div className="section-head">
        <h2>Today's meetings</h2>
      </div>
      <ol className="rows">
        {shown.map((meeting) => (
          <MeetingRow
            key={meeting.slotId}
            meeting={meeting}
            now={now}
            problem={problem?.slotId === meeting.slotId ? problem.text : null}
            onJoin={() => (call && call.room !== meeting.room ? setAsking(meeting) : void join(meeting, false))}
          />
        ))}
      </ol>
      {asking && call ? (
        <Ask
          open
          title={`End the call with ${call.name} and join ${namesOf(asking)}?`}
          does="End call and join"
          tone="error"
          onDo={() => void join(asking, true)}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </section>
  )
}

const SHOWN = 3

function namesOf({ names }: SlotOfDay): string {
  const more = names.length - SHOWN
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ')
}

interface RowProps {
  meeting: SlotOfDay
  now: number
  problem: string | null
  onJoin(): void
}

function MeetingRow({ meeting, now, problem, onJoin }: RowProps) {
  const { lang, zone } = useSession()
  const { startsAt, endsAt, product, waiting } = meeting
  const clock = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit', timeZone: zone })
  const open = now >= startsAt - OPENS_MS
  const id = `meeting-${meeting.slotId}`
  const minutes = Math.ceil((startsAt - now) / 60_000)
  return (
    <li className="row" aria-labelledby={id}>
      <div className="row-main">
        <span className="row-name" id={id}>
          {namesOf(meeting)}
        </span>
        {waiting > 0 ? <span className="tag tag-brand">{waiting === 1 ? 'Waiting' : `${waiting} waiting`}</span> : null}
        <span className="row-sub">
          <span>{product.name}</span>
        </span>
      </div>
      <div className="row-end">
        <time
          className="row-figure"
          dateTime={new Date(startsAt).toISOString()}
          title={exactTime(lang, zone, startsAt)}
        >
          {clock.formatRange(startsAt, endsAt)}
        </time>
        <Button
          variant={open ? 'contained' : 'outlined'}
          color={open ? 'primary' : 'secondary'}
          disabled={!open}
          aria-describedby={id}
          onClick={onJoin}
        >
          {open ? 'Join' : minutes < 90 ? `In ${minutes} min` : 'Later'}
        </Button>
      </div>
      {problem ? (
        <p className="row-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </li>
  )
}
