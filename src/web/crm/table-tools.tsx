import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { useSession } from './session.ts'

const TYPING_MS = 250

/** Searches once the typing pauses, and at once on Enter. "/" from anywhere on the page comes here. */
export function SearchBox({ label, value, onSearch }: { label: string; value: string; onSearch(value: string): void }) {
  const [typed, setTyped] = useState(value)
  const said = useRef(value)
  const input = useRef<HTMLInputElement>(null)
  // The address changed otherwise (back, a link): it wins over what stands in the box.
  if (said.current !== value) {
    said.current = value
    setTyped(value)
  }
  const say = (next: string) => {
    if (next.trim() === said.current) return
    said.current = next.trim()
    onSearch(next.trim())
  }
  useEffect(() => {
    if (typed.trim() === said.current) return
    const timer = setTimeout(() => say(typed), TYPING_MS)
    return () => clearTimeout(timer)
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inField = event.target instanceof Element && event.target.closest('input, textarea, select, [role=dialog]')
      if (event.key !== '/' || inField || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className="search-box">
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        title={`${label} (/)`}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') say(typed)
          // It clears the search before it closes an open panel.
          if (event.key === 'Escape' && typed) {
            event.stopPropagation()
            setTyped('')
            say('')
          }
        }}
      />
    </div>
  )
}

/** Where one is among all rows, the ways on and back, and how many rows a page has. */
export function Pager(props: {
  page: number
  pageSize: number
  total: number
  onPage(page: number): void
  onSize?(size: string): void
}) {
  const { page, pageSize, total, onPage, onSize } = props
  const { lang } = useSession()
  const n = new Intl.NumberFormat(lang)
  const from = total === 0 ? 0 : (page - 1) * pageSize + 1
  const to = Math.min(total, page * pageSize)
  const last = Math.ceil(total / pageSize)
  const ways = [
    ['First page', 'start', 1],
    ['Previous page', 'left', page - 1],
    ['Next page', 'right', page + 1],
    ['Last page', 'end', last],
  ] as const
  return (
    <div className="pager">
      <span role="status">
        {total > pageSize ? `${n.format(from)} to ${n.format(to)} of ${n.format(total)}` : `${n.format(total)} in all`}
      </span>
      <span className="pager-ways">
        {onSize && total > 25 ? (
          <label className="pager-size">
            Rows
            <select value={String(pageSize)} onChange={(event) => onSize(event.target.value)}>
              {[...new Set([25, 50, 100, 200, pageSize])]
                .toSorted((a, b) => a - b)
                .map((size) => (
                  <option key={size}>{size}</option>
                ))}
            </select>
          </label>
        ) : null}
        {total > pageSize
          ? ways.map(([name, icon, to]) => (
              <IconButton
                key={name}
                aria-label={name}
                title={name}
                disabled={to < 1 || to > last || to === page}
                onClick={() => onPage(to)}
              >
                <Icon name={icon} />
              </IconButton>
            ))
          : null}
      </span>
    </div>
  )
}

/** Some rows are out of reach: the address names a page past the last one. */
export function PastTheEnd({ onFirst }: { onFirst(): void }) {
  return (
    <div className="state">
      <p className="state-title">There are not so many rows</p>
      <Button onClick={onFirst}>To the first page</Button>
    </div>
  )
}
