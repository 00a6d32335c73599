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
  dayClockPlain: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  dayName: { weekday: 'long', day: 'numeric', month: 'long' },
  dayMonth: { day: 'numeric', month: 'long' },
  month: { month: 'long', year: 'numeric' },
  zoneName: { timeZoneName: 'longGeneric' },
  weekday: { weekday: 'short' },
  weekdayLong: { weekday: 'long' },
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

/** The same without the zone, where the page has named it. */
export const dayAndClockPlain = (lang: string, zone: string, at: number): string =>
  write('dayClockPlain', lang, zone, at)

// A calendar day is that day everywhere: noon of it in UTC.
const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`)

/** A calendar day (`YYYY-MM-DD`): "Friday 16 January". */
export const dayName = (lang: string, day: string): string => write('dayName', lang, 'UTC', noonOf(day))

/** The same without its weekday: "16 January". */
export const dayAndMonth = (lang: string, day: string): string => write('dayMonth', lang, 'UTC', noonOf(day))

/** A month (`YYYY-MM`): "January 2026". */
export const monthName = (lang: string, month: string): string => write('month', lang, 'UTC', noonOf(`${month}-01`))

/** The weekday of a day (`YYYY-MM-DD`): "Fri"; `long`: "Friday". */
export const weekdayName = (lang: string, day: string, long = false): string =>
  write(long ? 'weekdayLong' : 'weekday', lang, 'UTC', noonOf(day))

/** What people call an IANA zone: "India Standard Time". */
export function zoneName(lang: string, zone: string, at: number): string {
  write('zoneName', lang, zone, at)
  const parts = kept.get(`zoneName ${lang} ${zone}`)!.formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

/** Whether the clocks of two zones show the same at an instant. */
export const sameClock = (zone: string, other: string, at: number): boolean =>
  zone === other || write('dayClockPlain', 'en', zone, at) === write('dayClockPlain', 'en', other, at)

/** An instant on the clocks of one zone and, when they differ, of another: both named then. */
export const inBothZones = (lang: string, zone: string, other: string, at: number): string[] =>
  sameClock(zone, other, at)
    ? [dayAndClock(lang, zone, at)]
    : [dayAndClock(lang, zone, at), dayAndClock(lang, other, at)]

/** A language as it is written in a country, where it names none itself: 'en' in India is 'en-IN'. */
export const localeIn = (lang: string, country: string): string => (lang.includes('-') ? lang : `${lang}-${country}`)

/** Ordinary spaces only: the thin ones that Intl writes make an SMS twice as dear. */
export const plainSpaces = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ')

/** The clock time alone for an instant of today, with its day otherwise; both by the zone. */
export function when(lang: string, zone: string, at: number, now: number): string {
  const sameDay = longDay(lang, zone, at) === longDay(lang, zone, now)
  return sameDay ? clock(lang, zone, at) : dayAndClock(lang, zone, at)
}
