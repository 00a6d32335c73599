import { Link } from '@tanstack/react-router'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import type { StoreRow } from '../schema.ts'

const column = columnsOf<StoreRow>()

export const storeColumns = column.columns([
  column.accessor('name', {
    header: 'Name',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/stores/$store"
        params={{ store: String(row.original.id) }}
        search={(now: object) => now}
      >
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor('city', { header: 'City' }),
  column.accessor('address', { header: 'Address' }),
  column.accessor('zone', {
    header: 'Time zone',
    meta: { onCard: 'no' },
    cell: ({ getValue }) => getValue().replaceAll('_', ' '),
  }),
  column.accessor('status', {
    header: 'Status',
    meta: { onCard: 'end' },
    cell: ({ getValue }) => (
      <span className={getValue() === 'ACTIVE' ? 'tag tag-ok' : 'tag'}>
        {getValue() === 'ACTIVE' ? 'Active' : 'Inactive'}
      </span>
    ),
  }),
])
