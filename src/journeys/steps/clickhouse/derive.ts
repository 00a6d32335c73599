import { join } from 'node:path'
import type { ClickHouse } from '../../engine/clickhouse.ts'
import { type Duck, fileLiteral, literal } from '../../engine/duckdb.ts'
import { CLEAN_TERM, type Derivation } from '../derive.ts'
import { stepsInClickHouse } from './steps.ts'

const STAGED = {
  customer: 'String',
  time: "DateTime64(6, 'UTC')",
  action: 'UInt8',
  application: 'Nullable(String)',
  item: 'Nullable(UInt64)',
  term: 'Nullable(String)',
  order_id: 'Nullable(String)',
  session: 'Nullable(String)',
  quantity: 'Nullable(Decimal(18, 4))',
  unit_price: 'Nullable(Decimal(18, 4))',
  final_price: 'Nullable(Decimal(18, 4))',
  discount: 'Nullable(Decimal(18, 4))',
  currency: 'Nullable(String)',
  payment_mode: 'Nullable(String)',
  row: 'UInt64',
  source: 'String',
}

const PRODUCT = ['category', 'sub_category', 'colour', 'size', 'product_written', 'category_written']
/** What has been made of names on this machine: the columns there, and where they are here. */
const NAMES: Record<string, { columns: Record<string, string>; from: (staged: string) => string }> = {
  items: {
    columns: {
      ...{ item: 'UInt64', w: 'Int32', k: 'Int32' },
      ...Object.fromEntries(PRODUCT.map((name) => [name, 'Nullable(String)'])),
      ...{ product_confidence: 'Nullable(Float64)', category_confidence: 'Nullable(Float64)' },
    },
    from: () => 'items',
  },
  products: { columns: { k: 'Int32', product: 'String' }, from: () => 'products' },
  applications: { columns: { application: 'String', a: 'Int32' }, from: () => 'applications' },
  place_names: {
    columns: { names: 'Array(String)' },
    from: () => '(select coalesce(names, []) as names from place_names)',
  },
  // Terms without a product: to lower case as DuckDB has it, whatever ClickHouse knows of letters.
  said: {
    columns: { term: 'String', clean: 'String', k: 'Int32' },
    from: (staged) =>
      `(select term, clean, cast(-dense_rank() over (order by clean) as integer) as k from (select term, ${CLEAN_TERM} as clean from (select distinct term from ${staged} where item is null and term is not null)))`,
  },
}

const from = (files: readonly string[]) => `read_parquet([${files.map(fileLiteral).join(', ')}], union_by_name = true)`
const typed = (columns: Record<string, string>) =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')

/**
 * Sends what names have been made (the tables that `derive` reads) to the ClickHouse; `files` are all that is staged of customers, `work` a
 * folder for what is on its way.
 */
export async function sendNames(
  house: ClickHouse,
  duck: Duck,
  { files, work }: { files: readonly string[]; work: string },
): Promise<void> {
  const staged = from(files)
  for (const [name, { columns, from }] of Object.entries(NAMES)) {
    const path = join(work, `${name}.parquet`)
    await duck.run(
      `copy (select ${Object.keys(columns).join(', ')} from ${from(staged)}) to ${literal(path)} (format parquet)`,
    )
    await house.make(name, typed(columns))
    await house.send(name, Object.keys(columns), path)
  }
}

/** Does for one shard what `derive` of steps/derive.ts does, in ClickHouse; answers how many events there are without those written twice. */
export async function deriveThere(
  house: ClickHouse,
  duck: Duck,
  { files, work, ...options }: Omit<Derivation, 'only'> & { work: string },
): Promise<number> {
  await house.make('staged', typed(STAGED))
  for (const file of files) await house.send('staged', Object.keys(STAGED), file)
  const { keep, bring } = stepsInClickHouse(options)
  for (const { name, sql } of keep) await house.keep(name, sql)
  for (const { name, sql } of bring) {
    const path = join(work, `${name}.parquet`)
    await house.fetch(sql, path)
    await duck.run(`insert into out.${name} by name from read_parquet(${fileLiteral(path)})`)
  }
  const kept = await house.count('seen')
  await house.drop(['staged', ...keep.map(({ name }) => name)])
  return kept
}
