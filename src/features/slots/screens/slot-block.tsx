import { Link } from '@tanstack/react-router'
import { useSession } from '../../../web/crm/session.ts'
import type { SlotRow } from '../schema/crm.ts'
import { clockAt, clocks, lookOf, lookWords, otherClocks, seatsWords } from './slot-words.ts'

/** From so many px on, a name has a line of its own. */
const TALL = 36

/** One slot of the calendar: opens its panel. */
export function SlotBlock(props: {
  slot: SlotRow
  now: number
  open: boolean
  /** there is no room for the time, which its place tells */
  narrow?: boolean
  place?: { top: number; height: number; left: string; width: string }
}) {
  const { slot, now, open, narrow, place } = props
  const { lang, zone } = useSession()
  const look = lookOf(slot, now)
  const time = clocks(lang, zone, slot.startsAt, slot.endsAt)
  const other = otherClocks(lang, zone, slot.product.zone, slot.startsAt, slot.endsAt)
  const names = slot.agents.map(({ name }) => name).join(', ')
  const rest = [time, lookWords[look], names || 'no agent', other].filter(Boolean)
  return (
    <Link
      to="/crm/schedules/$slot"
      params={{ slot: String(slot.id) }}
      search={(view: object) => view}
      className={`block look-${look}${place && place.height >= TALL ? ' block-tall' : ''}`}
      aria-current={open ? 'true' : undefined}
      title={[slot.product.name, ...rest].join('\n')}
      data-slot={slot.id}
      style={place}
      activeProps={{}}
    >
      <i className={`look-dot look-${look}`} />
      {narrow ? null : <span className="figures block-clock">{clockAt(lang, zone, slot.startsAt)}</span>}
      <span className="block-seats">{seatsWords(slot)}</span>
      <span className="block-name">{slot.product.name}</span>
      <span className="unseen">, {rest.join(', ')}</span>
    </Link>
  )
}
