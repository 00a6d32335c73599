import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import type { Kept } from '../schema/crm.ts'
import { useSlotWrite } from '../screens/slot-queries.ts'
import { clocks, clockWords, longDay } from '../screens/slot-words.ts'
import { Why } from './why.tsx'

type Way = 'KEEP' | 'MOVE' | 'CANCEL'

/** The day (`YYYY-MM-DD`) and clock (`HH:MM`) of an instant in a zone. */
const inZone = (timeZone: string, at: number) => {
  const [day = '', clock = ''] = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    .format(at)
    .split(' ')
  return { day, clock }
}

/**
 * Booked slots that a change left as they were: each is kept, moved to the rule's new time of its day, or cancelled.
 * `clock`: the new time, null when there is none.
 */
export function KeptSlots({ kept, clock, onClose }: { kept: Kept['kept']; clock: string | null; onClose(): void }) {
  const { lang } = useSession()
  const [ways, setWays] = useState<Record<number, Way>>({})
  const [done, setDone] = useState<ReadonlySet<number>>(new Set())
  const [faults, setFaults] = useState<Record<number, string>>({})
  const [reason, setReason] = useState('')
  const left = kept.filter(({ id }) => !done.has(id))
  const chosen = left.filter(({ id }) => (ways[id] ?? 'KEEP') !== 'KEEP')
  const act = useSlotWrite(async () => {
    const failed: Record<number, string> = {}
    for (const { id, startsAt, product } of chosen) {
      const { day } = inZone(product.zone, startsAt)
      try {
        if (ways[id] === 'MOVE') await post(`/api/slots/${id}/move`, { day, clock, reason })
        else await post(`/api/slots/${id}/cancel`, { reason, keepDay: true })
        setDone((before) => new Set(before).add(id))
      } catch (thrown) {
        failed[id] = (thrown as Error).message
      }
    }
    setFaults(failed)
    if (Object.keys(failed).length === 0) onClose()
  })
  const asks = chosen.length > 0
  return (
    <Ask
      open
      title={kept.length === 1 ? 'One slot has bookings' : `${kept.length} slots have bookings`}
      does={asks ? 'Tell the customers' : 'Keep them'}
      busy={act.isPending}
      needs={asks && reason.trim() === '' && 'Write the reason first.'}
      onDo={() => (asks ? act.mutate(undefined) : onClose())}
      onClose={onClose}
    >
      <div className="form">
        <p>The change is saved. Slots that somebody has booked stayed as they were. Decide on each:</p>
        <ul className="kept">
          {left.map(({ id, startsAt, endsAt, taken, product }) => {
            const moves = clock !== null && inZone(product.zone, startsAt).clock !== clock
            return (
              <li key={id}>
                <Choice
                  label={`${longDay(lang, product.zone, startsAt)}, ${clocks(lang, product.zone, startsAt, endsAt)}: ${taken} booked`}
                  value={ways[id] ?? 'KEEP'}
                  options={[
                    ['KEEP', 'Keep'],
                    ...(moves ? ([['MOVE', `Move to ${clockWords(lang, clock)}`]] as const) : []),
                    ['CANCEL', 'Cancel bookings'],
                  ]}
                  onChange={(way) => setWays((now) => ({ ...now, [id]: way }))}
                />
                {faults[id] ? (
                  <p className="field-error" role="alert">
                    {faults[id]}
                  </p>
                ) : null}
              </li>
            )
          })}
        </ul>
        {asks ? <Why value={reason} onChange={setReason} /> : null}
      </div>
    </Ask>
  )
}
