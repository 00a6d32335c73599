/** A figure or a name a sentence cites, written as it stands in the sentence. */
export interface Fact {
  name: string
  value: string
  /** Figures hold digits and their unit; names come from the rows (products, applications, categories). */
  kind: 'figure' | 'name'
}

export interface Sentence {
  /** Which rule said it. */
  rule: string
  text: string
  /** In the order they stand in the text; every number and every name in the text is one of them. */
  facts: Fact[]
  /** The text with `{name}` for each fact; it holds no digit itself. */
  template: string
}

const figure = (value: string): Omit<Fact, 'name'> => ({ value, kind: 'figure' })
const grouped = (whole: string) => whole.replace(/\B(?=(\d{3})+$)/g, ',')

/** `1 order`, `1,200 orders`. */
export const count = (n: number, one: string, many = `${one}s`) =>
  figure(`${grouped(String(n))} ${n === 1 ? one : many}`)

/** `7`, `1,200`. */
export const plain = (n: number) => figure(grouped(String(n)))

/** An exact decimal as `INR 31,450`, `USD 19.99`, `INR 450.0001`: cents where there are some, never rounded. */
export function money(decimal: string, currency: string | null) {
  const [whole = '', rest = ''] = decimal.split('.')
  const cents = rest.replace(/0+$/, '')
  const amount = grouped(whole) + (cents === '' ? '' : `.${cents.padEnd(2, '0')}`)
  return figure(currency === null ? amount : `${currency} ${amount}`)
}

/** Whole percent, halves up. */
export const percent = (part: number, whole: number) => figure(`${Math.floor((200 * part + whole) / (2 * whole))}%`)

/** Minutes below an hour, hours below two days, then days with one digit after the point. */
export function duration(hours: number) {
  const minutes = Math.round(hours * 60)
  if (minutes < 60) return count(minutes, 'minute')
  const tenths = (n: number, unit: string) => {
    const shown = String(Math.round(n * 10) / 10)
    const [whole = '', rest] = shown.split('.')
    return figure(`${grouped(whole)}${rest ? `.${rest}` : ''} ${unit}${shown === '1' ? '' : 's'}`)
  }
  return hours < 48 ? tenths(hours, 'hour') : tenths(hours / 24, 'day')
}

/** A name out of the rows: one line, cut after 80 characters. */
export function named(value: string): Omit<Fact, 'name'> {
  const line = value.replace(/\s+/gu, ' ').trim()
  const characters = [...line]
  return { value: characters.length > 80 ? `${characters.slice(0, 79).join('')}…` : line, kind: 'name' }
}

/** A sentence of a template without digits and its facts; facts the template does not name are left out. */
export function say(rule: string, template: string, values: Record<string, Omit<Fact, 'name'>>): Sentence {
  const facts: Fact[] = []
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    facts.push({ name, ...values[name]! })
    return values[name]!.value
  })
  return { rule, text, facts, template }
}
