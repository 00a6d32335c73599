import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type SubmitEvent, useState } from 'react'
import { SelectField, TextField } from './fields.tsx'
import { dayPresets, type FilterSaid, filterValue } from './filter-said.ts'
import type { ListView } from './view.ts'

// Loaded when first opened.

const ends = (value: string): [string, string] => {
  const [first = '', last = ''] = value.includes('..') ? value.split('..') : []
  return [first, last]
}
const written = (first: string, last: string): string => (first || last ? `${first}..${last}` : '')

function DayFields({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [first, last] = ends(value)
  return (
    <div className="form-pair">
      <TextField
        label="From"
        type="date"
        value={first}
        max={last || undefined}
        onChange={(event) => onChange(written(event.target.value, last))}
      />
      <TextField
        label="To"
        type="date"
        value={last}
        min={first || undefined}
        onChange={(event) => onChange(written(first, event.target.value))}
      />
    </div>
  )
}

const inOrder = (value: string) => {
  const [first, last] = ends(value)
  return !first || !last || first <= last
}

/** Asks for the first and the last day; one of them may stay open. */
export function DaysDialog(props: { label: string; value: string; onClose(): void; onChange(value: string): void }) {
  const [value, setValue] = useState(props.value.includes('..') ? props.value : '')
  const wrong = !inOrder(value)
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    if (!wrong) props.onChange(value)
  }
  return (
    <Dialog open onClose={props.onClose} transitionDuration={100} aria-labelledby="days-title">
      <form onSubmit={save}>
        <DialogTitle id="days-title">{props.label}: chosen days</DialogTitle>
        <DialogContent>
          <DayFields value={value} onChange={setValue} />
          {wrong ? (
            <p className="field-error" role="alert">
              The first day is after the last. Swap them.
            </p>
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color="primary" disabled={wrong}>
            Show these days
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

type FiltersProps = {
  filters: readonly FilterSaid[]
  sorts: readonly (readonly [string, string])[]
  view: ListView
  onClose(): void
  onView(part: Record<string, string>): void
}

/** All filters and the order of a list, on phones. */
export function FiltersDialog({ filters, sorts, view, onClose, onView }: FiltersProps) {
  const names = [...filters.map(({ name }) => name), 'sort']
  const [said, setSaid] = useState(() => Object.fromEntries(names.map((name) => [name, filterValue(view, name)])))
  const say = (name: string, value: string) => setSaid({ ...said, [name]: value })
  const wrong = filters.some((filter) => 'days' in filter && !inOrder(said[filter.name] ?? ''))
  const show = (event: SubmitEvent) => {
    event.preventDefault()
    if (!wrong) onView(said)
  }
  return (
    <Dialog open fullScreen onClose={onClose} transitionDuration={0} aria-labelledby="filters-title">
      <form className="filters-form" onSubmit={show}>
        <DialogTitle id="filters-title">Filters</DialogTitle>
        <DialogContent className="form">
          {filters.map((filter) => {
            const value = said[filter.name] ?? ''
            if (!('days' in filter)) {
              const options = [['', 'All'], ...filter.options] as const
              const choose = (event: { target: { value: string } }) => say(filter.name, event.target.value)
              return (
                <SelectField key={filter.name} label={filter.label} value={value} options={options} onChange={choose} />
              )
            }
            const chosen = value.includes('..')
            return (
              <div key={filter.name} className="form">
                <SelectField
                  label={filter.label}
                  value={chosen ? '..' : value}
                  options={[['', 'Any day'], ...dayPresets[filter.days], ['..', 'Chosen days']]}
                  onChange={(event) => say(filter.name, event.target.value)}
                />
                {chosen ? (
                  <DayFields value={value} onChange={(next) => say(filter.name, next === '' ? '..' : next)} />
                ) : null}
              </div>
            )
          })}
          {sorts.length > 0 ? (
            <SelectField
              label="Sort by"
              value={said.sort ?? ''}
              options={sorts}
              onChange={(event) => say('sort', event.target.value)}
            />
          ) : null}
          {wrong ? (
            <p className="field-error" role="alert">
              The first day is after the last. Swap them.
            </p>
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setSaid(Object.fromEntries(names.map((name) => [name, ''])))}>Clear</Button>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" color="primary" disabled={wrong}>
            Show
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
