import { createElement as h, type ReactNode } from 'react'
import { barTable } from '../../../web/plots/bar-table.ts'
import { heatTable } from '../../../web/plots/heat-table.ts'
import { sankey } from '../../../web/plots/sankey.ts'
import { duration, money, named } from '../../insights/facts.ts'
import type { Insight } from './read.ts'
import { STYLE } from './style.ts'

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

const section = (title: string, ...children: ReactNode[]) => h('section', null, h('h2', null, title), ...children)
const nothing = (what: string) => h('p', { className: 'quiet' }, what)

/** The whole report as one document's element. */
export function page(insight: Insight, zone: string) {
  const { whole, said } = insight
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { httpEquiv: 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" }),
      h('title', null, 'Shopping journeys'),
      h('style', null, STYLE),
    ),
    h(
      'body',
      null,
      h(
        'header',
        null,
        h('h1', null, 'Shopping journeys'),
        h('p', { className: 'quiet' }, period(whole.first, whole.last, zone)),
        figures(insight),
      ),
      h(
        'main',
        null,
        section(
          'In short',
          said.length === 0
            ? nothing('There is nothing to say yet: it takes a few purchases with a look before them.')
            : h('ul', { className: 'said' }, ...said.map((text) => h('li', null, text))),
        ),
        looked(insight),
        gaps(insight),
        times(insight),
        bags(insight),
        repeats(insight),
        segments(insight),
        insight.cleaning && insight.cleaning.rows.length > 0 && cleaning(insight.cleaning),
      ),
      h(
        'footer',
        null,
        `Half and quarter values are values that occur. Amounts are exact and are never added across currencies; returns are not taken off. Days are of the zone ${zone}.`,
      ),
    ),
  )
}

function period(first: string | null, last: string | null, zone: string): string {
  if (first === null || last === null) return 'The run has no events.'
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: zone })
  const [from, to] = [format.format(new Date(first)), format.format(new Date(last))]
  return from === to ? from : `${from} to ${to}`
}

function figures({ whole, spent }: Insight) {
  const shown: [string, string][] = [
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
  return h(
    'dl',
    { className: 'figures' },
    ...shown.map(([term, value]) => h('div', null, h('dt', null, term), h('dd', null, value))),
  )
}

function looked({ matrix }: Insight) {
  const { looked, bought, cells, without } = matrix
  const title = 'Where they look first, and where they buy'
  if (cells.length === 0) return section(title, nothing('No purchase had a look before it.'))
  const [lefts, rights] = [looked.map((text) => name(text)), bought.map((text) => name(text))]
  const flows = cells.map((cell) => ({
    from: looked.indexOf(cell.looked),
    to: bought.indexOf(cell.bought),
    value: Number(cell.journeys),
  }))
  const plot = (width: number) =>
    sankey({
      title: 'From the application looked at first to the one bought at; the numbers are in the table below',
      left: lefts,
      right: rights,
      flows,
      width,
    })
  return section(
    title,
    h(
      'p',
      { className: 'quiet' },
      'Left: the application a journey began in. Right: the one it was bought at. The numbers are journeys.',
    ),
    h('figure', { className: 'narrow' }, plot(340)),
    h('figure', { className: 'wide' }, plot(780)),
    heatTable({
      caption: 'Journeys that ended in a purchase',
      corner: 'Looked first ↓ Bought →',
      rows: lefts,
      columns: rights,
      value: (row, column) => flows.find((flow) => flow.from === row && flow.to === column)?.value ?? 0,
    }),
    without > 0 && h('p', { className: 'quiet' }, `${number(without)} more were bought without a look before.`),
  )
}

function gaps({ gaps }: Insight) {
  const title = 'Price differences'
  if (gaps.rows.length === 0)
    return section(title, nothing('No product was seen at different prices in two applications.'))
  return section(
    title,
    barTable({
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
    }),
  )
}

function times({ times }: Insight) {
  const title = 'Time to purchase'
  if (times.rows.length === 0) return section(title, nothing('Nothing was bought.'))
  return section(
    title,
    barTable({
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
    }),
  )
}

function bags({ bags }: Insight) {
  const title = 'Left in bags'
  if (bags.rows.length === 0) return section(title, nothing('Nothing lies in a bag.'))
  return section(
    title,
    barTable({
      caption: 'Products put in a bag and not bought since',
      heads: ['Product', 'Customers', 'At', 'Worth'],
      bars: bags.rows.map((row) => ({
        label: name(row.product),
        value: Number(row.customers),
        shown: number(row.customers),
        more: [name(row.application), amount(row.amount, row.currency)],
      })),
      left: bags.left,
    }),
  )
}

function repeats({ repeats }: Insight) {
  const title = 'Bought again'
  if (repeats.rows.length === 0) return section(title, nothing('Nobody bought the same product again.'))
  return section(
    title,
    barTable({
      caption: 'Customers who bought a product again',
      heads: ['Product', 'Again', 'Of', 'Half within'],
      bars: repeats.rows.map((row) => ({
        label: name(row.product),
        value: Number(row.customers_again),
        shown: number(row.customers_again),
        more: [number(row.customers), duration(Number(row.median_days) * 24).value],
      })),
      left: repeats.left,
    }),
  )
}

function segments({ segments }: Insight) {
  const title = 'Segments'
  if (segments.rows.length === 0) return section(title, nothing('There are no customers.'))
  return section(
    title,
    barTable({
      caption: 'Customers by how lately, how often and for how much they bought',
      heads: ['Segment', 'Customers', 'Purchases'],
      bars: segments.rows.map((row) => ({
        label: `${row.segment}: ${SEGMENTS[row.segment] ?? ''}`,
        value: Number(row.customers),
        shown: number(row.customers),
        more: [number(row.purchases)],
      })),
    }),
  )
}

function cleaning({ rows, left }: NonNullable<Insight['cleaning']>) {
  return section(
    'Cleaning',
    barTable({
      caption: 'What each step of the cleaning counted',
      heads: ['Step', 'Count'],
      bars: rows.map(({ step, count }) => ({ label: name(step), value: Number(count), shown: number(count) })),
      left,
    }),
  )
}
