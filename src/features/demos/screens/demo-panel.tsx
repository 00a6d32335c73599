import Button from '@mui/material/Button'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { Failed, Note, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import { demoBookingOf } from '../../bookings/parts/booking-queries.ts'
import { DemoBookingSection } from '../../bookings/parts/demo-booking.tsx'
import { BlockSection } from '../../customers/parts/block-section.tsx'
import { sourceWords } from '../parts/words.ts'
import type { DemoDetails, DemoRow } from '../schema.ts'
import { type DemoPage, demoKey, demosKey } from './demo-changes.ts'
import { DemoResult } from './demo-result.tsx'
import { EarlierDemos } from './earlier-demos.tsx'

/** One demo beside the table: the facts, what staff may change, and what came before. */
export function DemoPanel({ id, onClose }: { id: number; onClose(): void }) {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: demoKey(id),
    queryFn: ({ signal }) => get<DemoDetails>(`/api/demos/${id}`, { signal }),
  })
  const { data: scheduling } = useQuery(demoBookingOf(id))
  // The row is in the table already: show it while the rest is on its way.
  const row = queries
    .getQueriesData<DemoPage>({ queryKey: demosKey })
    .flatMap(([, page]) => page?.rows ?? [])
    .find((known) => known.id === id)
  const demo: DemoRow | undefined = data ?? row
  return (
    <SidePanel
      title={demo?.name ?? 'Customer'}
      under={
        demo ? (
          <p className="quiet">
            {demo.product} {scheduling?.blocked ? <span className="tag tag-error">Blocked</span> : null}
          </p>
        ) : undefined
      }
      onClose={onClose}
    >
      {demo ? <Facts demo={demo} device={data?.device} /> : null}
      {demo ? <DemoBookingSection demoId={id} name={demo.name} /> : null}
      {demo ? <DemoResult key={id} demo={demo} /> : null}
      {data ? <EarlierDemos earlier={data.earlier} /> : null}
      {demo && scheduling ? <BlockSection person={{ ...demo, ...scheduling }} /> : null}
      {error && !demo ? <Failed problem={error} again={() => void refetch()} /> : null}
      {error && demo ? (
        <Note action={<Button onClick={() => void refetch()}>Try again</Button>}>
          Earlier demos did not load. {error.message}
        </Note>
      ) : null}
      {data || error ? null : <SkeletonRows rows={demo ? 2 : 8} />}
    </SidePanel>
  )
}

function Facts({ demo, device }: { demo: DemoRow; device: string | undefined }) {
  return (
    <dl className="facts">
      <dt>Mobile</dt>
      <dd>
        <a href={`tel:${demo.mobile}`}>{demo.mobile}</a>
      </dd>
      <dt>Email</dt>
      <dd>
        <a href={`mailto:${demo.email}`}>{demo.email}</a>
      </dd>
      <dt>Requested</dt>
      <dd>
        <When at={demo.requestedAt} />
      </dd>
      <dt>Joined from</dt>
      <dd>{sourceWords(demo)}</dd>
      {device ? (
        <>
          <dt>Device</dt>
          <dd>{device}</dd>
        </>
      ) : null}
      {demo.experts.length > 0 ? (
        <>
          <dt>Expert</dt>
          <dd>{demo.experts.join(', ')}</dd>
        </>
      ) : null}
    </dl>
  )
}
