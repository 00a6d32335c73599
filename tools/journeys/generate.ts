import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { COLUMNS } from './columns.ts'
import { random } from './random.ts'
import { catalogue } from './shop/catalogue.ts'
import { priceCell, timeCell } from './shop/cells.ts'
import { APPLICATIONS, type ShopEvent, trips } from './shop/visits.ts'

const HEADER = `${COLUMNS.join(',')}\n`
const PAYMENTS = ['COD', 'UPI', 'Credit Card', 'credit card', 'Debit Card']
const ORDER_MARKS = ['AMZ', 'OD', 'CR', 'RD', 'BL', 'TC', 'BS', 'X']
/** Half a year, in seconds. */
const SPAN = 182 * 86_400
const HELD = 2_000
const CHUNK = 256 * 1024

export interface Generated {
  /** Rows after the header, as many as asked for. */
  rows: number
  /** Of them, written once more. */
  duplicates: number
  /** Of them, not to be read. */
  unreadable: number
  /** Of them, without a customer. */
  nobody: number
  /** Of them, written long after their time. */
  late: number
}

/**
 * Half a year of shopping (2024-01-01 on, Asia/Kolkata) as CSV in the canonical form, `events` rows exactly, always the
 * same for a seed. It ends `out`; memory does not grow with the rows. Throws on a number that is no count, and
 * what writing throws.
 *
 * The mess, in shares of the rows: 1 % exact duplicates, half of them far from the first; 1 % late, by about 130,000 rows; 1 %
 * without a customer; 0.5 % unreadable (time, action, price, quantity, too few or too many cells); dates in three
 * shapes (ISO with offset 80 %, without 12 %, day/month/year 8 %); 22 % of the prices with a sign or Indian grouping.
 * Names: 5,000 products in 30,000 variants, under at most 80,000 spellings: half the rows have the variant in the name (15 %
 * of these in other case or spacing, or with a typo in the brand), half in colour and size. 10 % of the rows are searches
 * with a term alone, 1 % have no application, 5 % of the lines come back a week later, a quarter of the orders have 2 to 4
 * lines, one in ten no number; four of seven applications tell no session. `events` / 50 customers, the first with
 * thousands of rows at a million.
 */
export async function generate(of: { events: number; seed: number; out: Writable }): Promise<Generated> {
  if (!Number.isSafeInteger(of.events) || of.events < 0) throw new Error('--events takes a whole number of rows')
  const generated: Generated = { rows: 0, duplicates: 0, unreadable: 0, nobody: 0, late: 0 }
  await pipeline(Readable.from(chunks(of, generated)), of.out)
  return generated
}

/** All is ASCII but the rupee sign, which stands as its three bytes: a byte a character is faster. */
function* chunks({ events, seed }: { events: number; seed: number }, generated: Generated): Generator<Buffer> {
  const chance = random(seed)
  const { next, below } = chance
  const shop = catalogue(chance)
  const { trip, giveBack } = trips(shop, chance, Math.max(1, Math.floor(events / 50)))
  const held: string[] = []
  let chunk = HEADER

  const write = (row: string) => {
    if (generated.rows === events) return
    generated.rows += 1
    chunk += row
  }
  /** Keeps a row back, and lets another go when there are enough. */
  const hold = (row: string) => {
    if (held.length < HELD) {
      held.push(row)
      return
    }
    const at = below(HELD)
    write(held[at]!)
    held[at] = row
  }
  const emit = (event: ShopEvent) => {
    const fate = next()
    if (fate < 0.005) {
      generated.unreadable += 1
      return write(unreadable(rowOf(event), below(7)))
    }
    if (fate < 0.015) {
      generated.nobody += 1
      return write(rowOf(event, ''))
    }
    const row = rowOf(event)
    if (fate < 0.025) {
      generated.late += 1
      return hold(row)
    }
    write(row)
    if (fate > 0.99) {
      generated.duplicates += 1
      if (fate > 0.995) hold(row)
      else write(row)
    }
  }

  function rowOf(event: ShopEvent, customer = `C${event.customer}`): string {
    const { action, application, product, variant, quantity, order, session } = event
    let cells = `${customer},${timeCell(event.seconds, chance)},${action.toLowerCase()},${APPLICATIONS[application]},`
    if (product === undefined) cells += ',,,,'
    else {
      const category = next() < 0.9 ? shop.categories[product.category]![next() < 0.85 ? 0 : 1 + below(2)]! : ''
      const isNamed = variant !== undefined && next() < 0.5
      const names = isNamed ? variant.names : product.names
      const name = next() < 0.85 ? names[0] : names[1 + below(names.length - 1)]!
      const [colour, size] = variant === undefined || isNamed ? ['', ''] : [variant.colour, variant.size]
      cells += `${name},${category},${next() < 0.7 ? product.subCategory : ''},${colour},${size}`
    }
    const unit = event.unitPrice === undefined || next() < 0.1 ? '' : priceCell(event.unitPrice, chance)
    const final = event.finalPrice === undefined ? '' : priceCell(event.finalPrice, chance)
    const currency = unit === '' && final === '' ? '' : next() < 0.9 ? 'INR' : ''
    const payment = event.payment === undefined ? '' : PAYMENTS[event.payment]
    const number = order === undefined ? '' : `${ORDER_MARKS[application]}-${order}`
    return `${cells},${quantity ?? ''},${unit},${final},${currency},${payment},${number},${session ?? ''},${event.term ?? ''}\n`
  }

  while (generated.rows + held.length < events) {
    const start = Math.floor(((generated.rows + held.length) / events) * SPAN)
    trip(start, emit)
    giveBack(start, emit)
    if (chunk.length > CHUNK) {
      yield Buffer.from(chunk, 'latin1')
      chunk = ''
    }
  }
  for (const row of held) write(row)
  yield Buffer.from(chunk, 'latin1')
}

/** A row of which a reader cannot make an event. */
function unreadable(row: string, how: number): string {
  const cells = row.split(',')
  if (how === 0) cells[1] = 'yesterday'
  else if (how === 1) cells[1] = '2024-13-45 25:61:00'
  else if (how === 2) cells[2] = 'looked'
  else if (how === 3) return `${cells.slice(0, 5).join(',')},,,,,1,ask us,,,,,,\n`
  else if (how === 4) return `${cells.slice(0, 5).join(',')},,,,,-3,,,,,,,\n`.replace(',return,', ',view,')
  else if (how === 5) return `${cells.slice(0, 4).join(',')}\n`
  else return `${row.trimEnd()},,,\n`
  return cells.join(',')
}

if (import.meta.main) {
  const { events, seed, out } = new Command('generate')
    .description('Writes months of messy shopping as CSV in the canonical form of journeys.')
    .requiredOption('--events <n>', 'rows to write', Number)
    .option('--seed <n>', 'the same rows for the same seed', Number, 1)
    .requiredOption('--out <file>', 'file to write')
    .parse()
    .opts<{ events: number; seed: number; out: string }>()
  const started = process.cpuUsage()
  const generated = await generate({ events, seed, out: createWriteStream(out) })
  const { user, system } = process.cpuUsage(started)
  const seconds = (user + system) / 1e6
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`${JSON.stringify(generated)}\n${Math.round(events / seconds)} rows per CPU second, at most ${memory} MB`)
}
