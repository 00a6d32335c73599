import { useSession } from './session.ts'

const kept = new Map<string, Intl.DateTimeFormat>()

function format(lang: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang}|${timeZone}|${JSON.stringify(options)}`
  const made = kept.get(key) ?? new Intl.DateTimeFormat(lang, { ...options, timeZone })
  kept.set(key, made)
  return made
}

const clock = { hour: 'numeric', minute: '2-digit' } as const
const day = { day: 'numeric', month: 'short' } as const

/** Short words of an instant (ms): the clock today, else the day with it, with the year when it is another. */
export function shortTime(lang: string, zone: string, at: number, now: number): string {
  const dayOf = (t: number) => format(lang, zone, { ...day, year: 'numeric' }).format(t)
  const yearOf = (t: number) => format(lang, zone, { year: 'numeric' }).format(t)
  if (dayOf(at) === dayOf(now)) return format(lang, zone, clock).format(at)
  return format(lang, zone, { ...day, ...clock, ...(yearOf(at) === yearOf(now) ? {} : { year: 'numeric' }) }).format(at)
}

/** The exact instant (ms), to the second and with its zone: for titles. */
export function exactTime(lang: string, zone: string, at: number): string {
  return format(lang, zone, {
    ...day,
    weekday: 'short',
    year: 'numeric',
    ...clock,
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

/** A time in the brand's zone, short, with the exact one in its title. */
export function When({ at }: { at: number }) {
  const { lang, zone } = useSession()
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(lang, zone, at)}>
      {shortTime(lang, zone, at, Date.now())}
    </time>
  )
}
