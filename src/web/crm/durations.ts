const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (n: number) => String(n).padStart(2, '0')
const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`

/** A running wait, ms, as a clock: "0:07", "12:40", "1:04:09". A wait that seems to lie ahead (clocks differ) is 0. */
export function waitingClock(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** The same, ms, to be read aloud: "7 seconds", "12 minutes", "1 hour 4 minutes". */
export function waitingWords(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000))
  if (all < 60) return many(all, 'second')
  const [h, m] = [Math.floor(all / 3600), Math.floor(all / 60) % 60]
  if (h === 0) return many(m, 'minute')
  return m === 0 ? many(h, 'hour') : `${many(h, 'hour')} ${many(m, 'minute')}`
}

/** How long ago, ms: "just now", "4 min", "3 h", "2 d". The exact time belongs into a title beside it. */
export function agoWords(ms: number): string {
  if (ms < MINUTE) return 'just now'
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}
