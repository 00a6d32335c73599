import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuck } from '../../src/journeys/engine/duckdb.ts'
import { run } from '../../src/journeys/run.ts'
import { RESULT } from '../../src/journeys/sets.ts'
import { loadMapping } from '../../src/journeys/sources/ready.ts'
import { openBars } from '../bench/bars.ts'

// Runs the whole pipeline over the real file and counts its tables a second time, in plain TypeScript over the raw lines.

type Counts = Record<string, number>
/** What the cleaning made of a written name and its id: the one thing taken over from the result, since eval:cleaning judges it. */
type Products = ReadonlyMap<string, string>

const HOUR = 3600
const keyOf = (...parts: string[]) => parts.join('\u0001')

/** Rows of a CSV text, character by character: on purpose nothing of what the product reads with. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!
    if (quoted) {
      if (mark !== '"') cell += mark
      else if (text[at + 1] === '"') cell += text[at++]
      else quoted = false
    } else if (mark === '"' && cell === '') quoted = true
    else if (mark === ',') {
      row.push(cell)
      cell = ''
    } else if (mark === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')])
      row = []
      cell = ''
    } else cell += mark
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}

const CODES: Record<string, string> = {
  0: 'VIEW',
  1: 'VIEW',
  2: 'VIEW',
  3: 'BAG',
  4: 'REMOVE',
  5: 'CHECKOUT',
  6: 'PURCHASE',
}

interface RawEvent {
  /** The row as it stands in the file. */
  raw: string
  customer: string
  product: string
  action: string | undefined
  second: number
  order: string
  quantity: bigint
  /** In millionths; of a purchase the line's total. */
  price: bigint
}

function readEvents(path: string, products: Products): RawEvent[] {
  const [names, ...rows] = rowsOf(readFileSync(path, 'utf8')) as [string[], ...string[][]]
  return rows.map((row) => {
    const cell = (name: string) => {
      const text = row[names.indexOf(name)]!.trim()
      return text === '(not set)' || text === 'Single Option Only' ? '' : text
    }
    const written = cell('v2ProductName')
    const action = CODES[cell('eCommerceAction_type')]
    const quantity = BigInt(cell('productQuantity') || '1')
    const total = cell('productRevenue')
      ? BigInt(cell('productRevenue'))
      : BigInt(cell('productPrice') || '0') * quantity
    return {
      raw: row.join('\u0001'),
      customer: cell('fullVisitorId'),
      product: written && (products.get(keyOf(written, cell('productSKU'))) ?? 'not among the products'),
      action,
      second: Number(cell('visitId') || Number.NaN),
      order: cell('transactionId') || `at ${cell('visitId')}`,
      quantity: BigInt(cell('productQuantity') || '0'),
      price: total,
    }
  })
}

