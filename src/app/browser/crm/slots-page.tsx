import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { DatedScreen, readDatedView } from '../../../features/slots/screens/dated-screen.tsx'
import { RuleScreen } from '../../../features/slots/screens/rule-screen.tsx'
import { RulesScreen, readRulesView } from '../../../features/slots/screens/rules-screen.tsx'
import { refinesSearch, writeView } from '../../../web/crm/view.ts'

const useSaid = () => useSearch({ strict: false }) as Record<string, unknown>

export default function RulesPage() {
  const search = useSaid()
  const navigate = useNavigate()
  const view = useMemo(() => readRulesView(search), [search])
  return (
    <RulesScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      onOpen={(id) => void navigate({ to: '/crm/slots/rules/$rule', params: { rule: String(id) } } as never)}
    />
  )
}

export function RulePage() {
  const { rule } = useParams({ strict: false }) as { rule: string }
  const { copy } = useSaid() as { copy?: string }
  const id = rule === 'new' ? null : Number(rule)
  return <RuleScreen key={`${rule} ${copy}`} id={id} copy={id === null && copy ? Number(copy) : null} />
}

export function DatedPage() {
  const search = useSaid()
  const { slot } = useParams({ strict: false }) as { slot?: string }
  const navigate = useNavigate()
  const view = useMemo(() => readDatedView(search), [search])
  return (
    <DatedScreen
      view={view}
      onView={(next) =>
        void navigate({ to: '.', search: writeView(next) as never, replace: refinesSearch(view, next) })
      }
      openId={slot}
      onOpen={(id) =>
        void navigate(
          (id === null
            ? { to: '/crm/slots/dated', search: true }
            : { to: '/crm/slots/dated/$slot', params: { slot: String(id) }, search: true }) as never,
        )
      }
    />
  )
}
