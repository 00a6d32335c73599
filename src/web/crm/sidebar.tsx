import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Icon, type IconName } from './icons.tsx'
import { useSession } from './session.ts'
import { UserMenu } from './user-menu.tsx'

export interface NavItem {
  to: string
  name: string
  icon: IconName
  /** number beside the name, with what it counts for screen readers */
  count?: { n: number; of: string }
}

/** Nouns that fit beside each other at the bottom of a phone; the style sheet has the same number. */
const BAR = 3
const RAIL = 'phygital-rail'

function keptRail(): boolean {
  try {
    return localStorage.getItem(RAIL) === '1'
  } catch {
    return false
  }
}

function keepRail(rail: boolean): void {
  try {
    localStorage.setItem(RAIL, rail ? '1' : '0')
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}

function Count({ count }: { count: NavItem['count'] }) {
  if (!count || count.n === 0) return null
  return (
    <span className="nav-count">
      {count.n > 99 ? '99+' : count.n}
      <span className="unseen"> {count.of}</span>
    </span>
  )
}

/** The nouns. Full on wide screens, a rail when asked to or on narrow ones, a bar at the bottom of phones (by CSS). */
export function Sidebar({ items, onSearch }: { items: readonly NavItem[]; onSearch(): void }) {
  const { brand } = useSession()
  const [rail, setRail] = useState(keptRail)
  const toggle = () => {
    keepRail(!rail)
    setRail(!rail)
  }
  return (
    <nav className={rail ? 'sidebar sidebar-rail' : 'sidebar'} aria-label="Main">
      <div className="sidebar-head">
        {brand.logoUrl ? (
          <img className="nav-words brand-logo" src={brand.logoUrl} alt={brand.name} height={24} />
        ) : (
          <span className="nav-words brand-name cut">{brand.name}</span>
        )}
        <button
          type="button"
          className="rail-toggle"
          aria-expanded={!rail}
          aria-label="Sidebar"
          title={rail ? 'Wider sidebar' : 'Narrower sidebar'}
          onClick={toggle}
        >
          <Icon name="rail" />
        </button>
      </div>
      <button
        type="button"
        className="nav-item nav-search"
        aria-keyshortcuts="Control+K"
        title="Search (Ctrl K)"
        onClick={onSearch}
      >
        <Icon name="search" />
        <span className="nav-words">Search</span>
        <kbd className="nav-words">Ctrl K</kbd>
      </button>
      <ul className="nav-list">
        {items.map(({ to, name, icon, count }) => (
          <li key={to}>
            {/* The title names the link while the rail hides its words. */}
            <Link to={to} className="nav-item" title={name} activeProps={{ 'aria-current': 'page' }} preload="intent">
              <Icon name={icon} />
              <span className="nav-words">{name}</span>
              <Count count={count} />
            </Link>
          </li>
        ))}
        {items.length > BAR ? (
          <li className="nav-more">
            {/* On phones the bar holds few; the palette lists them all. */}
            <button type="button" className="nav-item" onClick={onSearch}>
              <Icon name="more" />
              <span className="nav-words">More</span>
            </button>
          </li>
        ) : null}
      </ul>
      <div className="sidebar-foot">
        <UserMenu />
      </div>
    </nav>
  )
}
