/** A lease as its row shows it; renewing or handing it on changes `token`. */
export interface HeldLease<K> {
  key: K
  token: string
}

/**
 * Tells which leases were left by a process that died: those seen unchanged for `ms` of our own monotonic time. The
 * clock of the day has no say, so a jump of it neither takes a lease from a living process nor keeps a dead one's.
 */
export function watchLeases<K>(ms: number, monotonic: () => number): (held: HeldLease<K>[]) => HeldLease<K>[] {
  let seen = new Map<K, { token: string; since: number }>()
  return (held) => {
    const now = monotonic()
    const next: typeof seen = new Map()
    const dead = held.filter(({ key, token }) => {
      const before = seen.get(key)
      const since = before?.token === token ? before.since : now
      next.set(key, { token, since })
      return now - since >= ms
    })
    seen = next
    return dead
  }
}
