import { type Duck, literal } from '../../engine/duckdb.ts'
import type { Mapping } from '../mapping.ts'
import type { Reader } from '../read.ts'
import type { Question } from './questions.ts'
import { dayFirst, monthFirst, PAIR, type TimeShape } from './times.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

/** The formats of a column's times; whether day or month comes first is looked for in the whole column, not the sample. */
export async function orderOfDays(
  duck: Duck,
  reader: Reader,
  shapes: readonly TimeShape[],
): Promise<{ formats: string[]; question?: Question }> {
  const both = (order: (format: string) => string) => [...new Set(shapes.map(({ format }) => order(format)))]
  if (!shapes.some(({ pair }) => pair)) return { formats: both(dayFirst) }
  const figure = (at: number) => `try_cast(regexp_extract(text, ${literal(PAIR)}, ${at}) as int)`
  const [found] = await duck.rows<{ day: number; month: number; example: string | null }>(
    `select count(*) filter (a > 12) as day, count(*) filter (b > 12) as month, min(text) filter (a <> b and a <= 12 and b <= 12) as example
      from (select text, ${figure(1)} as a, ${figure(2)} as b from (select ${reader.text('time')} as text from ${reader.from}))`,
  )
  const { day, month, example } = found!
  if (day > 0 && month === 0) return { formats: both(dayFirst) }
  if (month > 0 && day === 0) return { formats: both(monthFirst) }
  const [first, second] = [[...both(dayFirst)], [...both(monthFirst)]]
  if (day > 0) {
    first.push(...second.filter((format) => !first.includes(format)))
    second.push(...first.filter((format) => !second.includes(format)))
  }
  if (example === null) return { formats: first }
  const [, a, b] = /(\d{1,2})[/.-](\d{1,2})[/.-]/.exec(example)!
  const said = (dayOf: string, monthOf: string) => `${Number(dayOf)} ${MONTHS[Number(monthOf) - 1]}`
  const shown = /\d{1,2}[/.-]\d{1,2}[/.-]\d+/.exec(example)![0]
  const mixed = day > 0 ? ` (${day} of its dates can only have the day first, ${month} only the month)` : ''
  return {
    formats: first,
    question: {
      about: 'time',
      text: `${shown}: is that ${said(a!, b!)} or ${said(b!, a!)}?${mixed}`,
      answers: [
        { text: `${said(a!, b!)}: the day first`, patch: { time: { formats: first } } },
        { text: `${said(b!, a!)}: the month first`, patch: { time: { formats: second } } },
      ],
      blocks: true,
    },
  }
}

/** Which mark parts the decimals of a file's prices, and whether they are counted in millionths, by the whole of their columns. */
export async function markOfPrices(
  duck: Duck,
  reader: Reader,
  fields: readonly ('unit_price' | 'final_price' | 'discount')[],
): Promise<{ price: Mapping['price']; questions: Question[] }> {
  if (fields.length === 0) return { price: { decimal: 'auto', scale: 1 }, questions: [] }
  const texts = fields.map((field) => `select ${reader.text(field)} as text from ${reader.from}`).join(' union all ')
  const has = (pattern: string) => `count(*) filter (regexp_matches(text, ${literal(pattern)}))`
  // A mark before three figures may group thousands; before one, two or more than three, or last of two kinds, it cannot.
  const [found] = await duck.rows<
    Record<'point' | 'comma' | 'dots' | 'whole' | 'millionths', number> & {
      example: string | null
      large: string | null
    }
  >(
    `select ${has('[.]([0-9]{1,2}|[0-9]{4,})([^0-9.,]|$)|,[0-9]{3}[.][0-9]|,[0-9]{2,3},[0-9]')} as point,
      ${has(',([0-9]{1,2}|[0-9]{4,})([^0-9.,]|$)|[.][0-9]{3},[0-9]|[.][0-9]{3}[.][0-9]')} as comma,
      ${has('(^|[^0-9.,])[0-9]{1,3}[.][0-9]{3}([^0-9.,]|$)')} as dots,
      min(text) filter (regexp_matches(text, '(^|[^0-9.,])[0-9]{1,3}[.][0-9]{3}([^0-9.,]|$)')) as example,
      ${has('^[0-9]+$')} as whole, ${has('^[0-9]+0000$')} as millionths, max(text) filter (regexp_full_match(text, '[0-9]+0000')) as large
    from (${texts}) where text is not null`,
  )
  const { point, comma, dots, example, whole, millionths, large } = found!
  const decimal = point > 0 && comma > 0 ? 'auto' : point > 0 ? '.' : comma > 0 ? ',' : 'auto'
  const price: Mapping['price'] = { decimal, scale: 1 }
  const questions: Question[] = []
  if (dots > 0 && point === 0 && comma === 0) {
    const figure = /\d+[.]\d{3}/.exec(example!)![0]
    questions.push({
      about: 'price',
      text: `${figure}: is that ${Number(figure)} or ${figure.replace('.', ',')}?`,
      answers: [
        { text: `${Number(figure)}: the point parts the decimals`, patch: { price: { decimal: '.' } } },
        { text: `${figure.replace('.', ',')}: the point groups thousands`, patch: { price: { decimal: ',' } } },
      ],
      blocks: true,
    })
  }
  if (whole > 0 && millionths > 0.9 * whole && point + comma + dots === 0) {
    price.scale = 1_000_000
    questions.push({
      about: 'scale',
      text: `${large}: is that ${Number(large) / 1_000_000} or ${Number(large).toLocaleString('en')}?`,
      answers: [
        { text: `${Number(large) / 1_000_000}: prices are in millionths`, patch: { price: { scale: 1_000_000 } } },
        { text: `${Number(large).toLocaleString('en')}: as it stands`, patch: { price: { scale: 1 } } },
      ],
      blocks: true,
    })
  }
  return { price, questions }
}

/** The distinct words of the action column with their counts, the most frequent first, at most 200. */
export const wordsOf = (duck: Duck, reader: Reader): Promise<{ word: string; count: number }[]> =>
  duck.rows(`select min(word) as word, count(*) as count from (select ${reader.text('action')} as word from ${reader.from})
    where word is not null group by lower(word) order by count desc, word limit 200`)
