import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Results } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { FilterChips } from '../../../web/crm/table-tools.tsx'
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
      <Results
        label="Messages"
        columns={messageColumns}
        asked={messages}
        empty={
          view.state !== '' ? (
            <Empty icon="message" title="None in this state" />
          ) : (
            <Empty icon="message" title="No messages yet">
              Codes, links and answers sent to visitors and staff appear here, with what became of them.
            </Empty>
          )
        }
        onPage={(to) => onView({ ...view, page: to })}
      />
    </Page>
  )
}
