import { agoWords } from '../../../web/crm/durations.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { useNow } from '../../../web/crm/now.ts'
import type { QueueSnapshot } from '../schema.ts'

/** On every page while a call is under way: with whom, and the way back into it. */
export function CallStrip({ meeting, offset }: { meeting: QueueSnapshot['meeting']; offset: number }) {
  const now = useNow(offset, 10_000)
  if (!meeting) return null
  return (
    <section className="strip strip-brand" aria-label="Your call">
      <Icon name="video" size={16} />
      <span className="strip-words">
        You are in a call with <strong>{meeting.name}</strong> about {meeting.product}
        <span className="quiet"> · {agoWords(now - meeting.since)}</span>
      </span>
      <a href={`/crm/meet/${meeting.room}`}>Back to the call</a>
    </section>
  )
}
