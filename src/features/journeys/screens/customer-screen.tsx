import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/journeys.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { CustomerAnswer } from '../schema.ts'
import { CustomerInsights } from './customer-insights.tsx'
import { type Journey, journeysOf, type Lane } from './customer-journeys.ts'
import { decimalWords } from './journey-words.ts'
import { TracePanel } from './trace-panel.tsx'

/** Every journey of one customer, the latest first: where it went, for how much, and where it ended. */
export function CustomerScreen({ customer }: { customer: string }) {
  const asked = useQuery({
    queryKey: ['journeys', 'customers', customer],
    queryFn: ({ signal }) => get<CustomerAnswer>(`/api/journeys/customers/${customer}`, { signal, timeoutMs: 30_000 }),
  })
  const { data, error } = asked
  const [traced, setTraced] = useState<Journey | null>(null)
  const journeys = data ? journeysOf(data) : []
  const applications = [...new Set(journeys.flatMap(({ lanes }) => lanes.map(({ application }) => application)))].sort()
  const bought = journeys.filter((journey) => journey.bought.length > 0).length
  const inBag = journeys.filter((journey) => journey.leftInBag).length
  return (
    <Page title={data?.customer ?? 'Customer'}>
      <p className="crumb">
        <Link to="/crm/journeys/tables/purchases">Journeys</Link>
      </p>
      {error && !data ? (
        <Failed problem={error} again={() => void asked.refetch()} />
      ) : !data ? (
        <SkeletonRows rows={4} high={64} />
      ) : journeys.length === 0 ? (
        <>
          <CustomerInsights of={data.of} said={data.said} />
          <Empty icon="path" title="No journey is shown">
            What this customer did last is within the last hour of the input: it may still become a purchase.
          </Empty>
        </>
      ) : (
        <>
          <CustomerInsights of={data.of} said={data.said} />
          <p className="quiet">
            {journeys.length} {journeys.length === 1 ? 'journey' : 'journeys'}: {bought} ended in a purchase
            {inBag > 0 ? `, ${inBag} left in the bag` : ''}.
            {data.cut ? ' Those of the latest 2,000 rows of each table; the tables have the rest.' : ''}
          </p>
          <ol className="journeys" aria-label="Journeys, the latest first">
            {journeys.map((journey) => (
              <JourneyCard
                key={`${journey.product} ${journey.number} ${journey.isTerm}`}
                journey={journey}
                applications={applications}
                onTrace={() => setTraced(journey)}
              />
            ))}
          </ol>
          {traced ? (
            <TracePanel
              key={traced.row}
              asked={{ table: 'touches', row: traced.row, ref: customer }}
              product={traced.product}
              onClose={() => setTraced(null)}
            />
          ) : null}
        </>
      )}
    </Page>
  )
}

function Money({ amount, currency }: { amount: string | null; currency: string | null }) {
  const { lang } = useSession()
  return amount === null ? null : (
    <span className="figures">
      {decimalWords(amount, lang)}
      {currency ? ` ${currency}` : ''}
    </span>
  )
}

function JourneyCard(props: { journey: Journey; applications: readonly string[]; onTrace(): void }) {
  const { journey, applications, onTrace } = props
  const { product, isTerm, lanes, bought, leftInBag, furthest, from, until, steps } = journey
  return (
    <li className="journey">
      <header className="journey-head">
        <h2>{isTerm ? `“${product}”` : product}</h2>
        {bought.length > 0 ? (
          <span className={bought.some(({ returned }) => returned) ? 'tag tag-warn' : 'tag tag-ok'}>
            {bought.some(({ returned }) => returned) ? 'Bought, then returned' : 'Bought'}
          </span>
        ) : (
          <span className={leftInBag ? 'tag tag-warn' : 'tag'}>
            {leftInBag ? 'Left in the bag' : `Not bought, got to ${furthest.toLowerCase()}`}
          </span>
        )}
        <button type="button" className="link-button" aria-label={`Trace ${product}`} onClick={onTrace}>
          Trace
        </button>
      </header>
      {bought.map((line) => (
        <p key={`${line.at} ${line.price}`} className="quiet">
          Bought {line.application ? `at ${line.application} ` : ''}
          <When at={line.at} />
          {line.price === null ? null : (
            <>
              {' '}
              for <Money amount={line.price} currency={line.currency} />
            </>
          )}
          {line.payment ? ` by ${line.payment}` : ''}
          {line.quantity === null || line.quantity === '1.0000' ? null : (
            <>
              , <Money amount={line.quantity} currency={null} /> pieces
            </>
          )}
        </p>
      ))}
      <ul className="journey-lanes">
        {lanes.map((lane) => (
          <LaneRow
            key={lane.application}
            lane={lane}
            of={journey}
            colour={applications.indexOf(lane.application) % 6}
          />
        ))}
      </ul>
      <p className="lane-ends quiet">
        <When at={from} />
        {until > from ? <When at={until} /> : null}
      </p>
      {steps.length > 0 ? (
        <ol className="journey-steps" aria-label="Steps in order">
          {steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps repeat, and never move
            <li key={at}>{step}</li>
          ))}
        </ol>
      ) : null}
    </li>
  )
}

const counted = ({ searched, viewed, bag, removed, checkedOut }: Lane): string =>
  [
    [searched, 'search', 'searches'] as const,
    [viewed, 'view', 'views'] as const,
    [bag, 'in bag', 'in bag'] as const,
    [removed, 'removed', 'removed'] as const,
    [checkedOut, 'checkout', 'checkouts'] as const,
  ]
    .filter(([n]) => n > 0)
    .map(([n, one, many]) => `${n} ${n === 1 ? one : many}`)
    .join(', ')

function LaneRow({ lane, of: { from, until }, colour }: { lane: Lane; of: Journey; colour: number }) {
  const span = Math.max(1, until - from)
  const share = (at: number) => ((at - from) / span) * 100
  return (
    <li className="journey-lane">
      <span className="lane-name cut" title={lane.application}>
        {lane.application}
      </span>
      <span className="lane-track" aria-hidden="true">
        <span
          className={`lane-bar lane-${colour}`}
          style={{ left: `${share(lane.from)}%`, width: `max(8px, ${share(lane.until) - share(lane.from)}%)` }}
        />
        {lane.boughtAt.map((at) => (
          <span key={at} className="lane-end" style={{ left: `${share(at)}%` }} />
        ))}
      </span>
      <span className="lane-words quiet">
        {counted(lane)}
        {lane.boughtAt.length > 0 ? `${counted(lane) ? ', ' : ''}bought here` : ''}
        {lane.terms.length > 0 ? `; “${lane.terms.join('”, “')}”` : ''}
        {lane.firstPrice === null ? null : (
          <>
            ; <Money amount={lane.firstPrice} currency={null} />
            {lane.lastPrice !== null && lane.lastPrice !== lane.firstPrice ? (
              <>
                {' '}
                then <Money amount={lane.lastPrice} currency={lane.currency} />
              </>
            ) : (
              ` ${lane.currency ?? ''}`
            )}
          </>
        )}
      </span>
    </li>
  )
}
