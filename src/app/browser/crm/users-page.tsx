import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readUsersView, UsersScreen } from '../../../features/users/screens/users-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export default function UsersPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { user } = useParams({ strict: false }) as { user?: string }
  const navigate = useNavigate()
  const view = useMemo(() => readUsersView(search), [search])
  const open = (id: number | null) =>
    void navigate(
      (id === null
        ? { to: '/crm/users', search: true }
        : { to: '/crm/users/$user', params: { user: String(id) }, search: true }) as never,
    )
  return (
    <UsersScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      openId={user}
      onOpen={open}
    />
  )
}
