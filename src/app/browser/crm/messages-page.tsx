import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { MessagesScreen, readMessagesView } from '../../../features/messages/screens/messages-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

export default function MessagesPage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const view = useMemo(() => readMessagesView(search), [search])
  return (
    <MessagesScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
    />
  )
}
