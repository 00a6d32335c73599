import { Link } from '@tanstack/react-router'

const tabs = [
  ['/crm/journeys', 'Runs'],
  ['/crm/journeys/insights', 'Insights'],
  ['/crm/journeys/tables/customers', 'Customers'],
  ['/crm/journeys/tables/purchases', 'Purchases'],
  ['/crm/journeys/tables/searches', 'Searches'],
  ['/crm/journeys/tables/searches_by_customer', 'Searches by customer'],
  ['/crm/journeys/tables/touches', 'Touches'],
  ['/crm/journeys/tables/unassigned', 'Unassigned'],
  ['/crm/journeys/tables/rejected', 'Rejected'],
  ['/crm/journeys/report', 'Cleaning'],
  ['/crm/journeys/corrections', 'Corrections'],
] as const

/** The pages of Journeys. */
export function JourneyTabs() {
  return (
    <nav className="tabs" aria-label="Journeys">
      {tabs.map(([to, name]) => (
        <Link key={to} to={to} className="tab" activeOptions={{ exact: true, includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
