import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/journeys.css'
import Button from '@mui/material/Button'
import GlobalStyles from '@mui/material/GlobalStyles'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { type Section, sectionBody } from '../../../web/plots/section.ts'
import { PLOT_STYLE } from '../../../web/plots/style.ts'
import type { InsightsAnswer } from '../schema.ts'
import { resultKey } from './journey-queries.ts'
import { JourneyTabs } from './journey-tabs.tsx'

/** What the last finished run tells of all customers: sentences, figures, and plots that lead to their rows. */
export function InsightsScreen() {
  const asked = useQuery({
    queryKey: [...resultKey, 'insights'],
    queryFn: ({ signal }) => get<InsightsAnswer>('/api/journeys/insights', { signal, timeoutMs: 30_000 }),
  })
  const { data, error } = asked
  return (
    <Page title="Insights">
      <JourneyTabs />
      {error && !data ? (
        <Failed problem={error} again={() => void asked.refetch()} />
      ) : !data ? (
        <SkeletonRows rows={4} high={64} />
      ) : data.insights ? (
        <Told insights={data.insights} />
      ) : (
        <Empty
          icon="path"
          title="No run has finished yet"
          action={
            <Button component={Link} to="/crm/journeys/new" color="secondary">
              New run
            </Button>
          }
        >
          Start a run over your customers’ histories; this page then tells where they look, where they buy, and what
          they leave behind.
        </Empty>
      )}
    </Page>
  )
}

function Told({
  insights: { period, figures, said, sections },
}: {
  insights: NonNullable<InsightsAnswer['insights']>
}) {
  return (
    <div className="insights">
      <GlobalStyles styles={PLOT_STYLE} />
      <p className="quiet">{period}</p>
      <dl className="insight-figures">
        {figures.map(([term, figure]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="in-short">
        <h2 id="in-short">In short</h2>
        {said.length === 0 ? (
          <p className="quiet">There is nothing to say yet: it takes a few purchases with a look before them.</p>
        ) : (
          <Said said={said} />
        )}
      </section>
      {sections.map((section) => (
        <section key={section.id} aria-labelledby={`about-${section.id}`}>
          <header className="insight-head">
            <h2 id={`about-${section.id}`}>{section.title}</h2>
            <Link
              to="/crm/journeys/tables/$table"
              params={{ table: section.id }}
              aria-label={`All rows: ${section.title}`}
            >
              All rows
            </Link>
          </header>
          {sectionBody(section as Section)}
        </section>
      ))}
      <p className="quiet">
        Half and quarter values are values that occur. Amounts are exact and are never added across currencies; returns
        are not taken off.
      </p>
    </div>
  )
}

/** Sentences of the insights. */
export function Said({ said }: { said: readonly string[] }) {
  return (
    <ul className="said">
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
