import IconButton from '@mui/material/IconButton'
import { Icon } from '../../../web/crm/icons.tsx'

export type Interval = [from: string, to: string]

/** Clock inputs know no 24:00: as an end, 00:00 is midnight. */
const shown = (to: string) => (to === '24:00' ? '00:00' : to)
const kept = (to: string) => (to === '00:00' ? '24:00' : to)

/** The hours with one interval more: from the end of the last, else the usual one; undefined when there is no room. */
export function withOneMore(hours: readonly Interval[], usual: Interval): Interval[] | undefined {
  const last = hours.at(-1)
  if (last?.[1] === '24:00' || hours.length >= 12) return undefined
  return [...hours, last ? [last[1], '24:00'] : usual]
}

/** The hours of one day; none is closed. `of`: the day, for screen readers. */
export function Hours(props: { of: string; hours: readonly Interval[]; onChange(hours: Interval[]): void }) {
  const { of, hours, onChange } = props
  const put = (at: number, interval: Interval) => onChange(hours.map((it, i) => (i === at ? interval : it)))
  return (
    <div className="hours">
      {hours.map(([from, to], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an interval is known by its place
        <span key={at} className="hours-line">
          <input
            className="input"
            type="time"
            aria-label={`${of}, from`}
            aria-invalid={from >= to || undefined}
            value={from}
            onChange={(event) => put(at, [event.target.value, to])}
          />
          <span aria-hidden="true">to</span>
          <input
            className="input"
            type="time"
            aria-label={`${of}, to`}
            aria-invalid={from >= to || undefined}
            title="00:00 is midnight"
            value={shown(to)}
            onChange={(event) => put(at, [from, kept(event.target.value)])}
          />
          <IconButton
            aria-label={`Remove ${from} to ${shown(to)} of ${of}`}
            title="Remove"
            onClick={() => onChange(hours.filter((_, i) => i !== at))}
          >
            <Icon name="close" size={16} />
          </IconButton>
          {from >= to ? (
            <span className="field-error">The end is before the beginning. Over midnight, use two days.</span>
          ) : null}
        </span>
      ))}
      {hours.length === 0 ? <span className="hours-line quiet">Closed</span> : null}
    </div>
  )
}

/** Adds hours to a day. */
export function AddHours(props: {
  of: string
  hours: readonly Interval[]
  usual: Interval
  onChange(hours: Interval[]): void
}) {
  const { of, hours, usual, onChange } = props
  const more = withOneMore(hours, usual)
  return (
    <IconButton
      aria-label={`Add hours on ${of}`}
      title="Add hours"
      disabled={!more}
      onClick={() => more && onChange(more)}
    >
      <Icon name="plus" size={16} />
    </IconButton>
  )
}
