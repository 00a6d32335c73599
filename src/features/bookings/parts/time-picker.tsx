import '../../../web/crm/styles/schedule.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Choice, SelectField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import type { Times } from '../../slots/schema/crm.ts'

type Time = Times['times'][number]

/** One of a product's free times: its day, then the clock, both in the product's zone. */
export function TimePicker(props: {
  productId: number
  /** the slot one is in already */
  except?: number
  chosen: number | null
  onChoose(slotId: number | null): void
}) {
  const { productId, except, chosen, onChoose } = props
  const { lang, zone: own } = useSession()
  const [picked, setPicked] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['slots', 'times', productId],
    queryFn: ({ signal }) => get<Times>(`/api/slots/times?product=${productId}`, { signal }),
  })
  if (error) return <Failed problem={error} again={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} />
  const { zone: timeZone } = data
  const dayName = new Intl.DateTimeFormat(lang, { weekday: 'short', day: 'numeric', month: 'short', timeZone })
  const clock = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit', timeZone })
  const free = data.times.filter(({ id }) => id !== except)
  const byDay = Map.groupBy(free, ({ startsAt }) => dayName.format(startsAt))
  const [first] = byDay.keys()
  if (first === undefined) return <p className="quiet">There is no free time. Add a slot first.</p>
  const day = picked !== null && byDay.has(picked) ? picked : first
  const words = ({ startsAt, left }: Time) => `${clock.format(startsAt)}${left > 1 ? ` (${left} seats)` : ''}`
  return (
    <div className="form">
      <SelectField
        label="Day"
        hint={timeZone === own ? undefined : `By the clocks of ${timeZone.replaceAll('_', ' ')}.`}
        value={day}
        options={[...byDay].map(([name, times]) => [name, `${name} (${times.length} free)`] as const)}
        onChange={(event) => {
          setPicked(event.target.value)
          onChoose(null)
        }}
      />
      <div className="times">
        <Choice
          label="Time"
          value={chosen === null ? null : String(chosen)}
          options={(byDay.get(day) ?? []).map((time) => [String(time.id), words(time)] as const)}
          onChange={(id) => onChoose(Number(id))}
        />
      </div>
    </div>
  )
}
