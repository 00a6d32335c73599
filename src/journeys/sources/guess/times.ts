/** How a text tells a time: a format of the mapping, with `%D` and `%M/` places where day and month cannot be told apart. */
export interface TimeShape {
  /** Of the mapping; day and month of figures stand as `{1}` and `{2}`. */
  format: string
  /** Whether it names its zone (or needs none, as seconds since 1970). */
  zoned: boolean
  /** The first and second figure, where either may be the day. */
  pair?: [number, number]
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const ISO =
  /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?( ?(?:Z|[+-]\d{2}(?::?\d{2})?)| UTC| GMT)?)?$/i
const DATE = [
  `(?<a>\\d{1,2})(?<s>[/.-])(?<b>\\d{1,2})\\k<s>(?<y>\\d{4}|\\d{2})`,
  `(?<d>\\d{1,2})(?<s>[ -])(?<m>${MONTH})(?<c>[ ,-]+)(?<y>\\d{4}|\\d{2})`,
  `(?<m>${MONTH})(?<s> )(?<d>\\d{1,2})(?<c>,? )(?<y>\\d{4})`,
  '(?<y>\\d{4})(?<s>[.])(?<m>\\d{2})\\k<s>(?<d>\\d{2})',
]
const CLOCK = '(?<h>\\d{1,2}):\\d{2}(?<sec>:\\d{2})?(?<f>\\.\\d{1,9})?(?<p> ?[ap]m)?'
const SHAPES = DATE.map(
  (date) =>
    new RegExp(
      `^(?:(?<w>mon|tue|wed|thu|fri|sat|sun)(?<wc>,? ))?${date}(?:(?<g>,? +|T| at )${CLOCK})?(?<z> ?(?:Z|GMT|UTC|[+-]\\d{2}:?\\d{2}))?$`,
      'i',
    ),
)

const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2060, 0, 1)

function epoch(text: string): string | undefined {
  if (!/^\d{9,16}(\.\d{1,6})?$/.test(text)) return undefined
  const value = Number(text)
  const per = { epoch_s: 1000, epoch_ms: 1, epoch_us: 0.001 }
  return Object.entries(per).find(([, factor]) => value * factor >= EARLIEST && value * factor < LATEST)?.[0]
}

/** The shape of a text that tells a time, `undefined` for one that does not. */
export function shapeOf(text: string): TimeShape | undefined {
  const iso = ISO.exec(text)
  if (iso) return { format: 'iso', zoned: iso[1] !== undefined }
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2}[0-5]\d(?:[0-5]\d)?)?$/.exec(text)
  if (compact && inYears(compact[1]!) && Number(compact[2]) <= 12 && Number(compact[3]) <= 31) {
    return { format: `%Y%m%d${['', '%H%M', '%H%M%S'][((compact[4]?.length ?? 2) - 2) / 2]}`, zoned: false }
  }
  const since = epoch(text)
  if (since) return { format: since, zoned: true }
  for (const [kind, shape] of SHAPES.entries()) {
    const { groups: g } = shape.exec(text) ?? {}
    if (!g) continue
    const year = g.y!.length === 4 ? '%Y' : '%y'
    const month = g.m && kind < 3 ? (g.m.length > 3 ? '%B' : '%b') : '%m'
    const date = [
      `{1}${g.s}{2}${g.s}${year}`,
      `%d${g.s}${month}${g.c}${year}`,
      `${month}${g.s}%d${g.c}${year}`,
      `%Y${g.s}%m${g.s}%d`,
    ][kind]!
    const clock = g.h
      ? `${g.g}${g.p ? '%I' : '%H'}:%M${g.sec ? ':%S' : ''}${g.f ? '.%f' : ''}${g.p ? `${g.p.startsWith(' ') ? ' ' : ''}%p` : ''}`
      : ''
    const zone = g.z ? (/[+-]/.test(g.z) ? g.z.replace(/\S+/, '%z') : g.z) : ''
    return {
      format: `${g.w ? `%a${g.wc}` : ''}${date}${clock}${zone}`,
      zoned: g.z !== undefined,
      ...(kind === 0 ? { pair: [Number(g.a), Number(g.b)] as [number, number] } : {}),
    }
  }
  return undefined
}

const inYears = (year: string) => Number(year) >= 1990 && Number(year) < 2060

export const dayFirst = (format: string): string => format.replace('{1}', '%d').replace('{2}', '%m')
export const monthFirst = (format: string): string => format.replace('{1}', '%m').replace('{2}', '%d')

/** In DuckDB's regular expressions: the two figures of a date of figures whose day and month may stand either way. */
export const PAIR = '^(?:[A-Za-z]{3},? )?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-](?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)'
