import { useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { alertWords } from '../rules.ts'
import type { AlertList } from '../schema.ts'

/** Tells admins on every page what goes wrong now, and where to look. */
export function AlertStrip({ go }: { go(to: string): void }) {
  const { data } = useQuery({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => get<AlertList>('/api/alerts', { signal }),
    refetchInterval: 60_000,
  })
  return (data?.rows ?? [])
    .filter(({ kind }) => alertWords[kind].strip)
    .map(({ kind, n }) => {
      const { says, path } = alertWords[kind]
      return (
        <section key={kind} className="strip strip-warn" aria-label={`Alert: ${kind.toLowerCase()}`}>
          <Icon name="warn" size={16} />
          <span className="strip-words">{says(n)}</span>
          <a
            href={path}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              go(path)
            }}
          >
            Look
          </a>
        </section>
      )
    })
}
