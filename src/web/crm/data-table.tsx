import {
  type ColumnDef,
  createColumnHelper,
  metaHelper,
  type RowData,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icons.tsx'
import { PHONE, useMediaQuery } from './media-query.ts'

export interface ColumnSaid {
  /** figures stand at the right */
  numeric?: boolean
  /** CSS width of the column; without it the column takes what it needs */
  width?: string
  /** on phones: stands large at the card's top, quietly below the name (default), or not at all */
  onCard?: 'title' | 'line' | 'end' | 'no'
  /** shown where the screen has room to spare */
  wideOnly?: boolean
  /** hidden until somebody asks for it */
  onRequest?: boolean
  /** for the column of actions, which needs no words at its head */
  silent?: boolean
}

const features = tableFeatures({ columnMeta: metaHelper<ColumnSaid>() })
// biome-ignore lint/suspicious/noExplicitAny: columns of one table hold values of many types
export type Column<Row extends RowData> = ColumnDef<typeof features, Row, any>
export type Columns<Row extends RowData> = Column<Row>[]
export const columnsOf = <Row extends RowData>() => createColumnHelper<typeof features, Row>()

type Props<Row extends RowData> = {
  /** names the table for screen readers */
  label: string
  columns: Columns<Row>
  rows: Row[]
  idOf(row: Row): string
  /** a click anywhere in a row; the row's own link serves the keyboard */
  onOpen?(row: Row): void
  openId?: string | undefined
  /** true while newer rows are on their way: these are shown meanwhile, paler */
  stale?: boolean
  order?: Order
  /** names what is asked for, without quotes: with another name the rows are looked at from the first again */
  asks?: string
  /** true when somebody chose the columns: then even those that need room are shown */
  chosen?: boolean
}

/** What the server sorts by, and how it is sorted now ("-" before the column: the greatest first). */
export interface Order {
  sorts: readonly string[]
  sort: string
  onSort(sort: string): void
}

export const idOfColumn = <Row extends RowData>(column: Column<Row>): string =>
  column.id ?? String((column as { accessorKey?: unknown }).accessorKey)
/** What stands at its head. */
export const wordsOfColumn = <Row extends RowData>({ header }: Column<Row>): string => String(header)

const classOf = ({ numeric, wideOnly }: ColumnSaid = {}) =>
  [numeric && 'numeric', wideOnly && 'wide-only'].filter(Boolean).join(' ') || undefined

const ARIA_SORT = { up: 'ascending', down: 'descending', no: 'none' } as const

/** The way a column is sorted now; undefined when the server cannot sort by it. */
function sortOf({ sorts, sort }: Order, id: string): keyof typeof ARIA_SORT | undefined {
  if (!sorts.includes(id)) return undefined
  return sort === id ? 'up' : sort === `-${id}` ? 'down' : 'no'
}

const CONTROLS = 'a, button, input, select, textarea, label'

/** Up and down move between rows' links. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  const next = links[at + step]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
}

/** Rows as a table; on phones as cards made of the same columns. What is asked, counted and paged is the server's. */
export function DataTable<Row extends RowData>(props: Props<Row>) {
  const { label, columns, rows, idOf, onOpen, openId, stale, order, asks, chosen } = props
  const table = useTable({ features, columns, data: rows, getRowId: idOf })
  const phone = useMediaQuery(PHONE)
  const open = (row: Row) => (event: MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest(CONTROLS)
    // Marking text in a row, to copy it, must not open the row.
    if (onOpen && !onControl && getSelection()?.isCollapsed !== false) onOpen(row)
  }
  const all = table.getRowModel().rows
  const box = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, from the first
  useEffect(() => {
    box.current?.scrollTo(0, 0)
  }, [asks])
  if (phone) {
    return (
      <ul className={stale ? 'cards stale' : 'cards'} aria-label={label} onKeyDown={moveBetweenRows}>
        {all.map((row) => {
          const cells = (where: ColumnSaid['onCard']): ReactNode =>
            row
              .getAllCells()
              .filter(({ column }) => (column.columnDef.meta?.onCard ?? 'line') === where)
              .map((cell) => (
                <span key={cell.id} className="card-cell">
                  <table.FlexRender cell={cell} />
                </span>
              ))
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside has the keys
            <li
              key={row.id}
              className={row.id === openId ? 'row-card row-open' : 'row-card'}
              onClick={open(row.original)}
            >
              <div className="card-title">{cells('title')}</div>
              <div className="card-end">{cells('end')}</div>
              <div className="card-line quiet">{cells('line')}</div>
            </li>
          )
        })}
      </ul>
    )
  }
  return (
    <section
      ref={box}
      className={`table-box${stale ? ' stale' : ''}${chosen ? ' chosen' : ''}`}
      aria-label={label}
      // The router puts back where this very view was scrolled to, and leaves others alone.
      data-scroll-restoration-id={asks}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
      tabIndex={0}
    >
      <table className="table">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const { width, silent, numeric } = header.column.columnDef.meta ?? {}
                const sorted = order && sortOf(order, header.id)
                const words = <table.FlexRender header={header} />
                // Numbers and times begin with the greatest, words with the first.
                const next = sorted === 'up' || (sorted === 'no' && numeric) ? `-${header.id}` : header.id
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={classOf(header.column.columnDef.meta)}
                    style={width ? { width } : undefined}
                    aria-sort={sorted ? ARIA_SORT[sorted] : undefined}
                  >
                    {sorted && order ? (
                      <button type="button" className={`sort sort-${sorted}`} onClick={() => order.onSort(next)}>
                        {words}
                        <Icon name="down" size={12} />
                      </button>
                    ) : silent ? (
                      <span className="unseen">{words}</span>
                    ) : (
                      words
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {all.map((row) => (
            <tr
              key={row.id}
              className={row.id === openId ? 'row-open' : onOpen ? 'row-opens' : undefined}
              onClick={open(row.original)}
            >
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={classOf(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
