import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { FilterSaid } from '../../../web/crm/filter-said.ts'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { messageList } from '../rules.ts'
import { messageColumns } from './message-columns.tsx'
import { channelWords, type MessagePage, messagesKey, stateWords } from './message-words.ts'

export type MessagesView = ListViewOf<typeof messageList>

export const readMessagesView = (search: Record<string, unknown>): MessagesView => readListView(messageList, search)

const filters: FilterSaid[] = [
  {
    name: 'state',
    label: 'State',
    options: (['DEAD', 'PENDING', 'SENDING', 'SENT', 'EXPIRED'] as const).map((state) => [state, stateWords[state]]),
  },
  { name: 'channel', label: 'By', options: Object.entries(channelWords) },
]

/** SMS and e-mail and what became of them, for admins. */
export function MessagesScreen({ view, onView }: { view: MessagesView; onView(view: MessagesView): void }) {
  const asked = askedOf(view)
  const messages = useQuery({
    queryKey: [...messagesKey, asked],
    queryFn: ({ signal }) => get<MessagePage>(`/api/messages${asked}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })
  return (
    <Page title="Messages">
      <ListTable
        label="Messages"
        list={messageList}
        columns={messageColumns}
        view={view}
        onView={onView}
        asked={messages}
        search="Search recipient"
        filters={filters}
        empty={{
          narrowed: (
            <Empty icon="message" title="No message fits">
              Search for the beginning of an address, or a whole number.
            </Empty>
          ),
          none: (
            <Empty icon="message" title="No messages yet">
              Codes, links and answers sent to visitors and staff appear here, with what became of them.
            </Empty>
          ),
        }}
      />
    </Page>
  )
}
