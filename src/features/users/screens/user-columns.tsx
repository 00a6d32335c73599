import { Link } from '@tanstack/react-router'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { UserRow } from '../schema.ts'
import { roleWords } from './user-queries.ts'

const column = columnsOf<UserRow>()

export const userColumns = column.columns([
  column.accessor('name', {
    header: 'Name',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/users/$user"
        params={{ user: String(row.original.id) }}
        search={(now: object) => now}
      >
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor('email', { header: 'Email' }),
  column.accessor('role', { header: 'Role', cell: ({ getValue }) => roleWords[getValue()] }),
  column.accessor('status', {
    header: 'Status',
    meta: { onCard: 'end' },
    cell: ({ getValue }) => (
      <span className={getValue() === 'ACTIVE' ? 'tag tag-ok' : 'tag'}>
        {getValue() === 'ACTIVE' ? 'Active' : 'Inactive'}
      </span>
    ),
  }),
  column.accessor((row) => row.products.map(({ name }) => name).join(', '), {
    id: 'products',
    header: 'Products',
    cell: ({ getValue, row }) => (row.original.role === 'ADMIN' ? <span className="quiet">All</span> : getValue()),
  }),
  column.accessor('twoFactor', {
    header: 'Two-factor',
    meta: { onCard: 'no' },
    cell: ({ getValue }) => (getValue() ? 'On' : null),
  }),
  column.accessor('createdAt', {
    header: 'Added',
    meta: { numeric: true, onCard: 'no' },
    cell: ({ getValue }) => <When at={getValue()} />,
  }),
])
