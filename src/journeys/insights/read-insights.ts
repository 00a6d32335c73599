import type { Duck } from '../engine/duckdb.ts'
import { wholeSentences } from './sentences.ts'

/** Rows of a plot that are shown; what is beyond is counted. */
const SHOWN = 15
/** Applications in a matrix. */
const APPLICATIONS = 10
/** Currencies that have a matrix of their own. */
const CURRENCIES = 4

type Text = string | null
/** Rows in order, at most `SHOWN`, and how many there are in all. */
export interface Top<T> {
  rows: T[]
  left: number
}

export type Insight = Awaited<ReturnType<typeof readInsights>>

/** What the plots show of a finished run with the tables of `INSIGHTS`; small whatever the run's size. */
export async function readInsights(duck: Duck, said?: readonly { text: string }[]) {
  const top = async <T>(from: string, order: string, most = SHOWN): Promise<Top<T>> => {
    const rows = await duck.rows<T & { all_rows: number }>(
      `select *, count(*) over () as all_rows from ${from} order by ${order} limit ${most}`,
    )
    return { rows, left: Math.max(0, Number(rows[0]?.all_rows ?? 0) - rows.length) }
  }
  const [whole] =
    await duck.rows<Whole>(`select count(*) as customers, coalesce(sum(purchases), 0) as purchases, coalesce(sum(orders), 0) as orders,
    coalesce(sum(searches_open), 0) as open, coalesce(sum(left_in_bag), 0) as bags, min(first_seen) as first, max(last_seen) as last from customers`)
  return {
    whole: whole!,
    spent: await top<{ currency: Text; amount: Text }>(
      '(select currency, sum(amount) as amount, sum(purchases) as lines from segments where purchases > 0 group by currency)',
      'lines desc, currency nulls last',
      3,
    ),
    said: (said ?? (await wholeSentences(duck))).map(({ text }) => text),
    matrices: await matrices(duck),
    gaps: await top<Gap>(
      '(select *, cast(difference as double) / cast(price_cheapest as double) as share from price_gaps where difference > 0 and price_cheapest > 0)',
      'share desc, product, currency, application',
    ),
    times: await top<Time>('time_to_purchase', 'whole desc, journeys desc, category nulls last'),
    bags: await top<Bag>('bags', 'customers desc, amount desc nulls last, product, application, currency'),
    repeats: await top<Repeat>('repeats', 'customers_again desc, product'),
    segments: await top<Segment>(
      '(select segment, count(*) as customers, sum(purchases) as purchases from customers group by segment)',
      'customers desc, segment',
    ),
    cleaning: await cleaning(duck, top),
  }
}

export interface Whole {
  customers: number
  purchases: number
  orders: number
  open: number
  bags: number
  first: Text
  last: Text
}
export interface Gap {
  product: string
  currency: string
  cheapest: string
  application: string
  price_cheapest: string
  price: string
  share: number
}
export interface Time {
  whole: boolean
  category: Text
  journeys: number
  hours_quarter: string
  hours_median: string
  hours_three_quarters: string
  steps_median: number
}
export interface Bag {
  product: string
  application: Text
  currency: Text
  customers: number
  amount: Text
}
export interface Repeat {
  product: string
  customers: number
  customers_again: number
  median_days: string
}
export interface Segment {
  segment: string
  customers: number
  purchases: number
}
export interface Step {
  step: string
  count: number
}

export interface Matrix {
  currency: Text
  /** Applications, most journeys first, the rest of a side as one; the cells are by their places. */
  looked: string[]
  bought: string[]
  cells: number[][]
  /** Journeys bought without a look. */
  without: number
}

/** Where journeys began and ended, a matrix for each currency they were paid in, most journeys first; and how many currencies are left. */
async function matrices(duck: Duck): Promise<{ rows: Matrix[]; left: number }> {
  const currencies = await duck.rows<{ currency: Text; without: number }>(`
    select currency, coalesce(sum(journeys) filter (how = 'none'), 0) as without from looked_bought where how <> 'any'
    group by currency order by sum(journeys) desc, currency nulls last`)
  const rows = []
  for (const { currency, without } of currencies.slice(0, CURRENCIES)) {
    const cells = await duck.rows<Cell>(
      `with cells as (select coalesce(looked_at, '(not known)') as looked, coalesce(bought_at, '(not known)') as bought, sum(journeys) as journeys
        from looked_bought where how = 'first' and currency is not distinct from $currency group by all),
      lefts as (select looked, row_number() over (order by sum(journeys) desc, looked) as place from cells group by looked),
      rights as (select bought, row_number() over (order by sum(journeys) desc, bought) as place from cells group by bought)
      select if(l.place > ${APPLICATIONS}, '(all others)', looked) as looked, if(r.place > ${APPLICATIONS}, '(all others)', bought) as bought, sum(journeys) as journeys
      from cells join lefts l using (looked) join rights r using (bought) group by all`,
      { currency },
    )
    const [looked, bought] = [sides(cells, 'looked'), sides(cells, 'bought')]
    const of = (from: string, to: string) =>
      Number(cells.find((cell) => cell.looked === from && cell.bought === to)?.journeys ?? 0)
    const table = looked.map((from) => bought.map((to) => of(from, to)))
    rows.push({ currency, looked, bought, cells: table, without: Number(without) })
  }
  return { rows, left: Math.max(0, currencies.length - CURRENCIES) }
}

interface Cell {
  looked: string
  bought: string
  journeys: number
}

/** The applications of a side, most journeys first, all others last. */
function sides(cells: readonly Cell[], side: 'looked' | 'bought'): string[] {
  const by = new Map<string, number>()
  for (const cell of cells) by.set(cell[side], (by.get(cell[side]) ?? 0) + Number(cell.journeys))
  const rank = (name: string) => (name === '(all others)' ? -1 : by.get(name)!)
  return [...by.keys()].sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1))
}

/** The run's cleaning report, where it has one. */
async function cleaning(duck: Duck, top: <T>(from: string, order: string, most?: number) => Promise<Top<T>>) {
  const columns = await duck.rows<{ name: string }>(
    "select column_name as name from duckdb_columns() where table_name = 'report' and column_name in ('step', 'count')",
  )
  return columns.length === 2
    ? top<Step>('(select step, "count" as "count", row_number() over () as place from report)', 'place', 60)
    : undefined
}
