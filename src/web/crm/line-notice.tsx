import { Icon } from './icons.tsx'
import { useLineState } from './line.tsx'

/** Says that what is shown may be old. Short breaks pass unseen: the line comes in after a second and a half. */
export function LineNotice() {
  const { state } = useLineState()
  const broken = state === 'down' || state === 'restarting'
  return (
    <div role="status">
      {broken ? (
        <div className="strip strip-warn strip-late">
          <Icon name="offline" size={16} />
          {state === 'restarting'
            ? 'The server is restarting. This page comes back by itself.'
            : 'No connection. What you see may be old; this page reconnects by itself.'}
        </div>
      ) : null}
    </div>
  )
}
