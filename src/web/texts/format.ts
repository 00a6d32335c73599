/** What Intl makes, kept: building a formatter costs more than a whole page. */
const kept = new Map<string, Intl.DateTimeFormat>()

function formatter(lang: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang}|${zone}|${JSON.stringify(options)}`
  let made = kept.get(key)
  if (!made) {
    if (kept.size > 500) kept.clear()
    made = new Intl.DateTimeFormat(lang, { ...options, timeZone: zone })
    kept.set(key, made)
  }
  return made
}

/** Clock time of an instant (ms) in an IANA zone: "10:42 am". With `zoneName`, the zone's short name behind it. */
export function clock(lang: string, zone: string, at: number, zoneName = true): string {
  const options: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }
  return formatter(lang, zone, zoneName ? { ...options, timeZoneName: 'short' } : options).format(at)
}

/** Clock time to the second: for codes, whose end is minutes away. */
export function clockSeconds(lang: string, zone: string, at: number): string {
  return formatter(lang, zone, { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }).format(
    at,
  )
}

/** Weekday, day, month and clock time: "Tue 4 Aug, 10:30 am IST". */
export function dayAndClock(lang: string, zone: string, at: number): string {
  return formatter(lang, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

/** The clock time alone for an instant of today, with its day otherwise; both by the zone. */
export function when(lang: string, zone: string, at: number, now: number): string {
  const sameDay = longDay(lang, zone, at) === longDay(lang, zone, now)
  return sameDay ? clock(lang, zone, at) : dayAndClock(lang, zone, at)
}

/** A calendar day written out: "4 August 2026". */
export function longDay(lang: string, zone: string, at: number): string {
  return formatter(lang, zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(at)
}
