import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Columns, columnsOf } from '../../../web/crm/data-table.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { When } from '../../../web/crm/when.tsx'
import { isTraced, type JourneyTable } from '../rules.ts'
import type { Cell, ResultTable, TableRow } from '../schema.ts'
import { columnWords, decimalWords } from './journey-words.ts'

const column = columnsOf<TableRow>()

/** What is shown before anybody chooses; the first names the row. */
export const usualColumns: Record<JourneyTable, string[]> = {
  purchases: [
    ...['customer', 'product', 'application_used', 'final_price', 'currency', 'timestamp', 'quantity', 'category'],
    ...['colour', 'applications_checked', 'payment_mode', 'returned'],
  ],
  searches: [
    ...['customer', 'product', 'last_application', 'price', 'currency', 'last_seen', 'left_in_bag', 'furthest_step'],
    ...['category', 'applications', 'bought_before'],
  ],
  searches_by_customer: ['customer', 'products', 'products_left_in_bag', 'applications', 'last_seen'],
  touches: [
    ...['customer', 'product', 'application', 'terms', 'viewed', 'put_in_bag', 'first_seen', 'last_seen'],
    ...['price_last_seen', 'bought_at'],
  ],
  unassigned: ['product', 'term', 'timestamp', 'action', 'application', 'source'],
  rejected: ['reason', 'file', 'line', 'column', 'value'],
  customers: [
    ...['customer', 'segment', 'orders', 'spent', 'currency', 'last_bought', 'favourite_application', 'searches_open'],
    ...['left_in_bag', 'last_seen'],
  ],
  looked_bought: ['looked_at', 'bought_at', 'how', 'currency', 'journeys', 'amount'],
  price_gaps: [
    ...['product', 'application', 'price', 'cheapest', 'price_cheapest', 'difference', 'currency', 'journeys'],
    'journeys_cheapest',
  ],
  time_to_purchase: [
    ...['category', 'journeys', 'hours_median', 'steps_median', 'sessions_median', 'hours_quarter'],
    'hours_three_quarters',
  ],
  bags: ['product', 'application', 'customers', 'quantity', 'amount', 'currency'],
  repeats: ['product', 'customers_again', 'customers', 'orders_again', 'median_days'],
  segments: ['segment', 'customers', 'purchases', 'amount', 'currency'],
}

function Decimal({ text }: { text: string }) {
  const { lang } = useSession()
  return <>{decimalWords(text, lang)}</>
}

export function cellWords(type: string, value: Cell | undefined): ReactNode {
  if (value === null || value === undefined || value === '') return null
  if (type === 'time') return <When at={Date.parse(String(value))} />
  if (type === 'flag') return value ? 'Yes' : 'No'
  if (type === 'share') return `${Math.round(Number(value) * 100)} %`
  if (type === 'decimal') return <Decimal text={String(value)} />
  const text = Array.isArray(value) ? value.join(' · ') : String(value)
  return (
    <span className="cell-text" title={text}>
      {text}
    </span>
  )
}

const numbers = ['integer', 'decimal', 'share']

/** Columns of a table of the result, as its declaration says; the row's first one leads to its customer. */
export function tableColumns(table: ResultTable, onTrace: (row: TableRow) => void): Columns<TableRow> {
  const usual = usualColumns[table.name]
  const rest = table.columns.map(({ name }) => name).filter((name) => !usual.includes(name))
  const columns: Columns<TableRow> = [...usual, ...rest].flatMap((name, at) => {
    const of = table.columns.find((it) => it.name === name)
    if (!of) return []
    const meta = {
      ...(at === 0 ? { onCard: 'title' as const } : {}),
      ...(at > 4 ? { onCard: 'no' as const } : {}),
      ...(at >= usual.length ? { onRequest: true } : {}),
      ...(numbers.includes(of.type) ? { numeric: true } : {}),
    }
    return [
      column.accessor(({ cells }) => cells[name], {
        id: name,
        header: columnWords(name),
        meta,
        cell: ({ row: { original } }) =>
          at === 0 && original.ref ? (
            <Link
              className="row-link"
              data-row-link=""
              to="/crm/journeys/customers/$customer"
              params={{ customer: original.ref }}
            >
              {String(original.cells[name] ?? '')}
            </Link>
          ) : (
            (cellWords(of.type, original.cells[name]) ??
            (at === 0 ? <span className="quiet">{original.cells.whole ? 'All' : 'Not known'}</span> : null))
          ),
      }),
    ]
  })
  const trace = column.display({
    id: 'trace',
    header: 'Trace',
    meta: { silent: true, onCard: 'end' },
    cell: ({ row: { original } }) => (
      <button
        type="button"
        className="link-button"
        aria-label={`Trace ${String(original.cells.product)}`}
        onClick={() => onTrace(original)}
      >
        Trace
      </button>
    ),
  })
  // Beside what names the row, where it is seen without scrolling sideways.
  return isTraced(table.name) ? columns.toSpliced(2, 0, trace) : columns
}
