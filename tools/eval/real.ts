import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { literal, openDuck } from '../../src/journeys/engine/duckdb.ts'
import { lookAt } from '../../src/journeys/sources/files.ts'
import { dialectOf } from '../../src/journeys/sources/read.ts'
import { loadMapping } from '../../src/journeys/sources/ready.ts'
import { stage } from '../../src/journeys/steps/stage.ts'
import { ACTIONS } from '../../src/journeys/tables.ts'
import { openBars } from '../bench/bars.ts'

type Counts = Record<string, number | string>

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

const CODES: Record<string, (typeof ACTIONS)[number]> = {
  0: 'VIEW',
  1: 'VIEW',
  2: 'VIEW',
  3: 'BAG',
  4: 'REMOVE',
  5: 'CHECKOUT',
  6: 'PURCHASE',
}

/** What the file holds, counted in plain TypeScript with integers. */
function countByHand(path: string): Counts {
  const [names, ...rows] = rowsOf(readFileSync(path, 'utf8')) as [string[], ...string[][]]
  const events = rows.map((row) => {
    const cell = (name: string) => {
      const text = row[names.indexOf(name)]!.trim()
      return text === '(not set)' || text === 'Single Option Only' ? '' : text
    }
    return { cells: row.join('\u0001'), cell }
  })
  const kept = events.filter(
    ({ cell }) => cell('v2ProductName') !== '' && cell('visitId') !== '' && cell('eCommerceAction_type') in CODES,
  )
  const sum = (of: typeof kept, name: string) => of.reduce((total, { cell }) => total + BigInt(cell(name) || '0'), 0n)
  const distinct = (name: string) => new Set(kept.map(({ cell }) => cell(name)).filter(Boolean)).size
  const starts = kept.map(({ cell }) => Number(cell('visitId')))
  const bought = kept.filter(({ cell }) => cell('eCommerceAction_type') === '6' && cell('productRevenue') !== '')
  return {
    rows: rows.length,
    rejected: rows.length - kept.length,
    unassigned: kept.filter(({ cell }) => cell('fullVisitorId') === '').length,
    'different-rows': new Set(kept.map(({ cells }) => cells)).size,
    ...Object.fromEntries(
      ACTIONS.map((action) => [
        action.toLowerCase(),
        kept.filter(({ cell }) => CODES[cell('eCommerceAction_type')] === action).length,
      ]),
    ),
    customers: distinct('fullVisitorId'),
    products: distinct('v2ProductName'),
    'sum-of-prices-in-cents': Number(sum(kept, 'productPrice') / 10_000n),
    'sum-of-revenue-in-cents': Number(sum(bought, 'productRevenue') / 10_000n),
    'first-second': Math.min(...starts),
    'last-second': Math.max(...starts),
    'rows-with-a-rounded-id': kept.filter(({ cell }) => /E\+/.test(cell('fullVisitorId'))).length,
  }
}

/** The same through staging. */
async function countStaged(path: string): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'real-'))
  const duck = await openDuck({ memory: 512 * 2 ** 20, temp: join(folder, 'temp') })
  try {
    const mapping = loadMapping(join(import.meta.dirname, 'real/google-store-sessions.yaml'))
    const file = (await lookAt(path, mapping.format))!
    const out = join(folder, 'out')
    const { rows, rejected, unassigned } = await stage(duck, [file], mapping, await dialectOf(duck, file, mapping), {
      folder: out,
      shards: 4,
      sample: 1,
    })
    if (existsSync(join(out, 'rejected.parquet'))) {
      console.log('rejected:')
      for (const line of await duck.rows(
        `select reason, "column", count(*) as rows, min(line) as first_line from read_parquet(${literal(join(out, 'rejected.parquet'))}) group by all`,
      ))
        console.log(' ', JSON.stringify(line))
    }
    const events = `(select * from read_parquet(${literal(`${out}/*/*.parquet`)}, hive_partitioning = true, hive_types_autocast = false) where shard <> 'rejected')`
    const [counts] = await duck.rows<Counts>(`select count(distinct row) as "different-rows",
        ${ACTIONS.map((action, code) => `count(*) filter (action = ${code}) as ${literal(action.toLowerCase()).replaceAll("'", '"')}`).join(', ')},
        count(distinct customer) as customers, count(distinct product) as products,
        cast(sum(unit_price) filter (unit_written is not null) * 100 as bigint) as "sum-of-prices-in-cents",
        cast(coalesce(sum(final_price) filter (final_written is not null), 0) * 100 as bigint) as "sum-of-revenue-in-cents",
        epoch(min(time))::bigint as "first-second", epoch(max(time))::bigint as "last-second",
        count(*) filter (customer like '%E+%') as "rows-with-a-rounded-id"
      from ${events}`)
    return { rows, rejected, unassigned, ...counts }
  } finally {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const [path] = process.argv.slice(2)
if (!path || !existsSync(path)) {
  console.error('npm run eval:real FILE, with the path of google-store-sessions.csv')
  process.exit(1)
}
const byHand = countByHand(path)
const staged = await countStaged(path)
const bars = openBars()
for (const [name, figure] of Object.entries(byHand)) {
  console.log(`${name}: ${figure} by hand, ${staged[name]} staged`)
  bars.most(`real-${name}-difference`, Math.abs(Number(figure) - Number(staged[name])), 0)
}
console.log(
  `${byHand['rows-with-a-rounded-id']} of ${byHand.rows} rows have an id rounded by a spreadsheet: many people may share one, so journeys of this file mix visitors.`,
)
bars.print()
