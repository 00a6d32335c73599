import Button from '@mui/material/Button'
import { memo } from 'react'
import { waitingClock, waitingWords } from '../../../web/crm/durations.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { useNow } from '../../../web/crm/now.ts'
import { useSession } from '../../../web/crm/session.ts'
import { exactTime } from '../../../web/crm/when.tsx'
import type { QueuedKnock } from '../schema.ts'

type Props = {
  knock: QueuedKnock
  /** from this clock to the server's, ms */
  offset: number
  first: boolean
  chosen: boolean
  /** admitting ends the call one is in */
  endsCall: boolean
  busy: boolean
  problem: string | null
  onAdmit(knock: QueuedKnock): void
  onReject(knock: QueuedKnock): void
}

/** One who waits: who, for what, how long, from where, and the answer. Only the clock in it ticks. */
export const KnockRow = memo(function KnockRow({
  knock,
  offset,
  first,
  chosen,
  endsCall,
  busy,
  problem,
  onAdmit,
  onReject,
}: Props) {
  const { name, product, askedAt, source, store, device, away } = knock
  const nameId = `knock-${knock.id}`
  return (
    <li className={chosen ? 'row row-chosen' : 'row'} aria-labelledby={nameId} aria-current={chosen || undefined}>
      <div className="row-main">
        <span className="row-name" id={nameId}>
          {name}
        </span>
        {knock.slot ? (
          <span className="tag tag-brand">
            <Icon name="calendar" size={12} /> Booked <Clock at={knock.slot.startsAt} />
          </span>
        ) : null}
        {knock.first ? (
          <span className="tag tag-brand">
            <Icon name="first" size={12} /> Placed first
          </span>
        ) : null}
        {away ? (
          <span className="tag tag-warn" title="Their page is hidden or offline. On Admit they get one SMS.">
            <Icon name="away" size={12} /> Away
          </span>
        ) : null}
        <span className="row-sub">
          <span>{product.name}</span>
          <span>
            <Icon name={source === 'BRAND_STORE' ? 'store' : 'globe'} size={14} />
            {source === 'BRAND_STORE' ? (store ?? 'Brand store') : 'Website'}
          </span>
          {device ? (
            <span>
              <Icon name="device" size={14} />
              {device}
            </span>
          ) : null}
        </span>
      </div>
      <div className="row-end">
        <Waited since={askedAt} offset={offset} />
        <Button disabled={busy} aria-describedby={nameId} onClick={() => onReject(knock)}>
          Reject
        </Button>
        <Button
          variant={first ? 'contained' : 'outlined'}
          color={first ? 'primary' : 'secondary'}
          disabled={busy}
          aria-describedby={nameId}
          onClick={() => onAdmit(knock)}
        >
          {endsCall ? 'End call and admit' : 'Admit'}
        </Button>
      </div>
      {problem ? (
        <p className="row-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </li>
  )
})

function Clock({ at }: { at: number }) {
  const { lang, zone } = useSession()
  const time = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(at)
  return <time dateTime={new Date(at).toISOString()}>{time}</time>
}

function Waited({ since, offset }: { since: number; offset: number }) {
  const { lang, zone } = useSession()
  const waited = useNow(offset) - since
  return (
    <time
      className="row-figure"
      dateTime={new Date(since).toISOString()}
      title={`Asked to join at ${exactTime(lang, zone, since)}`}
    >
      <span className="unseen">Waiting for {waitingWords(waited)}</span>
      <span aria-hidden="true">{waitingClock(waited)}</span>
    </time>
  )
}
