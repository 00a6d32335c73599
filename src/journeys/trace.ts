import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { fileLiteral, literal, openDuck, type Row } from './engine/duckdb.ts'
import { RESULT, stagedFiles } from './sets.ts'
import { ACTION_NAMES, derivation } from './steps/derive.ts'
import { FINAL_PRICE } from './steps/prices.ts'
import { ACTION_CODES } from './tables.ts'
import { withLines } from './trace-lines.ts'

const MOST = 10_000
/** Steps of the deriving that a trace needs: those before the tables are written. */
const LAST_STEP = 'stepped'

/** A journey by the cells of its row in the tables. */
export interface Subject {
  customer: string
  product: string
  isTerm: boolean
  journey: number
}

/**
 * The events behind a customer's journeys of a product (or search term), in order: number of the journey (none for a return), time, action, application, and the cells and the line as
 * their file has them; `cleaned` is what was made of them. Events of one journey make its row in the tables. At most 10,000.
 * With `isTerm` and `journey` only the events of that one, and the returns. Throws `not_found` where there are none.
 */
export async function trace(
  folder: string,
  { customer, product, isTerm, journey }: Pick<Subject, 'customer' | 'product'> & Partial<Subject>,
  bounds: { memory?: number; threads?: number } = {},
): Promise<Row[]> {
  const duck = await openDuck({ memory: 256e6, ...bounds })
  try {
    await duck.run(`attach ${literal(join(folder, RESULT))} as old (read_only)`).catch((cause: Error) => {
      throw new AppError('not_found', `${folder} has no result yet.`, { cause })
    })
    const [run] = await duck.rows<{ shards: number; zone: string; shard: number }>(
      'select shards, zone, cast(hash($customer) % shards as integer) as shard from old.run',
      { customer },
    )
    const sets = await duck.rows<{ key: string }>('select key from old.inputs')
    const files = stagedFiles(folder, sets, `shard=${run!.shard}/*.parquet`)
    if (files.length === 0) throw nothing(customer, product)
    for (const [name, sql] of Object.entries({
      items: 'from old.products',
      products: 'select distinct k, product from old.products',
      applications: 'from old.applications',
    })) {
      await duck.run(`create temp table ${name} as ${sql}`)
    }
    for (const { name, sql } of derivation({ files, zone: run!.zone, asOf: 0n, windowMs: 0, only: customer })) {
      await duck.run(sql)
      if (name === LAST_STEP) break
    }
    const written = [
      'product',
      'category',
      'sub_category',
      'colour',
      'size',
      'term',
      'order_id',
      'session',
      'payment_mode',
    ]
    const only =
      isTerm === undefined || journey === undefined
        ? ''
        : 'where is_term = $isTerm and coalesce(j, $journey) = $journey'
    const rows = await duck.rows(
      `select j as journey, s.time, ${ACTION_NAMES}[s.action + 1] as action, s.application, s.source, s.file, time_written, ${written.map((name) => `s.${name}`).join(', ')},
        quantity_written, unit_written, final_written, st.unit_price, bare as from_search,
        {'product': i.product, 'category': i.category, 'sub_category': i.sub_category, 'colour': i.colour, 'size': i.size, 'application': names.name,
          'quantity': s.quantity, 'unit_price': st.unit_price, 'final_price': ${FINAL_PRICE.replace(/\b(final_price|unit_price|quantity|discount)\b/g, 's.$1')}, 'currency': s.currency} as cleaned
      from (select c, pos, j, unit_price, bare, false as is_term from stepped join products p using (k) where p.product = $product
          union all select c, pos, j, unit_price, bare, true from stepped join terms t using (k) where t.term = $product
          union all select c, pos, null, null, false, false from events join products p using (k) where p.product = $product and x = ${ACTION_CODES.RETURN}) st
        join events e using (c, pos)
        join (select distinct on (source, row, time, action) * from read_parquet([${files.map(fileLiteral).join(', ')}], union_by_name = true) where customer = $customer order by source, row, time, action, file) s
          on s.row = e.row and s.source = e.source and s.time = e.t and s.action = e.x
        left join items i on i.item = s.item left join applications names on names.application = s.application
      ${only}
      order by pos limit ${MOST}`,
      { customer, product, ...(only === '' ? {} : { isTerm: isTerm!, journey: journey! }) },
    )
    if (rows.length === 0) throw nothing(customer, product)
    return await withLines(duck, rows, customer)
  } finally {
    duck.close()
  }
}

const nothing = (customer: string, product: string) =>
  new AppError('not_found', `${customer} has no events of ${product}: write both as the tables have them.`)
