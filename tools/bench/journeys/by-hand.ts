import { statSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { DUCK_TYPES, TABLES } from '../../../src/journeys/tables.ts'
import { COLUMNS } from '../../journeys/columns.ts'
import { CLEANED, PURCHASES, SEARCHES, STEPS, TOUCHES } from './by-hand-shard.ts'

export interface ByHand {
  /** The generator's file. */
  file: string
  /** Parquet: product, category, sub_category, colour, size as written, and what each of them is. */
  lookup: string
  /** New DuckDB file. */
  out: string
  /** Folder of its own, for what is staged and spilled. */
  work: string
  /** Bytes DuckDB may hold. */
  memory: number
  threads: number
  /** Called after each stage. */
  mark: (stage: 'read' | 'derive') => void
}

const BYTES_A_ROW = 110
const ROWS_A_SHARD = 400_000

const amount = (text: string) =>
  `coalesce(try_cast(${text} as decimal(18,4)), try_cast(replace(replace(replace(${text}, 'Rs. ', ''), '₹', ''), ',', '') as decimal(18,4)))`

/** The file's three shapes of a time, all of Kolkata, whether they say so or not, as UTC. */
const TIME = `if(contains(t, '/'), try_strptime(t, '%d/%m/%Y %H:%M:%S'), try_cast(left(t, 19) as timestamp)) - interval 330 minutes`

/** Cells without spaces around them; an empty text is one that is not there, all the way to the result. */
const PARSED = `
select hash(${COLUMNS.join(', ')}) as row_hash, coalesce(trim(customer), '') as customer, trim("timestamp") as t,
  list_position(['search', 'view', 'bag', 'remove', 'checkout', 'purchase', 'return'], action)::utinyint as action, action as a,
  ${[
    'application',
    'product',
    'category',
    'sub_category',
    'colour',
    'size',
    'currency',
    'payment_mode',
    'order_id',
    'session',
    'term',
  ]
    .map((name) => `coalesce(trim(${name}), '') as ${name}`)
    .join(', ')},
  quantity as q, unit_price as u, final_price as f,
  ${TIME} as time,
  ${amount('q')} as quantity, ${amount('u')} as unit_price, ${amount('f')} as final_price
from read_csv($file, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', store_rejects = true, rejects_limit = 0,
  columns = {${COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ')}})`

/** What a row is refused for, in the order it is looked at. */
const FAULT = `case when time is null then 'time: ' || coalesce(t, '')
  when action is null then 'action: ' || coalesce(a, '')
  when product = '' and (term = '' or a <> 'search') then 'neither product nor term'
  when q is not null and (quantity is null or quantity < 0 and a <> 'return') then 'quantity: ' || q
  when u is not null and (unit_price is null or unit_price < 0 and a <> 'return') then 'unit_price: ' || u
  when f is not null and (final_price is null or final_price < 0 and a <> 'return') then 'final_price: ' || f end`

/**
 * The four tables of the generator's file, as an analyst would write it for this file alone: DuckDB, a shard of the customers at
 * a time, names out of a table that is given. Times in UTC. Throws what DuckDB throws.
 */
export async function byHand({ file, lookup, out, work, memory, threads, mark }: ByHand): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor(memory / 1024)}KiB`,
    threads: String(threads),
    temp_directory: `${work}/spill`,
  })
  const duck = await instance.connect()
  const query = async (text: string) => void (await duck.run(text))
  const shards = Math.min(64, Math.max(1, Math.ceil(statSync(file).size / BYTES_A_ROW / ROWS_A_SHARD)))
  await query(
    "set TimeZone = 'UTC'; set preserve_insertion_order = false; set partitioned_write_flush_threshold = 131072",
  )
  await query(`attach '${out}' as out`)
  for (const name of ['purchases', 'searches', 'searches_by_customer', 'touches'] as const) {
    const columns = Object.entries(TABLES[name].columns).map(([column, { type }]) => `${column} ${DUCK_TYPES[type]}`)
    await query(`create table out.${name} (${columns.join(', ')})`)
  }
  // Numbered in the order in which written names break ties.
  await query(`create table lookup as select *, row_number() over (order by product_written, category_written, sub_category_written, colour_written, size_written)::integer as item,
    dense_rank() over (order by product)::integer as product_id from '${lookup}'`)
  await query('create table products as select distinct product_id, product from lookup')

  await query(`copy (
    with judged as (select *, ${FAULT} as fault from (${PARSED.replace('$file', `'${file}'`)}))
    select row_hash, j.customer, time, action, application, l.item, term, quantity, unit_price, final_price,
      if(currency = '' and regexp_matches(coalesce(f, u), '^(Rs|₹)'), 'INR', currency) as currency,
      payment_mode, order_id, session, fault,
      case when fault is not null then 'rejected' when j.customer = '' then 'nobody' else (hash(j.customer) % ${shards})::varchar end as shard
    from judged j left join lookup l on j.product = product_written and j.category = category_written
      and j.sub_category = sub_category_written and j.colour = colour_written and j.size = size_written
  ) to '${work}/staged' (format parquet, partition_by (shard), compression lz4_raw, row_group_size 20480)`)
  await query(`create table out.rejected as
    select fault as reason from read_parquet('${work}/staged/shard=rejected/*.parquet')
    union all select min_by(error_type::varchar || ': ' || left(csv_line, 200), byte_position) from reject_errors group by line`)
  await query(
    `create table out.unassigned as select distinct * from read_parquet('${work}/staged/shard=nobody/*.parquet')`,
  )
  await query(
    `create table as_of as select max(time) as time from read_parquet('${work}/staged/*/*.parquet') where fault is null`,
  )
  mark('read')
  for (let shard = 0; shard < shards; shard++) {
    await query(CLEANED.replace('$files', `'${work}/staged/shard=${shard}/*.parquet'`))
    for (const step of [...STEPS, PURCHASES, ...SEARCHES, TOUCHES]) await query(step)
  }
  await query('checkpoint out; detach out')
  mark('derive')
  duck.closeSync()
  instance.closeSync()
}
