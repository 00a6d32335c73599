import type { QueuedKnock, QueueSnapshot } from '../schema.ts'

/**
 * Knocks to ring for: not seen before, and for a product the agent takes visitors of. What was there when the page
 * opened (`seen` null) does not ring; nor does one from behind the end of a queue too long to be sent whole.
 */
export function newKnocks(
  seen: ReadonlySet<number> | null,
  queue: Pick<QueueSnapshot, 'rows' | 'knocks' | 'total'>,
): QueuedKnock[] {
  if (!seen) return []
  const states = new Map(queue.rows.map(({ product, state }) => [product.id, state]))
  const newest = queue.total > queue.knocks.length ? Math.max(...seen) : 0
  return queue.knocks.filter(({ id, product }) => {
    const state = states.get(product.id)
    return !seen.has(id) && id > newest && (state === 'LIVE' || state === 'STOPPING')
  })
}

/** The knock a key press acts on: the chosen one while it waits, else the first. */
export const chosenKnock = (knocks: readonly QueuedKnock[], chosen: number | null): QueuedKnock | null =>
  knocks.find(({ id }) => id === chosen) ?? knocks[0] ?? null

/** The knock `step` rows further, held at both ends. */
export function besideKnock(knocks: readonly QueuedKnock[], chosen: number | null, step: 1 | -1): number | null {
  const at = knocks.findIndex(({ id }) => id === chosen)
  const next = Math.min(knocks.length - 1, Math.max(0, Math.max(0, at) + step))
  return knocks[next]?.id ?? null
}
