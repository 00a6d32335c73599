import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../web/client/api.ts'
import type { FilterSaid } from '../../../web/crm/filter-said.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import { Empty } from '../../../web/crm/states.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { userList } from '../rules.ts'
import { AddUser } from './add-user.tsx'
import { userColumns } from './user-columns.tsx'
import { UserPanel } from './user-panel.tsx'
import { entries, roleWords, statusWords, type UserPage, usersKey } from './user-queries.ts'

export type UsersView = ListViewOf<typeof userList>

export const readUsersView = (search: Record<string, unknown>): UsersView => readListView(userList, search)

const filters: FilterSaid[] = [
  { name: 'status', label: 'Status', options: entries(statusWords) },
  { name: 'role', label: 'Role', options: entries(roleWords) },
]

type Props = {
  view: UsersView
  onView(view: UsersView): void
  openId: string | undefined
  onOpen(id: number | null): void
}

const nobody = (
  <Empty icon="team" title="Nobody fits">
    Search with fewer letters, or take a filter away.
  </Empty>
)

/** The brand's staff, for admins: add, make active or inactive, say who serves what. */
export function UsersScreen({ view, onView, openId, onOpen }: Props) {
  const [adding, setAdding] = useState(false)
  const asked = askedOf(view)
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
      <ListTable
        label="Users"
        list={userList}
        columns={userColumns}
        view={view}
        onView={onView}
        asked={users}
        search="Search name or email"
        filters={filters}
        empty={{ narrowed: nobody, none: nobody }}
        awaited={6}
        openId={openId}
        onOpen={onOpen}
      />
      {open ? <UserPanel key={open.id} user={open} onClose={() => onOpen(null)} /> : null}
      {adding ? <AddUser onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}
