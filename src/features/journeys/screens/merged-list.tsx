import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { Pager, PastTheEnd, SearchBox } from '../../../web/crm/table-tools.tsx'
import { stringifySearch } from '../../../web/crm/view.ts'
import type { MergedPage } from '../schema.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import { mergedKey } from './journey-queries.ts'
import { sureWords } from './journey-words.ts'

export type MergedView = { search: string; page: number }
const SHOWN = 6

/** Products and the names they were made of, the least sure first. */
export function MergedList({ view, onView }: { view: MergedView; onView(view: MergedView): void }) {
  const [open, setOpen] = useState<MergedPage['rows'][number] | null>(null)
  const asked = useQuery({
    queryKey: [...mergedKey, view],
    queryFn: ({ signal }) =>
      get<MergedPage>(`/api/journeys/merged${stringifySearch({ ...view })}`, { signal, timeoutMs: 30_000 }),
    placeholderData: keepPreviousData,
  })
  const { data, error } = asked
  return (
    <section className="section" aria-labelledby="merged">
      <h2 id="merged">What was taken for one product</h2>
      <p className="quiet">The least sure first. A search finds the products of one name, too.</p>
      <div className="form-buttons">
        <SearchBox label="Search names" value={view.search} onSearch={(search) => onView({ search, page: 1 })} />
      </div>
      {error && !data ? (
        <Failed problem={error} again={() => void asked.refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.total === 0 && view.search ? (
        <Empty icon="search" title="No name fits">
          Search with fewer letters.
        </Empty>
      ) : data.rows.length === 0 && view.page > 1 ? (
        <PastTheEnd onFirst={() => onView({ ...view, page: 1 })} />
      ) : data.total === 0 ? (
        <Empty icon="path" title="Nothing was merged">
          Every product was written in one way. Search for a name to correct it.
        </Empty>
      ) : (
        <>
          <ul aria-label="Products">
            {data.rows.map((row) => (
              <li key={row.product} className="said-row">
                <p>
                  <strong>{row.product}</strong>
                  {row.category ? <span className="said-category quiet">{row.category}</span> : null}
                </p>
                <span className="quiet figures">{sureWords(row.confidence)}</span>
                <Button
                  variant="text"
                  color="secondary"
                  onClick={() => setOpen(row)}
                  aria-label={`Correct ${row.product}`}
                >
                  Correct
                </Button>
                <span className="said-names">
                  {row.names
                    .slice(0, SHOWN)
                    .map(({ written }) => written)
                    .join(' · ')}
                  {row.names.length + row.more > SHOWN ? ` and ${row.names.length + row.more - SHOWN} more` : ''}
                </span>
              </li>
            ))}
          </ul>
          {data.total > data.pageSize ? (
            <Pager
              page={data.page}
              pageSize={data.pageSize}
              total={data.total}
              onPage={(page) => onView({ ...view, page })}
            />
          ) : null}
        </>
      )}
      {open ? <CorrectDialog of={open} onClose={() => setOpen(null)} /> : null}
    </section>
  )
}
