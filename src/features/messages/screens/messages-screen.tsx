import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { DataTable } from '../../../web/crm/data-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { FilterChips, Pager, PastTheEnd } from '../../../web/crm/table-tools.tsx'
import { page, readView, stringifySearch, type View, word, writeView } from '../../../web/crm/view.ts'
import { messageColumns } from './message-columns.tsx'
import { type MessagePage, messagesKey, type State, stateWords } from './message-words.ts'

const fields = { state: word('PENDING', 'SENDING', 'SENT', 'DEAD', 'EXPIRED'), page }
export type MessagesView = View<typeof fields>

export const readMessagesView = (search: Record<string, unknown>): MessagesView => readView(fields, search)

const filters: [State | '', string][] = [
  ['', 'All'],
  ['DEAD', stateWords.DEAD],
  ['PENDING', stateWords.PENDING],
  ['SENT', stateWords.SENT],
  ['EXPIRED', stateWords.EXPIRED],
]

/** SMS and e-mail and what became of them, for admins. */
export function MessagesScreen({ view, onView }: { view: MessagesView; onView(view: MessagesView): void }) {
  const asked = stringifySearch(writeView(view))
  const messages = useQuery({
    queryKey: [...messagesKey, asked],
    queryFn: ({ signal }) => get<MessagePage>(`/api/messages${asked}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })
  return (
    <Page title="Messages">
      <div className="tools">
        <FilterChips
          label="State"
          value={view.state}
          options={filters}
          onChange={(state) => onView({ state, page: 1 })}
        />
      </div>
      <Results messages={messages} narrowed={view.state !== ''} onPage={(to) => onView({ ...view, page: to })} />
    </Page>
  )
}

type Found = Pick<ReturnType<typeof useQuery<MessagePage>>, 'data' | 'error' | 'isPlaceholderData' | 'refetch'>

function Results({ messages, narrowed, onPage }: { messages: Found; narrowed: boolean; onPage(page: number): void }) {
  const { data, error } = messages
  if (error && !data) return <Failed problem={error} again={() => void messages.refetch()} />
  if (!data) return <SkeletonRows rows={10} />
  if (data.total === 0) {
    return narrowed ? (
      <Empty icon="message" title="None in this state" />
    ) : (
      <Empty icon="message" title="No messages yet">
        Codes, links and answers sent to visitors and staff appear here, with what became of them.
      </Empty>
    )
  }
  if (data.rows.length === 0) return <PastTheEnd onFirst={() => onPage(1)} />
  return (
    <>
      <DataTable
        label="Messages"
        columns={messageColumns}
        rows={data.rows}
        idOf={(row) => String(row.id)}
        stale={messages.isPlaceholderData}
      />
      <Pager page={data.page} pageSize={data.pageSize} total={data.total} onPage={onPage} />
    </>
  )
}
