import { literal } from '../engine/duckdb.ts'
import { ACTIONS, type Action } from '../tables.ts'
import type { Mapping } from './mapping.ts'

/** A cell's reading: its value in SQL, null where the text says nothing or cannot be read. */
type Expression = string

const OFFSET = '(Z|z| UTC| GMT|[+-][0-9]{2}(:?[0-9]{2})?)$'
const PER_SECOND = { epoch_s: 1_000_000, epoch_ms: 1000, epoch_us: 1 }

const offsets = new Map<string, number | undefined>()

/** Microseconds a zone is ahead of UTC, when it has been the same all through 1990-2060. */
export function steadyOffset(zone: string): number | undefined {
  // Asked for every shard, and 30 ms to find out.
  if (!offsets.has(zone)) offsets.set(zone, findOffset(zone))
  return offsets.get(zone)
}

function findOffset(zone: string): number | undefined {
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const at = (ms: number) => clock.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value
  const first = at(Date.UTC(1990, 0, 1))
  for (let month = 0; month < 70 * 12; month++) if (at(Date.UTC(1990, month, 15)) !== first) return undefined
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(first) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000_000
}

/** The instant of a text, as a TIMESTAMP in UTC. The clock's jump back is read as the earlier one. */
export function timeOf(text: Expression, { formats, zone }: Mapping['time']): Expression {
  const steady = steadyOffset(zone)
  const utc = (local: Expression) =>
    steady === undefined
      ? `timezone('UTC', timezone(${literal(zone)}, ${local}))`
      : steady === 0
        ? local
        : `(${local} - to_microseconds(${steady}))`
  const tries: Expression[] = []
  let patterns: string[] = []
  const flush = () => {
    if (patterns.length > 0) tries.push(utc(`try_strptime(${text}, [${patterns.map(literal).join(', ')}])`))
    patterns = []
  }
  for (const format of formats) {
    const zoned = format.includes('%z')
    const isUtc = /(Z|UTC|GMT)$/.test(format)
    if (format === 'iso' || format in PER_SECOND || zoned || isUtc) flush()
    if (format === 'iso') {
      tries.push(
        `case when regexp_matches(${text}, '[0-9]:[0-9].*${OFFSET}') then timezone('UTC', try_cast(${text} as timestamptz)) else ${utc(`try_cast(${text} as timestamp)`)} end`,
      )
    } else if (format in PER_SECOND) {
      const factor = PER_SECOND[format as keyof typeof PER_SECOND]
      tries.push(`make_timestamp(try_cast(try_cast(${text} as decimal(24,6)) * ${factor} as bigint))`)
    } else if (zoned) tries.push(`timezone('UTC', try_strptime(${text}, ${literal(format)}))`)
    else if (isUtc) tries.push(`try_strptime(${text}, ${literal(format)})`)
    else patterns.push(format)
  }
  flush()
  return tries.length === 1 ? tries[0]! : `coalesce(${tries.join(', ')})`
}

/** DECIMAL(18,4) holds 14 digits before the point. */
const DECIMAL = 'decimal(18,4)'
const GROUPED = `[0-9]+(?:[,.'’   ][0-9]+)*`
const AMOUNT = `^[(]? *-? *[^0-9()-]*?(-? *${GROUPED}|-?[.][0-9]+)(?:/-|[^0-9]*?)-? *[)]?$`

/** Which text of digits and one point a figure with grouping stands for. */
function plainFigure(figure: Expression, decimal: Mapping['price']['decimal']): Expression {
  const strip = (marks: string, of = figure) => `regexp_replace(${of}, '[${marks}  '' ’]', '', 'g')`
  const point = strip(',')
  const comma = `replace(${strip('.')}, ',', '.')`
  if (decimal === '.') return point
  if (decimal === ',') return comma
  return `case when regexp_matches(${figure}, '[.][0-9]{3},[0-9]+$|^[^,.]*,[0-9]{1,2}$') then ${comma}
    when regexp_matches(${figure}, '[.][0-9]+[.]') then ${strip('.,')} else ${point} end`
}

/** The exact amount of a text: `31000`, `Rs. 31,000`, `31.000,00 EUR`, `1,23,456`, `(450)`; null when it is none. */
export function amountOf(text: Expression, { decimal, scale }: Mapping['price']): Expression {
  const figure = `replace(regexp_extract(${text}, ${literal(AMOUNT)}, 1), ' ', '')`
  const negative = `regexp_matches(${text}, '^[^0-9]*-|[0-9] *-[^0-9]*$|^[(]')`
  const slow = `try_cast(if(${negative}, '-', '') || ltrim(${plainFigure(figure, decimal)}, '-') as ${DECIMAL})`
  // A plain figure is most of them, and its cast is a tenth of the rest.
  const plain =
    decimal === ','
      ? `if(regexp_matches(${text}, '[.]'), null, try_cast(${text} as ${DECIMAL}))`
      : `try_cast(${text} as ${DECIMAL})`
  const read = `coalesce(${plain}, ${slow})`
  if (scale === 1) return read
  const places = String(scale).length - 1
  return `try_cast(${read} * ${literal(`0.${'0'.repeat(places - 1)}1`)}::decimal(${places + 1},${places}) as ${DECIMAL})`
}

const CURRENCY_SIGNS: Record<string, string> = {
  Rs: 'INR',
  'Rs.': 'INR',
  '₹': 'INR',
  '€': 'EUR',
  '£': 'GBP',
  $: 'USD',
  US$: 'USD',
  '¥': 'JPY',
  '₩': 'KRW',
  '₽': 'RUB',
  R$: 'BRL',
  AED: 'AED',
  Dh: 'AED',
  S$: 'SGD',
  A$: 'AUD',
}

/** ISO 4217 code of a currency's cell or of the letters around a price; null when there are none. */
export function currencyOf(text: Expression): Expression {
  const sign = `trim(regexp_replace(${text}, '[-0-9.,()/'' ]+', '', 'g'))`
  const known = Object.entries(CURRENCY_SIGNS).map(
    ([mark, code]) => `when ${literal(mark.replace('.', '').toUpperCase())} then '${code}'`,
  )
  return `case when regexp_full_match(${text}, '[A-Z]{3}') then ${text} when regexp_full_match(${text}, '[0-9.]*') then null else case upper(${sign}) ${known.join(' ')} else if(regexp_full_match(${sign}, '[A-Za-z]{3}'), upper(${sign}), null) end end`
}

/** Number of the action in `ACTIONS`, 255 for a row to leave out, null for a word that is not in the mapping. */
export function actionOf(text: Expression, actions: Mapping['actions']): Expression {
  const of = (listed: readonly string[], code: number) =>
    listed.map((word) => `when ${literal(word.toLowerCase())} then ${code}`)
  const lines = [
    ...ACTIONS.flatMap((action, code) => of(actions[action.toLowerCase() as Lowercase<Action>], code)),
    ...of(actions.ignore, 255),
  ]
  const others = actions.others === 'ignore' ? `else if(${text} is null, null, 255)` : ''
  const known = lines.length === 0 ? `when '' then null` : lines.join(' ')
  return `cast(case lower(${text}) ${known} ${others} end as utinyint)`
}
