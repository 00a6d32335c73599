import { Link } from '@tanstack/react-router'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { When } from '../../../web/crm/when.tsx'
import { outcomeWords, sourceWords, statusTags, statusWords, typeWords } from '../parts/words.ts'
import type { DemoRow } from '../schema.ts'

const column = columnsOf<DemoRow>()

/** Columns of the customers' table, which are also the lines of its cards on phones. */
export const demoColumns = column.columns([
  column.accessor('name', {
    header: 'Customer',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/customers/$demo"
        params={{ demo: String(row.original.id) }}
        search={(now: object) => now}
      >
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor('mobile', {
    header: 'Mobile',
    cell: ({ getValue }) => <span className="figures">{getValue()}</span>,
  }),
  column.accessor('email', { header: 'Email', meta: { onCard: 'no', onRequest: true } }),
  column.accessor('product', { header: 'Product' }),
  column.accessor('type', {
    header: 'Type',
    meta: { onCard: 'no', onRequest: true },
    cell: ({ getValue }) => typeWords[getValue()],
  }),
  column.accessor('status', {
    header: 'Status',
    meta: { onCard: 'end' },
    cell: ({ getValue }) => <span className={statusTags[getValue()]}>{statusWords[getValue()]}</span>,
  }),
  column.accessor('outcome', {
    header: 'Outcome',
    cell: ({ getValue }) => {
      const outcome = getValue()
      return outcome ? outcomeWords[outcome] : null
    },
  }),
  column.accessor(sourceWords, {
    id: 'source',
    header: 'From',
    meta: { wideOnly: true },
    cell: ({ getValue }) => getValue(),
  }),
  column.accessor((row) => row.experts.join(', '), { id: 'experts', header: 'Expert', meta: { onCard: 'no' } }),
  column.accessor('requestedAt', {
    header: 'Requested',
    meta: { numeric: true },
    cell: ({ getValue }) => <When at={getValue()} />,
  }),
  column.accessor('meetingAt', {
    header: 'Meeting',
    meta: { numeric: true },
    cell: ({ getValue }) => {
      const at = getValue()
      return at === null ? null : (
        <>
          <span className="card-only">Meeting </span>
          <When at={at} />
        </>
      )
    },
  }),
  column.accessor('remarks', { header: 'Remarks', meta: { onCard: 'no', wideOnly: true } }),
])
