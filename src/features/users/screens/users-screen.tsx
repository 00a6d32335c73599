import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Results } from '../../../web/crm/results.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { FilterChips, SearchBox } from '../../../web/crm/table-tools.tsx'
import { page, readView, stringifySearch, text, type View, word, writeView } from '../../../web/crm/view.ts'
import { AddUser } from './add-user.tsx'
import { userColumns } from './user-columns.tsx'
import { UserPanel } from './user-panel.tsx'
import { type UserPage, usersKey } from './user-queries.ts'

const fields = { search: text, status: word('ACTIVE', 'INACTIVE'), page }
export type UsersView = View<typeof fields>

export const readUsersView = (search: Record<string, unknown>): UsersView => readView(fields, search)

const filters: [UsersView['status'], string][] = [
  ['', 'All'],
  ['ACTIVE', 'Active'],
  ['INACTIVE', 'Inactive'],
]

type Props = {
  view: UsersView
  onView(view: UsersView): void
  openId: string | undefined
  onOpen(id: number | null): void
}

/** The brand's staff, for admins: add, make active or inactive, say who serves what. */
export function UsersScreen({ view, onView, openId, onOpen }: Props) {
  const [adding, setAdding] = useState(false)
  const asked = stringifySearch(writeView(view))
  const users = useQuery({
    queryKey: [...usersKey, asked],
    queryFn: ({ signal }) => get<UserPage>(`/api/users${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const open = users.data?.rows.find(({ id }) => String(id) === openId)
  const add = (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => setAdding(true)}
    >
      Add user
    </Button>
  )
  return (
    <Page title="Users" action={add}>
      <div className="tools">
        <SearchBox
          label="Search name or email"
          value={view.search}
          onSearch={(search) => onView({ ...view, page: 1, search })}
        />
        <FilterChips
          label="Status"
          value={view.status}
          options={filters}
          onChange={(status) => onView({ ...view, page: 1, status })}
        />
      </div>
      <Results
        label="Users"
        columns={userColumns}
        asked={users}
        empty={
          <Empty icon="team" title="Nobody fits">
            Search with fewer letters, or choose another status.
          </Empty>
        }
        awaited={6}
        onPage={(to) => onView({ ...view, page: to })}
        openId={openId}
        onOpen={onOpen}
      />
      {open ? <UserPanel key={open.id} user={open} onClose={() => onOpen(null)} /> : null}
      {adding ? <AddUser onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
