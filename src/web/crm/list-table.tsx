import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import type { UseQueryResult } from '@tanstack/react-query'
import type { RowData } from '@tanstack/react-table'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { type Column, type Columns, idOfColumn, wordsOfColumn } from './data-table.tsx'
import { type FilterSaid, filterValue } from './filter-said.ts'
import { Icon } from './icons.tsx'
import { FilterBar } from './list-filters.tsx'
import { PHONE, useMediaQuery } from './media-query.ts'
import { type Found, Results } from './results.tsx'
import { SearchBox } from './table-tools.tsx'
import { askedOf, type ListOf, type ListView, USUAL_SIZE } from './view.ts'

const FiltersDialog = lazy(() => import('./list-dialogs.tsx').then((all) => ({ default: all.FiltersDialog })))

type Props<Row extends RowData, V extends ListView> = {
  /** names the table for screen readers, and this person's choice of columns */
  label: string
  list: ListOf
  /** ids of columns are the names the list sorts by */
  columns: Columns<Row>
  view: V
  onView(view: V): void
  asked: Pick<UseQueryResult<Found<Row>>, 'data' | 'error' | 'isPlaceholderData' | 'refetch'>
  /** words in the search box */
  search: string
  filters: readonly FilterSaid[]
  /** when nothing fits what was searched or filtered, and when there is nothing at all */
  empty: { narrowed: ReactNode; none: ReactNode }
  awaited?: number
  openId?: string | undefined
  onOpen?(id: number): void
}

/** A list of the CRM: search, filters, columns, order and pages, all of them in its address and done by the server. */
export function ListTable<Row extends RowData & { id: number }, V extends ListView>(props: Props<Row, V>) {
  const { label, list, columns, view, onView, asked, search, filters, empty, awaited, openId, onOpen } = props
  const phone = useMediaQuery(PHONE)
  const narrow = (part: Record<string, string>) => onView({ ...view, page: 1, ...part })
  const offered = filters.filter((it) => 'days' in it || it.options.length > 1 || filterValue(view, it.name) !== '')
  const narrowed = view.search !== '' || filters.some(({ name }) => filterValue(view, name) !== '')
  const shown = useColumns(label, columns, view.columns)
  const sorts = list.sorts.flatMap((name) => sortWords(columns, name, list.sort))
  return (
    <>
      <div className="tools">
        <SearchBox label={search} value={view.search} onSearch={(next) => narrow({ search: next })} />
        {phone ? (
          <FiltersButton filters={offered} sorts={sorts} view={view} onView={narrow} />
        ) : (
          <>
            <FilterBar filters={offered} view={view} onNarrow={narrow} />
            <ColumnsMenu
              columns={columns}
              shown={shown.ids}
              onChoose={(ids) => onView({ ...view, columns: shown.keep(ids) })}
            />
          </>
        )}
      </div>
      <Results
        label={label}
        columns={phone ? columns : shown.columns}
        asked={asked}
        empty={narrowed ? empty.narrowed : empty.none}
        {...(awaited ? { awaited } : {})}
        onPage={(page) => onView({ ...view, page })}
        onSize={(size) => narrow({ size: size === USUAL_SIZE ? '' : size })}
        openId={openId}
        {...(onOpen ? { onOpen } : {})}
        order={{
          sorts: list.sorts,
          sort: view.sort || list.sort,
          onSort: (sort) => narrow({ sort: sort === list.sort ? '' : sort }),
        }}
        asks={encodeURIComponent(askedOf(view))}
        chosen={shown.chosen}
      />
    </>
  )
}

function sortWords<Row extends RowData>(columns: Columns<Row>, name: string, usual: string): [string, string][] {
  const column = columns.find((it) => idOfColumn(it) === name)
  if (!column) return []
  const words = wordsOfColumn(column)
  const [up, down] = column.meta?.numeric ? ['oldest or least first', 'newest or most first'] : ['A to Z', 'Z to A']
  return [name, `-${name}`].map((sort, at) => [sort === usual ? '' : sort, `${words}, ${at === 0 ? up : down}`])
}

const keyOf = (label: string) => `columns:${label}`

function remembered(label: string): string {
  try {
    return localStorage.getItem(keyOf(label)) ?? ''
  } catch {
    return ''
  }
}

/** The columns to show: as the address says, else as this person last chose, else the usual ones. */
function useColumns<Row extends RowData>(label: string, columns: Columns<Row>, said: string) {
  const usual = columns.filter(({ meta }) => !meta?.onRequest).map(idOfColumn)
  const known = new Set(columns.map(idOfColumn))
  const named = (said || remembered(label)).split(',').filter((id) => known.has(id))
  const ids = new Set([...(named.length > 0 ? named : usual), ...columns.filter(isFixed).map(idOfColumn)])
  return {
    ids,
    columns: columns.filter((column) => ids.has(idOfColumn(column))),
    chosen: named.length > 0,
    /** Remembers a choice; what the address then says. */
    keep(chosen: Set<string>): string {
      const written = columns.map(idOfColumn).filter((id) => chosen.has(id))
      const plain = written.join() === usual.join() ? '' : written.join()
      try {
        if (plain) localStorage.setItem(keyOf(label), plain)
        else localStorage.removeItem(keyOf(label))
      } catch {
        // A browser that keeps nothing still has the address.
      }
      return plain
    },
  }
}

/** A row is named by its title, and acted on by its actions. */
const isFixed = <Row extends RowData>({ meta }: Column<Row>) => meta?.onCard === 'title' || meta?.silent === true

function ColumnsMenu<Row extends RowData>(props: {
  columns: Columns<Row>
  shown: Set<string>
  onChoose(ids: Set<string>): void
}) {
  const { columns, shown, onChoose } = props
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  return (
    <span className="tools-end">
      <IconButton
        aria-label="Columns"
        title="Columns"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Icon name="columns" />
      </IconButton>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        transitionDuration={100}
        // A menu outside of every landmark is lost to screen readers.
        disablePortal
        slotProps={{ list: { 'aria-label': 'Columns' } }}
      >
        {columns
          .filter((column) => !isFixed(column))
          .map((column) => {
            const id = idOfColumn(column)
            const on = shown.has(id)
            const next = new Set(shown)
            if (on) next.delete(id)
            else next.add(id)
            return (
              <MenuItem key={id} role="menuitemcheckbox" aria-checked={on} onClick={() => onChoose(next)}>
                <span className="menu-mark">{on ? <Icon name="check" size={16} /> : null}</span>
                {wordsOfColumn(column)}
              </MenuItem>
            )
          })}
      </Menu>
    </span>
  )
}

function FiltersButton(props: {
  filters: readonly FilterSaid[]
  sorts: readonly (readonly [string, string])[]
  view: ListView
  onView(part: Record<string, string>): void
}) {
  const { filters, sorts, view, onView } = props
  const [open, setOpen] = useState(false)
  const set = filters.filter(({ name }) => filterValue(view, name) !== '').length
  return (
    <>
      <button type="button" className={set > 0 ? 'chip chip-set' : 'chip'} onClick={() => setOpen(true)}>
        <Icon name="filter" size={16} /> {set > 0 ? `Filters: ${set}` : 'Filters'}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <FiltersDialog
            filters={filters}
            sorts={sorts}
            view={view}
            onClose={() => setOpen(false)}
            onView={(part) => {
              setOpen(false)
              // Days of which neither end was given are none.
              onView(
                Object.fromEntries(Object.entries(part).map(([name, value]) => [name, value === '..' ? '' : value])),
              )
            }}
          />
        </Suspense>
      ) : null}
    </>
  )
}
