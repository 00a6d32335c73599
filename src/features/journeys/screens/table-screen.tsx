import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import '../../../web/crm/styles/journeys.css'
import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { get } from '../../../web/client/api.ts'
import type { FilterSaid } from '../../../web/crm/filter-said.ts'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { askedOf, type ListOf, type ListView, readListView, stringifySearch, writeView } from '../../../web/crm/view.ts'
import { isTraced, type JourneyTable, journeyLists } from '../rules.ts'
import type { ResultTable, TablePage, TableRow } from '../schema.ts'
import { useResult } from './journey-queries.ts'
import { JourneyTabs } from './journey-tabs.tsx'
import { columnWords } from './journey-words.ts'
import { tableColumns } from './table-columns.tsx'
import { TracePanel } from './trace-panel.tsx'

export const titles: Record<JourneyTable, string> = {
  purchases: 'Purchases',
  searches: 'Searches',
  searches_by_customer: 'Searches by customer',
  touches: 'Touches',
  unassigned: 'Unassigned',
  rejected: 'Rejected rows',
  customers: 'Customers',
  looked_bought: 'Looked at and bought at',
  price_gaps: 'Price differences',
  time_to_purchase: 'Time and steps to purchase',
  bags: 'Left in bags',
  repeats: 'Bought again',
  segments: 'Segments',
}
const found: Record<JourneyTable, string> = {
  purchases: 'Search customer or product',
  searches: 'Search customer or product',
  searches_by_customer: 'Search customer or product',
  touches: 'Search customer or product',
  unassigned: 'Search product, term or order',
  rejected: 'Search file, reason or value',
  customers: 'Search customer',
  looked_bought: 'Search application',
  price_gaps: 'Search product or application',
  time_to_purchase: 'Search category',
  bags: 'Search product or application',
  repeats: 'Search product',
  segments: 'Search segment',
}

export const readTableView = (table: JourneyTable, search: Record<string, unknown>): ListView =>
  readListView(journeyLists[table] as ListOf, search)

const words: Record<string, string> = {
  yes: 'Yes',
  no: 'No',
  SEARCH: 'Search',
  VIEW: 'View',
  BAG: 'Bag',
  CHECKOUT: 'Checkout',
  first: 'Looked there first',
  any: 'Looked there',
  none: 'Bought without a look',
}

function filtersOf(table: ResultTable): FilterSaid[] {
  return Object.entries((journeyLists[table.name] as ListOf).filters).map(([name, field]) => {
    const label = columnWords(name)
    if (field.kind === 'days') return { name, label, days: 'PAST' }
    const values = field.kind === 'word' ? field.of : (table.choices[name] ?? [])
    return { name, label, options: values.map((value) => [value, words[value] ?? value] as const) }
  })
}

/** Tables with no tab: a plot leads to each. */
const ofInsights: readonly JourneyTable[] = [
  'looked_bought',
  'price_gaps',
  'time_to_purchase',
  'bags',
  'repeats',
  'segments',
]

type Props = {
  table: JourneyTable
  view: ListView
  onView(view: ListView): void
  onCustomer(ref: string): void
}

/** One table of the last finished run: searched, filtered, sorted, paged and exported by the server. */
export function TableScreen(props: Props) {
  const { table, view } = props
  const result = useResult()
  const found = result.data?.result?.tables.find(({ name }) => name === table)
  const { columns, page: _, size: __, ...asked } = view
  const csv = `/crm/journeys/tables/${table}/csv${stringifySearch({ ...writeView(asked), columns })}`
  const download = (
    <Button component="a" href={csv} download color="secondary">
      Export CSV
    </Button>
  )
  return (
    <Page title={titles[table]} action={found && found.rows > 0 ? download : undefined}>
      <JourneyTabs />
      {ofInsights.includes(table) ? (
        <p className="crumb">
          <Link to="/crm/journeys/insights">Insights</Link>
        </p>
      ) : null}
      {result.error && !result.data ? (
        <Failed problem={result.error} again={() => void result.refetch()} />
      ) : !result.data ? (
        <SkeletonRows rows={10} />
      ) : found ? (
        <Rows {...props} of={found} />
      ) : (
        <Empty
          icon="path"
          title="No run has finished yet"
          action={
            <Button component={Link} to="/crm/journeys/new" color="secondary">
              New run
            </Button>
          }
        >
          Start a run over your customers’ histories; this table is made by it.
        </Empty>
      )}
    </Page>
  )
}

function Rows({ table, view, onView, onCustomer, of }: Props & { of: ResultTable }) {
  const asked = askedOf(view)
  const rows = useQuery({
    queryKey: ['journeys', 'tables', table, asked],
    queryFn: ({ signal }) => get<TablePage>(`/api/journeys/tables/${table}${asked}`, { signal, timeoutMs: 30_000 }),
    placeholderData: keepPreviousData,
  })
  const [traced, setTraced] = useState<TableRow | null>(null)
  const columns = useMemo(() => tableColumns(of, setTraced), [of])
  const filters = useMemo(() => filtersOf(of), [of])
  const refs = new Map(rows.data?.rows.map(({ id, ref }) => [id, ref]))
  const open = (id: number) => {
    const ref = refs.get(id)
    if (ref) onCustomer(ref)
  }
  return (
    <>
      <ListTable
        label={titles[table]}
        list={journeyLists[table] as ListOf}
        columns={columns}
        view={view}
        onView={onView}
        asked={rows}
        search={found[table]}
        filters={filters}
        empty={{
          none: (
            <Empty icon="path" title="Nothing here">
              {of.what} The last run found none.
            </Empty>
          ),
          narrowed: (
            <Empty icon="search" title="No row fits">
              Search with fewer letters, or take a filter away.
            </Empty>
          ),
        }}
        openId={traced ? String(traced.id) : undefined}
        {...('customer' in (rows.data?.rows[0]?.cells ?? {}) ? { onOpen: open } : {})}
      />
      {traced?.ref && isTraced(table) ? (
        <TracePanel
          key={traced.id}
          asked={{ table, row: traced.id - 1, ref: traced.ref }}
          product={String(traced.cells.product)}
          onClose={() => setTraced(null)}
        />
      ) : null}
    </>
  )
}
