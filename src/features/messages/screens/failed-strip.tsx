import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { type MessagePage, messagesKey } from './message-words.ts'

const FAILED = '?state=DEAD'

/** Tells admins on every page that messages have failed, and where. */
export function FailedStrip() {
  const { data } = useQuery({
    queryKey: [...messagesKey, FAILED],
    queryFn: ({ signal }) => get<MessagePage>(`/api/messages${FAILED}`, { signal }),
    refetchInterval: 60_000,
  })
  const failed = data?.total ?? 0
  if (failed === 0) return null
  return (
    <section className="strip strip-error" aria-label="Failed messages">
      <Icon name="warn" size={16} />
      <span className="strip-words">{failed === 1 ? 'One message' : `${failed} messages`} could not be sent</span>
      <Link to="/crm/messages" search={{ state: 'DEAD' }}>
        Look at them
      </Link>
    </section>
  )
}
