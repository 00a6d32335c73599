import { useEffect, useRef, useState } from 'react'
import { setTitleBadge } from '../../../web/crm/title-badge.ts'
import type { QueueSnapshot } from '../schema.ts'
import { newKnocks } from './new-knocks.ts'
import { forgetNotifications, notifyOf } from './notify.ts'
import { readyToRing, ring } from './ring.ts'

/** On every page: sound, notification, title badge and a spoken line for each new knock. */
export function KnockAlerts({ queue, onShow }: { queue: QueueSnapshot | null; onShow(): void }) {
  const seen = useRef<Set<number> | null>(null)
  const [spoken, setSpoken] = useState('')
  useEffect(readyToRing, [])
  useEffect(() => {
    if (!queue) return
    const fresh = newKnocks(seen.current, queue)
    const ids = new Set(queue.knocks.map(({ id }) => id))
    // Kept for the day: who comes back to the queue has rung already.
    seen.current = new Set([...(seen.current ?? []), ...ids])
    setTitleBadge(queue.total)
    forgetNotifications(ids)
    if (fresh.length === 0) return
    ring()
    for (const knock of fresh) notifyOf(knock, onShow)
    const names = fresh.map(({ name, product }) => `${name} is waiting for ${product.name}.`)
    setSpoken(`${names.join(' ')} ${queue.total} waiting.`)
  }, [queue, onShow])
  return (
    <div className="unseen" aria-live="assertive">
      {spoken}
    </div>
  )
}