/** What the tables must hold. The file has no searches and no returns, and one application; so a journey is an order or what comes after the last. */
function countByHand(path: string, products: Products): Counts {
  const all = readEvents(path, products)
  const kept = all.filter(({ product, action, second }) => product && action && !Number.isNaN(second))
  const different = [...new Map(kept.map((event) => [event.raw, event])).values()]
  const events = different.filter(({ customer }) => customer)
  const asOf = Math.max(...kept.map(({ second }) => second))
  const bought = events.filter(({ action }) => action === 'PURCHASE')
  let [journeys, listed, listedEvents] = [0, 0, 0]
  const searching = new Set<string>()
  for (const of of Map.groupBy(events, ({ customer, product }) => keyOf(customer, product)).values()) {
    const orders = Map.groupBy(
      of.filter(({ action }) => action === 'PURCHASE'),
      ({ order }) => order,
    )
    // Within a second a purchase comes last, so what follows it is later.
    const lastOrder = Math.max(...[...orders.values()].map((lines) => Math.min(...lines.map(({ second }) => second))))
    const open = of.filter(({ action, second }) => action !== 'PURCHASE' && second > lastOrder)
    journeys += orders.size + (open.length > 0 ? 1 : 0)
    if (open.length > 0 && asOf - Math.max(...open.map(({ second }) => second)) > HOUR) {
      listed++
      listedEvents += open.length
      searching.add(of[0]!.customer)
    }
  }
  const count = (action: string) => events.filter((event) => event.action === action).length
  return {
    rows: all.length,
    rejected: all.length - kept.length,
    duplicates: kept.filter(({ customer }) => customer).length - events.length,
    unassigned: different.length - events.length,
    purchases: bought.length,
    'purchases-in-cents': Number(bought.reduce((sum, { price }) => sum + price, 0n) / 10_000n),
    'purchased-pieces': Number(bought.reduce((sum, { quantity }) => sum + quantity, 0n)),
    searches: listed,
    'events-of-searches': listedEvents,
    'searches-by-customer': searching.size,
    touches: journeys,
    views: count('VIEW'),
    bags: count('BAG'),
    removes: count('REMOVE'),
    checkouts: count('CHECKOUT'),
    customers: new Set(events.map(({ customer }) => customer)).size,
    products: new Set(events.map(({ product }) => product)).size,
    'first-second': Math.min(...events.map(({ second }) => second)),
    'last-second': Math.max(...events.map(({ second }) => second)),
  }
}

/** The same out of the tables of a run, and the names as it cleaned them. */
async function countTables(path: string): Promise<{ counts: Counts; products: Products }> {
  const folder = mkdtempSync(join(tmpdir(), 'real-'))
  try {
    const mapping = loadMapping(join(import.meta.dirname, 'real/google-store-sessions.yaml'))
    const { rows, cleaning } = await run({ sources: [{ mapping, files: [path] }], folder, memory: 512e6 })
    const result = await openDuck({ path: join(folder, RESULT), readOnly: true })
    try {
      const [counts] = await result.rows<Counts>(`select
        (select count(*) from rejected) as rejected, (select count(*) from unassigned) as unassigned,
        (select count(*) from purchases) as purchases, (select cast(sum(final_price) * 100 as bigint) from purchases) as "purchases-in-cents",
        (select cast(coalesce(sum(quantity), 0) as bigint) from purchases) as "purchased-pieces",
        (select count(*) from searches) as searches, (select cast(sum(events) as bigint) from searches) as "events-of-searches",
        (select count(*) from searches_by_customer) as "searches-by-customer",
        count(*) as touches, cast(sum(viewed) as bigint) as views, cast(sum(put_in_bag) as bigint) as bags, cast(sum(removed) as bigint) as removes,
        cast(sum(checked_out) as bigint) as checkouts, count(distinct customer) as customers, count(distinct product) as products,
        epoch(min(first_seen))::bigint as "first-second", epoch(max(last_seen))::bigint as "last-second"
        from touches`)
      const named = await result.rows<{ written: string; id: string | null; product: string }>(
        'select distinct product_written as written, product_id_written as id, product from products',
      )
      return {
        counts: { ...counts, rows, duplicates: cleaning['exact duplicates']! },
        products: new Map(named.map(({ written, id, product }) => [keyOf(written, id ?? ''), product])),
      }
    } finally {
      result.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [path] = process.argv.slice(2)
if (!path || !existsSync(path)) {
  console.error('npm run eval:real FILE, with the path of google-store-sessions.csv')
  process.exit(1)
}
const { counts, products } = await countTables(path)
const bars = openBars()
console.log(`${''.padEnd(22)}${'by hand'.padStart(14)}${'tables'.padStart(14)}`)
for (const [name, figure] of Object.entries(countByHand(path, products))) {
  console.log(`${name.padEnd(22)}${String(figure).padStart(14)}${String(counts[name]).padStart(14)}`)
  bars.most(`real-${name}-difference`, Math.abs(figure - Number(counts[name])), 0)
}
console.log('A spreadsheet has rounded the ids of visitors in this file: journeys of it mix people.')
bars.print()
