import { Link } from '@tanstack/react-router'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import type { ProductRow } from '../schema.ts'

const column = columnsOf<ProductRow>()

export const Thumb = ({ banner }: { banner: string | null }) =>
  banner ? <img className="thumb" src={banner} alt="" loading="lazy" /> : <span className="thumb" aria-hidden="true" />

const liveWords = ({ live, open, status }: ProductRow) =>
  status === 'INACTIVE' ? null : live > 0 ? `${live} live` : open ? 'Nobody live' : 'Closed now'

export const productColumns = column.columns([
  column.accessor('name', {
    header: 'Name',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <span className="name-with-thumb">
        <Thumb banner={row.original.banner} />
        <Link
          className="row-link cut"
          data-row-link=""
          to="/crm/products/$product"
          params={{ product: String(row.original.id) }}
          title={row.original.name}
        >
          {row.original.name}
        </Link>
      </span>
    ),
  }),
  column.accessor('slug', { header: 'Address', cell: ({ getValue }) => `/demo/${getValue()}` }),
  column.accessor((row) => liveWords(row), {
    id: 'live',
    header: 'Now',
    cell: ({ row, getValue }) => (
      <span className={row.original.live > 0 && row.original.status === 'ACTIVE' ? 'tag tag-ok' : 'quiet'}>
        {getValue()}
      </span>
    ),
  }),
  column.accessor('agents', {
    header: 'Agents',
    meta: { numeric: true },
    cell: ({ getValue }) => (
      <>
        {getValue()}
        <span className="card-only"> {getValue() === 1 ? 'agent' : 'agents'}</span>
      </>
    ),
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
