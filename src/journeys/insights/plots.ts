import type { Plot, Section } from '../../web/plots/section.ts'
import { duration, money, named } from './facts.ts'
import type { Insight, Matrix } from './read-insights.ts'

const SEGMENTS: Record<string, string> = {
  best: 'bought lately, often and for much',
  loyal: 'bought lately and often',
  new: 'one order, lately',
  promising: 'bought lately, not often yet',
  slipping: 'bought often, not lately',
  passing: 'bought a while ago, not often',
  gone: 'bought long ago, not often',
  looking: 'never bought',
}

const number = (n: number) => Number(n).toLocaleString('en')
const name = (text: string | null, without = '(not known)') => (text === null ? without : named(text).value)
const amount = (decimal: string | null, currency: string | null) =>
  decimal === null ? '' : money(decimal, currency).value
const quiet = (text: string): Plot => ({ kind: 'quiet', text })

/** The days of the first and the last event, in words. */
export function period({ whole: { first, last } }: Insight, zone: string): string {
  if (first === null || last === null) return 'The run has no events.'
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: zone })
  const [from, to] = [format.format(new Date(first)), format.format(new Date(last))]
  return from === to ? from : `${from} to ${to}`
}

/** What all customers come to: term and figure. */
export const figures = ({ whole, spent }: Insight): [term: string, figure: string][] => [
  ['Customers', number(whole.customers)],
  ['Purchases', number(whole.purchases)],
  ['Orders', number(whole.orders)],
  ['Looked at, not bought', number(whole.open)],
  ['Left in bags', number(whole.bags)],
  ...spent.rows.map((row): [string, string] => [
    `Spent${row.currency ? ` in ${row.currency}` : ''}`,
    amount(row.amount, null),
  ]),
]

/** The plots of all insights as data, for the report and the CRM alike; an id is the name of the table a section is drawn from. */
export const sections = (insight: Insight): Section[] => [
  looked(insight),
  gaps(insight),
  times(insight),
  bags(insight),
  repeats(insight),
  segments(insight),
]

/** A section of one plot, or what would fill it. */
const section = (id: string, title: string, rows: readonly unknown[], empty: string, plot: () => Plot[]): Section => ({
  id,
  title,
  plots: rows.length === 0 ? [quiet(empty)] : plot(),
})

function looked({ matrices: { rows, left } }: Insight): Section {
  const seen = rows.filter(({ cells }) => cells.length > 0)
  const title = 'Where they look first, and where they buy'
  const empty = 'No purchase had a look before it. It takes the searches and views of the customers who bought.'
  return section('looked_bought', title, seen, empty, () => [
    quiet('Left: the application a journey began in. Right: the one it was bought at. The numbers are journeys.'),
    ...seen.flatMap((matrix) => flows(matrix, rows.length > 1)),
    ...(left > 0 ? [quiet(`${number(left)} more currencies are in the table alone.`)] : []),
  ])
}

function flows({ currency, looked, bought, cells, without }: Matrix, isOneOfMore: boolean): Plot[] {
  const [left, right] = [looked.map((text) => name(text)), bought.map((text) => name(text))]
  const paid = isOneOfMore ? ` paid in ${currency ?? 'a currency not known'}` : ''
  return [
    ...(isOneOfMore ? [{ kind: 'heading' as const, text: currency ?? 'Currency not known' }] : []),
    {
      kind: 'sankey',
      title: `From the application looked at first to the one bought at${paid}; the numbers are in the table below`,
      ...{ left, right },
      flows: cells.flatMap((row, from) => row.flatMap((value, to) => (value > 0 ? [{ from, to, value }] : []))),
    },
    {
      kind: 'heat',
      caption: `Journeys that ended in a purchase${paid}`,
      corner: 'Looked first ↓ Bought →',
      ...{ rows: left, columns: right, values: cells },
    },
    ...(without > 0 ? [quiet(`${number(without)} more were bought without a look before.`)] : []),
  ]
}

