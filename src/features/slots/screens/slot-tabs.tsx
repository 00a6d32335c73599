import { Link } from '@tanstack/react-router'

const tabs = [
  ['/crm/slots', 'Rules'],
  ['/crm/slots/dated', 'Slots'],
  ['/crm/slots/time-off', 'Time off'],
] as const

/** The three pages of Slots. */
export function SlotTabs() {
  return (
    <nav className="tabs" aria-label="Slots">
      {tabs.map(([to, name]) => (
        <Link key={to} to={to} className="tab" activeOptions={{ exact: to === '/crm/slots', includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
