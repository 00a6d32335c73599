const styles = {
  clock: { hour: 'numeric', minute: '2-digit' },
  clockZone: { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  seconds: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  dayClock: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

/** What Intl makes, kept: building a formatter costs more than a whole page. */
const kept = new Map<string, Intl.DateTimeFormat>()

function write(style: keyof typeof styles, lang: string, zone: string, at: number): string {
  const key = `${style} ${lang} ${zone}`
  let made = kept.get(key)
  if (!made) {
    if (kept.size > 500) kept.clear()
    made = new Intl.DateTimeFormat(lang, { ...styles[style], timeZone: zone })
    kept.set(key, made)
  }
  return made.format(at)
}

/** Clock time of an instant (ms) in an IANA zone: "10:42 am IST"; without `zoneName`, "10:42 am". */
export const clock = (lang: string, zone: string, at: number, zoneName = true): string =>
  write(zoneName ? 'clockZone' : 'clock', lang, zone, at)

/** Clock time to the second: for codes, whose end is minutes away. */
export const clockSeconds = (lang: string, zone: string, at: number): string => write('seconds', lang, zone, at)

/** Weekday, day, month and clock time: "Tue, 4 Aug, 10:30 am IST". */
export const dayAndClock = (lang: string, zone: string, at: number): string => write('dayClock', lang, zone, at)

/** A calendar day written out: "4 August 2026". */
export const longDay = (lang: string, zone: string, at: number): string => write('day', lang, zone, at)

/** The clock time alone for an instant of today, with its day otherwise; both by the zone. */
export function when(lang: string, zone: string, at: number, now: number): string {
  const sameDay = longDay(lang, zone, at) === longDay(lang, zone, now)
  return sameDay ? clock(lang, zone, at) : dayAndClock(lang, zone, at)
}
