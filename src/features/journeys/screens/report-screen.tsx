import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/journeys.css'
import { Page } from '../../../web/crm/page.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { When } from '../../../web/crm/when.tsx'
import { useResult } from './journey-queries.ts'
import { JourneyTabs } from './journey-tabs.tsx'
import { columnWords } from './journey-words.ts'

/** What reading and cleaning did to the rows of the last run. */
export function ReportScreen() {
  const { lang } = useSession()
  const asked = useResult()
  const { data, error } = asked
  const result = data?.result
  const n = new Intl.NumberFormat(lang)
  const most = Math.max(1, ...(result?.report.map(({ count }) => count) ?? []))
  return (
    <Page title="Cleaning">
      <JourneyTabs />
      {error && !data ? (
        <Failed problem={error} again={() => void asked.refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : !result ? (
        <Empty icon="path" title="No run has finished yet">
          Once one has, this page tells how many rows each step of the cleaning took, mended or set apart.
        </Empty>
      ) : (
        <>
          {result.asOf ? (
            <p className="quiet">
              Searches are as of <When at={Date.parse(result.asOf)} />. Days are those of{' '}
              {result.zone.replaceAll('_', ' ')}.
            </p>
          ) : null}
          <div className="report">
            <table className="report-table">
              <caption className="unseen">Steps of the cleaning</caption>
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col" className="numeric">
                    Count
                  </th>
                  <td className="report-bar" />
                </tr>
              </thead>
              <tbody>
                {result.report.map(({ step, count }) => (
                  <tr key={step}>
                    <th scope="row">{columnWords(step)}</th>
                    <td className="numeric">{n.format(count)}</td>
                    <td className="report-bar" aria-hidden="true">
                      <span style={{ width: `${(count / most) * 100}%` }} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Page>
  )
}
