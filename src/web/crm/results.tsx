import Button from '@mui/material/Button'
import type { UseQueryResult } from '@tanstack/react-query'
import type { RowData } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import { type Columns, DataTable, type Order } from './data-table.tsx'
import { Failed, Note, SkeletonRows } from './states.tsx'
import { Pager, PastTheEnd } from './table-tools.tsx'

export interface Found<Row> {
  rows: Row[]
  /** on all pages */
  total: number
  page: number
  pageSize: number
}

type Props<Row extends RowData> = {
  /** names the table for screen readers */
  label: string
  columns: Columns<Row>
  asked: Pick<UseQueryResult<Found<Row>>, 'data' | 'error' | 'isPlaceholderData' | 'refetch'>
  /** stands here when there is no row on any page */
  empty: ReactNode
  /** rows to stand in for those to come; as many as a page usually has, so that little moves */
  awaited?: number
  onPage(page: number): void
  /** asks for pages of another size; without it there is no choice */
  onSize?(size: string): void
  openId?: string | undefined
  onOpen?(id: number): void
  order?: Order
  asks?: string
  chosen?: boolean
}

/** What a list screen's question came to: rows with their pages, or why there are none. */
export function Results<Row extends RowData & { id: number }>(props: Props<Row>) {
  const { label, columns, asked, empty, awaited = 10, onPage, onSize, openId, onOpen, order, asks, chosen } = props
  const { data, error } = asked
  // Rows already here stay through an error: older ones are of more use than none.
  if (error && !data) return <Failed problem={error} again={() => void asked.refetch()} />
  if (!data) return <SkeletonRows rows={awaited} />
  if (data.total === 0) return empty
  if (data.rows.length === 0) return <PastTheEnd onFirst={() => onPage(1)} />
  return (
    <>
      {error ? (
        <Note tone="warn" action={<Button onClick={() => void asked.refetch()}>Try again</Button>}>
          These rows may be old. {error.message}
        </Note>
      ) : null}
      <DataTable
        label={label}
        columns={columns}
        rows={data.rows}
        idOf={(row) => String(row.id)}
        openId={openId}
        {...(onOpen ? { onOpen: (row: Row) => onOpen(row.id) } : {})}
        stale={asked.isPlaceholderData}
        {...(order ? { order } : {})}
        {...(asks ? { asks } : {})}
        {...(chosen ? { chosen } : {})}
      />
      <Pager
        page={data.page}
        pageSize={data.pageSize}
        total={data.total}
        onPage={onPage}
        {...(onSize ? { onSize } : {})}
      />
    </>
  )
}
