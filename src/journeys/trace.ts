import { globSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { literal, openDuck, type Row } from './engine/duckdb.ts'
import { RESULT } from './sets.ts'
import { ACTION_NAMES, derivation } from './steps/derive.ts'
import { ACTIONS } from './tables.ts'

const MOST = 10_000
/** Steps of the deriving that a trace needs: those before the tables are written. */
const LAST_STEP = 'stepped'

/**
 * The events behind a customer's journeys of a product (or search term), in order: number of the journey, time, action, application, and the cells as
 * their file has them. Events of one journey make its row in the tables. At most 10,000. Throws `not_found` where there are none.
 */
export async function trace(folder: string, customer: string, product: string): Promise<Row[]> {
  const duck = await openDuck({ memory: 256e6 })
  try {
    await duck.run(`attach ${literal(join(folder, RESULT))} as old (read_only)`).catch((cause: Error) => {
      throw new AppError('not_found', `${folder} has no result yet.`, { cause })
    })
    const [run] = await duck.rows<{ shards: number; zone: string; shard: number }>(
      'select shards, zone, cast(hash($customer) % shards as integer) as shard from old.run',
      { customer },
    )
    const sets = await duck.rows<{ key: string }>('select key from old.inputs')
    const files = sets.flatMap(({ key }) => globSync(join(folder, 'staged', key, `shard=${run!.shard}/*.parquet`)))
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
    const rows = await duck.rows(
      `select j as journey, s.time, ${ACTION_NAMES}[s.action + 1] as action, s.application, s.source, s.file, time_written, ${written.map((name) => `s.${name}`).join(', ')},
        quantity_written, unit_written, final_written, st.unit_price, bare as from_search
      from (select c, pos, j, unit_price, bare from stepped join products p using (k) where p.product = $product
          union all select c, pos, j, unit_price, bare from stepped join terms t using (k) where t.term = $product
          union all select c, pos, null, null, false from events join products p using (k) where p.product = $product and x = ${ACTIONS.indexOf('RETURN')}) st
        join events e using (c, pos)
        join (select distinct on (source, row, time, action) * from read_parquet([${files.map(literal).join(', ')}], union_by_name = true) where customer = $customer order by source, row, time, action, file) s
          on s.row = e.row and s.source = e.source and s.time = e.t and s.action = e.x
      order by pos limit ${MOST}`,
      { customer, product },
    )
    if (rows.length === 0) throw nothing(customer, product)
    return rows
  } finally {
    duck.close()
  }
}

const nothing = (customer: string, product: string) =>
  new AppError('not_found', `${customer} has no events of ${product}: write both as the tables have them.`)
