const WORDS: Record<string, string> = {
  timestamp: 'When',
  is_term: 'Is a term',
  order_id: 'Order',
  product_written: 'Product as written',
  category_written: 'Category as written',
}

/** A column's name as it stands over the table. */
export const columnWords = (name: string): string => {
  const plain = name.replaceAll('_', ' ')
  return WORDS[name] ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** Bytes with three figures at most: "412 kB", "1.2 GB". */
export function bytesWords(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`
}

/** A decimal of the tables ("31000.0000") as people write it, exact: groups of the language, no needless zeros. */
export function decimalWords(text: string, lang: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  const kept = fraction.replace(/0+$/, '')
  const grouped = new Intl.NumberFormat(lang).format(BigInt(whole))
  const sign = whole === '-0' ? '-' : ''
  return `${sign}${grouped}${kept === '' ? '' : `.${kept.padEnd(2, '0')}`}`
}

/** "1 row", "1,200 rows". */
export const counted = (n: number, one: string, many = `${one}s`, lang?: string): string =>
  `${new Intl.NumberFormat(lang).format(n)} ${n === 1 ? one : many}`

/** How sure a name is, as people read it; never more than it is. */
export const sureWords = (confidence: number): string => `${Math.floor(confidence * 100 + 1e-9)} % sure`
