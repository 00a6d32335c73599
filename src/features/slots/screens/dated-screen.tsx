import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import type { Found } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { When } from '../../../web/crm/when.tsx'
import { slotList } from '../rules/lists.ts'
import type { SlotRow } from '../schema/crm.ts'
import { AddSlot } from './add-slot.tsx'
import { SlotPanel } from './slot-panel.tsx'
import { slotsKey, useNamed } from './slot-queries.ts'
import { SlotTabs } from './slot-tabs.tsx'
import { lookOf, lookTags, lookWords, seatsWords } from './slot-words.ts'

export type DatedView = ListViewOf<typeof slotList>
export const readDatedView = (search: Record<string, unknown>): DatedView => readListView(slotList, search)

const column = columnsOf<SlotRow>()

const columns = column.columns([
  column.accessor('startsAt', {
    header: 'When',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/slots/dated/$slot"
        params={{ slot: String(row.original.id) }}
        search={(now: object) => now}
      >
        <When at={row.original.startsAt} />
      </Link>
    ),
  }),
  column.accessor((row) => row.product.name, { id: 'product', header: 'Product' }),
  column.accessor((row) => Math.round((row.endsAt - row.startsAt) / 60_000), {
    id: 'length',
    header: 'Minutes',
    meta: { numeric: true, onCard: 'no' },
  }),
  column.accessor(seatsWords, { id: 'taken', header: 'Seats taken', meta: { numeric: true } }),
  column.accessor('capacity', { header: 'Customers', meta: { numeric: true, onRequest: true, onCard: 'no' } }),
  column.accessor((row) => row.agents.map(({ name }) => name).join(', '), { id: 'agents', header: 'Agents' }),
  column.accessor((row) => (row.ruleId === null ? 'By hand' : 'Rule'), { id: 'from', header: 'Offered by' }),
  column.accessor('status', {
    header: 'State',
    meta: { onCard: 'end' },
    cell: ({ row }) => {
      const look = lookOf(row.original, Date.now())
      return <span className={lookTags[look]}>{lookWords[look]}</span>
    },
  }),
])

type Props = {
  view: DatedView
  onView(view: DatedView): void
  openId: string | undefined
  onOpen(id: number | null): void
}

/** Dated slots, of rules and by hand, for admins. */
export function DatedScreen({ view, onView, openId, onOpen }: Props) {
  const [adding, setAdding] = useState(false)
  const asked = askedOf(view)
  const { products, agents } = useNamed()
  const slots = useQuery({
    queryKey: [...slotsKey, 'dated', asked],
    queryFn: ({ signal }) => get<Found<SlotRow>>(`/api/slots${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const add = (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => setAdding(true)}
    >
      Add slot
    </Button>
  )
  return (
    <Page title="Slots" action={add}>
      <SlotTabs />
      <ListTable
        label="Slots"
        list={slotList}
        columns={columns}
        view={view}
        onView={onView}
        asked={slots}
        search="Search product"
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
            name: 'from',
            label: 'Offered by',
            options: [
              ['RULE', 'Rules'],
              ['HAND', 'By hand'],
            ],
          },
          {
            name: 'booked',
            label: 'Bookings',
            options: [
              ['YES', 'With bookings'],
              ['NO', 'Without bookings'],
            ],
          },
          {
            name: 'status',
            label: 'Status',
            options: [
              ['OPEN', 'Open'],
              ['CLOSED', 'Closed'],
            ],
          },
        ]}
        empty={{
          narrowed: (
            <Empty icon="calendar" title="No slot fits">
              Take a filter away, or search another product.
            </Empty>
          ),
          none: (
            <Empty icon="calendar" title="No slots to come">
              Rules make slots by themselves, and a single one can be added by hand.
            </Empty>
          ),
        }}
        openId={openId}
        onOpen={onOpen}
      />
      {openId ? <SlotPanel key={openId} id={Number(openId)} onClose={() => onOpen(null)} /> : null}
      {adding ? <AddSlot onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
