import type { Random } from '../random.ts'

const DAY = 86_400
const CLOCK = Array.from({ length: DAY }, (_, second) => new Date(second * 1000).toISOString().slice(11, 19))
/** Local days from the first, as `2024-01-31`, and the same the other way round with slashes. */
const dayOf = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
const DAYS = Array.from({ length: 400 }, (_, day) => dayOf(day))
const SLASHED = DAYS.map((day) => day.split('-').reverse().join('/'))

/** Seconds since the start of 2024 in Kolkata, in one of three shapes: ISO with offset (80 %), without (12 %), day first (8 %). */
export function timeCell(seconds: number, { next }: Random): string {
  const day = Math.floor(seconds / DAY)
  const clock = CLOCK[seconds - day * DAY]!
  const shape = next()
  if (shape < 0.8) return `${DAYS[day]}T${clock}+05:30`
  return shape < 0.92 ? `${DAYS[day]} ${clock}` : `${SLASHED[day]} ${clock}`
}

/** Rupee sign, as the bytes of its UTF-8. */
const SIGN = '\xe2\x82\xb9'

/** Whole paise: `31000.00` (70 %), `31000` or `31000.5` (8 %), and with a sign or grouping, in quotes (22 %). */
export function priceCell(paise: number, { next }: Random): string {
  const shape = next()
  const rupees = Math.floor(paise / 100)
  if (shape < 0.7) return `${rupees}.${two(paise - rupees * 100)}`
  if (shape < 0.78) return String(paise / 100)
  const rest = paise === rupees * 100 ? '' : `.${two(paise - rupees * 100)}`
  const grouped = grouping(rupees) + rest
  if (shape < 0.88) return `"Rs. ${grouped}"`
  return shape < 0.97 ? `"${grouped}"` : `"${SIGN}${grouped}"`
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** As India groups: 1,23,456. */
function grouping(value: number): string {
  const text = String(value)
  if (text.length < 4) return text
  let grouped = text.slice(-3)
  let end = text.length - 3
  for (; end > 2; end -= 2) grouped = `${text.slice(end - 2, end)},${grouped}`
  return `${text.slice(0, end)},${grouped}`
}
