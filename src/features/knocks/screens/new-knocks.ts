import type { QueuedKnock, QueueSnapshot } from '../schema.ts'

/**
 * Knocks to ring for: not seen before, and for a product the agent takes visitors of. What was there when the page
 * opened (`seen` null) does not ring.
 */
export function newKnocks(
  seen: ReadonlySet<number> | null,
  queue: Pick<QueueSnapshot, 'rows' | 'knocks'>,
): QueuedKnock[] {
  if (!seen) return []
  const taking = new Set(
    queue.rows.filter(({ state }) => state === 'LIVE' || state === 'STOPPING').map((row) => row.product.id),
  )
  return queue.knocks.filter((knock) => !seen.has(knock.id) && taking.has(knock.product.id))
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
