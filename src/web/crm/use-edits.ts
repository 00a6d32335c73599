import { useState } from 'react'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * Edits over what is saved: `changed` holds only what differs from it, so that a save leaves alone what somebody else
 * has changed meanwhile.
 */
export function useEdits<T extends object>(saved: T) {
  const [edits, setEdits] = useState<Partial<T>>({})
  const names = (Object.keys(edits) as (keyof T)[]).filter((name) => !same(edits[name], saved[name]))
  const changed = Object.fromEntries(names.map((name) => [name, edits[name]])) as Partial<T>
  return {
    values: { ...saved, ...edits },
    changed,
    dirty: names.length > 0,
    set: (change: Partial<T>) => setEdits((now) => ({ ...now, ...change })),
    reset: () => setEdits({}),
  }
}
