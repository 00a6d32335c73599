import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { get } from '../../../web/client/api.ts'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { ListTable } from '../../../web/crm/list-table.tsx'
import type { Found } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { When } from '../../../web/crm/when.tsx'
import { linkTags, linkWords } from '../parts/booking-words.ts'
import { bookingList } from '../rules/lists.ts'
import type { BookingRow } from '../schema/staff.ts'

export type BookingsView = ListViewOf<typeof bookingList>
export const readBookingsView = (search: Record<string, unknown>): BookingsView => readListView(bookingList, search)

const column = columnsOf<BookingRow>()

const columns = column.columns([
  column.accessor('name', {
    header: 'Customer',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/schedules/$slot"
        params={{ slot: String(row.original.slotId) }}
        search={(now: object) => now}
      >
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor('startsAt', {
    header: 'When',
    meta: { numeric: true },
    cell: ({ getValue }) => <When at={getValue()} />,
  }),
  column.accessor((row) => row.product.name, { id: 'product', header: 'Product' }),
  column.accessor('mobile', {
    header: 'Mobile',
    meta: { onCard: 'no' },
    cell: ({ getValue }) => <span className="figures">{getValue()}</span>,
  }),
  column.accessor((row) => row.agents.join(', '), {
    id: 'agents',
    header: 'Agents',
    cell: ({ getValue }) => getValue() || <span className="tag tag-error">No agent</span>,
  }),
  column.accessor((row) => `${row.taken}/${row.capacity}`, { id: 'seats', header: 'Seats', meta: { numeric: true } }),
  column.accessor('link', {
    header: 'State',
    meta: { onCard: 'end' },
    cell: ({ getValue }) => <span className={linkTags[getValue()]}>{linkWords[getValue()]}</span>,
  }),
  column.accessor((row) => row.store ?? (row.source === 'WEBSITE' ? 'Website' : 'Brand store'), {
    id: 'source',
    header: 'From',
    meta: { onCard: 'no' },
  }),
  column.accessor('bookedAt', {
    header: 'Booked',
    meta: { numeric: true, onCard: 'no', wideOnly: true },
    cell: ({ getValue }) => <When at={getValue()} />,
  }),
])

type Named = readonly (readonly [string, string])[]

/** Bookings one by one: who comes when, and what has become of it. */
export function BookingsTable(props: {
  view: BookingsView
  onView(view: BookingsView): void
  openId: string | undefined
  onOpen(slotId: number): void
  products: Named
  agents: Named
  tools?: ReactNode
}) {
  const { view, onView, onOpen, products, agents } = props
  const asked = askedOf(view)
  const bookings = useQuery({
    queryKey: ['bookings', asked],
    queryFn: ({ signal }) => get<Found<BookingRow>>(`/api/bookings${asked}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const slotOf = (id: number) => bookings.data?.rows.find((row) => row.id === id)?.slotId
  return (
    <ListTable
      label="Bookings"
      list={bookingList}
      columns={columns}
      view={view}
      onView={onView}
      asked={bookings}
      search="Search name, mobile, email"
      filters={[
        {
          name: 'when',
          label: 'When',
          options: [
            ['PAST', 'Past'],
            ['ALL', 'Past and to come'],
          ],
        },
        { name: 'day', label: 'Day', days: 'COMING' },
        { name: 'product', label: 'Product', options: products },
        { name: 'agent', label: 'Agent', options: agents },
        {
          name: 'state',
          label: 'State',
          options: [
            ['BOOKED', 'Booked'],
            ['CANCELLED', 'Cancelled'],
            ['MOVED', 'Moved'],
          ],
        },
        {
          name: 'source',
          label: 'From',
          options: [
            ['WEBSITE', 'Website'],
            ['BRAND_STORE', 'Brand store'],
          ],
        },
      ]}
      empty={{
        narrowed: (
          <Empty icon="calendar" title="No booking fits">
            Search with fewer letters, or take a filter away.
          </Empty>
        ),
        none: (
          <Empty icon="calendar" title="No bookings to come">
            Times that visitors book appear here. The filter When shows past ones.
          </Empty>
        ),
      }}
      onOpen={(id) => {
        const slot = slotOf(id)
        if (slot !== undefined) onOpen(slot)
      }}
    />
  )
}