function gaps({ gaps }: Insight): Section {
  const empty =
    'No product was seen at different prices in two applications. It takes prices of the same product from two of them.'
  return section('price_gaps', 'Price differences', gaps.rows, empty, () => [
    {
      kind: 'bars',
      caption: 'How much dearer than where it was cheapest, by the middle of the prices seen',
      heads: ['Product', 'Dearer by', 'Where'],
      bars: gaps.rows.map((row) => ({
        label: name(row.product),
        value: row.share,
        shown: `${number(Math.round(row.share * 100))}%`,
        more: [
          `${amount(row.price, row.currency)} at ${name(row.application)}, ${amount(row.price_cheapest, row.currency)} at ${name(row.cheapest)}`,
        ],
      })),
      left: gaps.left,
    },
  ])
}

function times({ times }: Insight): Section {
  const empty = 'Nothing was bought. It takes purchases in what the run reads.'
  return section('time_to_purchase', 'Time and steps to purchase', times.rows, empty, () => [
    {
      kind: 'bars',
      caption: 'From first look to purchase: the bar is the middle half of the journeys, the mark is half of them',
      heads: ['Category', 'Half within', 'Steps', 'Journeys'],
      bars: times.rows.map((row) => ({
        label: row.whole ? 'All' : name(row.category, '(no category)'),
        value: Number(row.hours_median),
        range: [Number(row.hours_quarter), Number(row.hours_median), Number(row.hours_three_quarters)],
        shown: duration(Number(row.hours_median)).value,
        more: [number(row.steps_median), number(row.journeys)],
      })),
      left: times.left,
    },
  ])
}

function bags({ bags }: Insight): Section {
  const empty = 'Nothing lies in a bag. It takes events of putting into one that no purchase or removal followed.'
  return section('bags', 'Left in bags', bags.rows, empty, () => [
    {
      kind: 'bars',
      caption: 'Products put in a bag and not bought since',
      heads: ['Product', 'Customers', 'At', 'Worth'],
      bars: bags.rows.map((row) => ({
        label: name(row.product),
        value: Number(row.customers),
        shown: number(row.customers),
        more: [name(row.application), amount(row.amount, row.currency)],
      })),
      left: bags.left,
    },
  ])
}

function repeats({ repeats }: Insight): Section {
  const empty = 'Nobody bought the same product again. A longer history may tell more: add it to this one in a run.'
  return section('repeats', 'Bought again', repeats.rows, empty, () => [
    {
      kind: 'bars',
      caption: 'Customers who bought a product again',
      heads: ['Product', 'Again', 'Of', 'Half within'],
      bars: repeats.rows.map((row) => ({
        label: name(row.product),
        value: Number(row.customers_again),
        shown: number(row.customers_again),
        more: [number(row.customers), duration(Number(row.median_days) * 24).value],
      })),
      left: repeats.left,
    },
  ])
}

function segments({ segments }: Insight): Section {
  const empty = 'There are no customers. It takes rows that name one.'
  return section('segments', 'Segments', segments.rows, empty, () => [
    {
      kind: 'bars',
      caption: 'Customers by how lately, how often and for how much they bought',
      heads: ['Segment', 'Customers', 'Purchases'],
      bars: segments.rows.map((row) => ({
        label: `${row.segment}: ${SEGMENTS[row.segment] ?? ''}`,
        value: Number(row.customers),
        shown: number(row.customers),
        more: [number(row.purchases)],
      })),
    },
  ])
}

/** What the cleaning counted, where the run tells. */
export const cleaning = ({ cleaning: of }: Insight): Section[] =>
  of === undefined || of.rows.length === 0
    ? []
    : [
        section('report', 'Cleaning', of.rows, '', () => [
          {
            kind: 'bars',
            caption: 'What each step of the cleaning counted',
            heads: ['Step', 'Count'],
            bars: of.rows.map(({ step, count }) => ({ label: name(step), value: Number(count), shown: number(count) })),
            left: of.left,
          },
        ]),
      ]
