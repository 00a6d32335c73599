import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { post } from '../client/api.ts'
import type { Problem } from '../client/problem.ts'
import { Ask } from './ask.tsx'
import { Icon, type IconName } from './icons.tsx'
import { chooseScheme, type SchemeChoice, schemeChoice } from './scheme.ts'
import { useSession } from './session.ts'

const schemes: [SchemeChoice, string, IconName][] = [
  ['system', 'As the system', 'screen'],
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
]

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
    .toUpperCase()

/** The person's own things: account, light or dark, logging out here and everywhere. */
export function UserMenu() {
  const { me } = useSession()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [scheme, setScheme] = useState(schemeChoice)
  const [asking, setAsking] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const close = () => setAnchor(null)
  const role = me.role === 'ADMIN' ? 'Admin' : 'Agent'
  return (
    <>
      <button
        type="button"
        className="nav-item"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        title={`${me.name}, ${role}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className="initials" aria-hidden="true">
          {initials(me.name)}
        </span>
        <span className="nav-words nav-person">
          <span className="cut">{me.name}</span>
          <span className="quiet">{role}</span>
        </span>
      </button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        transitionDuration={100}
        // Inside the navigation: a menu outside of every landmark is lost to screen readers.
        disablePortal
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ list: { 'aria-label': 'Your account' } }}
      >
        <MenuItem component={Link} to="/crm/account" onClick={close}>
          <Icon name="lock" /> Password and two-factor
        </MenuItem>
        <Divider />
        {schemes.map(([value, words, icon]) => (
          <MenuItem
            key={value}
            role="menuitemradio"
            aria-checked={scheme === value}
            onClick={() => {
              chooseScheme(value)
              setScheme(value)
            }}
          >
            <Icon name={icon} /> {words}
            {scheme === value ? (
              <span className="menu-end">
                <Icon name="check" size={16} />
              </span>
            ) : null}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem onClick={() => form.current?.requestSubmit()}>
          <Icon name="out" /> Log out
        </MenuItem>
        <MenuItem
          onClick={() => {
            close()
            setAsking(true)
          }}
        >
          <Icon name="out" /> Log out everywhere
        </MenuItem>
      </Menu>
      <form ref={form} method="post" action="/crm/logout" hidden />
      <LogOutEverywhere open={asking} onClose={() => setAsking(false)} />
    </>
  )
}

function LogOutEverywhere({ open, onClose }: { open: boolean; onClose(): void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const doIt = async () => {
    setBusy(true)
    try {
      await post('/api/me/logout-everywhere')
      location.assign('/crm/login')
    } catch (thrown) {
      setProblem((thrown as Problem).message)
      setBusy(false)
    }
  }
  return (
    <Ask
      open={open}
      title="Log out everywhere?"
      does="Log out everywhere"
      tone="error"
      busy={busy}
      problem={problem}
      onDo={doIt}
      onClose={onClose}
    >
      <p>Every browser in which you are logged in is logged out, this one too. A call under way ends.</p>
    </Ask>
  )
}
