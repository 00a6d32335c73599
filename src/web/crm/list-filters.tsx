import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { dayPresets, daysWords, type FilterSaid, filterValue, saidOf } from './filter-said.ts'
import { Icon } from './icons.tsx'
import type { ListView } from './view.ts'

type Props = { filters: readonly FilterSaid[]; view: ListView; onNarrow(part: Record<string, string>): void }

const DaysDialog = lazy(() => import('./list-dialogs.tsx').then((all) => ({ default: all.DaysDialog })))

/** Filters as chips above a table: each opens its choices, and says what it is set to. */
export function FilterBar({ filters, view, onNarrow }: Props) {
  const set = filters.filter(({ name }) => filterValue(view, name) !== '')
  const none = () => onNarrow(Object.fromEntries(set.map(({ name }) => [name, ''])))
  return (
    <fieldset className="chips">
      <legend className="unseen">Filters</legend>
      {filters.map((filter) => {
        const value = filterValue(view, filter.name)
        const say = (next: string) => onNarrow({ [filter.name]: next })
        return 'days' in filter ? (
          <DaysChip
            key={filter.name}
            label={filter.label}
            presets={dayPresets[filter.days]}
            value={value}
            onChange={say}
          />
        ) : (
          <ChoiceChip key={filter.name} filter={filter} options={filter.options} value={value} onChange={say} />
        )
      })}
      {set.length > 0 ? (
        <button type="button" className="chip chip-clear" onClick={none}>
          Clear filters
        </button>
      ) : null}
    </fieldset>
  )
}

function MenuChip(props: { label: string; said: string | undefined; children(close: () => void): ReactNode }) {
  const { label, said, children } = props
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  return (
    <>
      <button
        type="button"
        className={said === undefined ? 'chip' : 'chip chip-set'}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className="cut">{said === undefined ? label : `${label}: ${said}`}</span>
        <Icon name="down" size={12} />
      </button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        transitionDuration={100}
        // A menu outside of every landmark is lost to screen readers.
        disablePortal
        slotProps={{ list: { 'aria-label': label }, paper: { style: { maxHeight: 400 } } }}
      >
        {children(close)}
      </Menu>
    </>
  )
}

const radios = (
  options: readonly (readonly [string, string])[],
  value: string,
  choose: (value: string) => void,
): ReactNode[] =>
  options.map(([option, words]) => (
    <MenuItem
      key={option}
      role="menuitemradio"
      aria-checked={value === option}
      selected={value === option}
      onClick={() => choose(option)}
    >
      {words}
    </MenuItem>
  ))

function ChoiceChip(props: {
  filter: FilterSaid
  options: readonly (readonly [string, string])[]
  value: string
  onChange(value: string): void
}) {
  const { filter, options, value, onChange } = props
  return (
    <MenuChip label={filter.label} said={saidOf(filter, value)}>
      {(close) =>
        radios([['', 'All'], ...options], value, (next) => {
          close()
          onChange(next)
        })
      }
    </MenuChip>
  )
}

function DaysChip(props: {
  label: string
  presets: readonly (readonly [value: string, words: string])[]
  value: string
  onChange(value: string): void
}) {
  const { label, presets, value, onChange } = props
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <MenuChip label={label} said={value === '' ? undefined : daysWords(value)}>
        {(close) => [
          ...radios([['', 'Any day'], ...presets], value, (next) => {
            close()
            onChange(next)
          }),
          <MenuItem
            key="chosen"
            role="menuitemradio"
            aria-checked={value.includes('..')}
            selected={value.includes('..')}
            onClick={() => {
              close()
              setChoosing(true)
            }}
          >
            Chosen days
          </MenuItem>,
        ]}
      </MenuChip>
      {choosing ? (
        <Suspense fallback={null}>
          <DaysDialog
            label={label}
            value={value}
            onClose={() => setChoosing(false)}
            onChange={(next) => {
              setChoosing(false)
              onChange(next)
            }}
          />
        </Suspense>
      ) : null}
    </>
  )
}
