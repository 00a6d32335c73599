import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readStoresView, StoresScreen } from '../../../features/stores/screens/stores-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export default function StoresPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { store } = useParams({ strict: false }) as { store?: string }
  const navigate = useNavigate()
  const view = useMemo(() => readStoresView(search), [search])
  const open = (id: number | null) =>
    void navigate(
      (id === null
        ? { to: '/crm/stores', search: true }
        : { to: '/crm/stores/$store', params: { store: String(id) }, search: true }) as never,
    )
  return (
    <StoresScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      openId={store}
      onOpen={open}
    />
  )
}
