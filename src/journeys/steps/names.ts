import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Corrections, correct } from '../cleaning/corrections.ts'
import { cleanProducts } from '../cleaning/products.ts'
import { type Duck, literal } from '../engine/duckdb.ts'
import { ITEM } from './stage.ts'

interface Written {
  item: string
  source: string
  product: string
  product_id: string | null
  brand: string | null
  category: string | null
  sub_category: string | null
  colour: string | null
  size: string | null
  events: number
}

/**
 * Cleans what products and applications are called, over everything staged, into the tables that `derive` reads: `items`
 * (w: a written product's place in the order of record 0010, k: its product), `products` and `applications`.
 * Answers how many names each step of the cleaning changed.
 */
export async function cleanNames(
  duck: Duck,
  files: readonly string[],
  { corrections, minConfidence, folder }: { corrections: Corrections; minConfidence: number; folder: string },
): Promise<Record<string, number>> {
  const staged = `read_parquet([${files.map(literal).join(', ')}], union_by_name = true)`
  const written = await duck.rows<Written>(
    `select cast(item as varchar) as item, source, ${ITEM.join(', ')}, count(*) as events from ${staged} where item is not null group by all`,
  )
  const seen = new Map<string, Written>()
  for (const row of written) {
    const other = seen.get(row.item)
    // 64 bits for some thousand names: this is not expected to happen, and must not go unseen.
    if (other) throw new Error(`two products have one number: ${other.product}, ${row.product}`)
    seen.set(row.item, row)
  }
  const { products, counts } = cleanProducts(
    written.map(({ item, product_id, sub_category, ...row }) => ({
      ...row,
      ref: item,
      productId: product_id,
      subCategory: sub_category,
    })),
    corrections,
    { minConfidence },
  )
  await load(
    duck,
    join(folder, 'items.ndjson'),
    'cleaned',
    {
      item: 'UBIGINT',
      product: 'VARCHAR',
      category: 'VARCHAR',
      sub_category: 'VARCHAR',
      colour: 'VARCHAR',
      size: 'VARCHAR',
      product_confidence: 'DOUBLE',
      category_confidence: 'DOUBLE',
      product_written: 'VARCHAR',
      category_written: 'VARCHAR',
      ...Object.fromEntries(
        ['sub_category', 'colour', 'size', 'source', 'product_id', 'brand'].map((name) => [
          `${name}_written`,
          'VARCHAR',
        ]),
      ),
    },
    products.map((clean) => {
      const raw = seen.get(clean.ref)!
      return {
        item: clean.ref,
        product: clean.product,
        category: clean.category,
        sub_category: clean.subCategory,
        colour: clean.colour,
        size: clean.size,
        product_confidence: clean.productConfidence,
        category_confidence: clean.categoryConfidence,
        product_written: raw.product,
        category_written: raw.category,
        sub_category_written: raw.sub_category,
        colour_written: raw.colour,
        size_written: raw.size,
        source_written: raw.source,
        product_id_written: raw.product_id,
        brand_written: raw.brand,
      }
    }),
  )
  const order = ['product', 'category', 'sub_category', 'colour', 'size', 'product_id', 'brand', 'source'].map(
    (name) => `${name}_written nulls first`,
  )
  await duck.run(`create or replace temp table items as select *, cast(row_number() over (order by ${order.join(', ')}) as integer) as w,
    cast(dense_rank() over (order by product) as integer) as k from cleaned`)
  await duck.run('create or replace temp table products as select distinct k, product from items')
  const apps = await duck.rows<{ application: string; events: number }>(
    `select application, count(*) as events from ${staged} where application is not null group by all order by events desc, application`,
  )
  // The most frequent spelling names them all.
  const names = new Map<string, string>()
  const named = apps.map(({ application }) => {
    const right = correct(corrections, 'applications', application) ?? application
    const key = right.toLowerCase().replace(/\s+/g, ' ').trim()
    if (!names.has(key)) names.set(key, right)
    return { application, name: names.get(key)! }
  })
  await load(duck, join(folder, 'applications.ndjson'), 'named', { application: 'VARCHAR', name: 'VARCHAR' }, named)
  await duck.run(
    `create or replace temp table applications as select *, cast(dense_rank() over (order by name) as integer) as a from named`,
  )
  await duck.run('create or replace temp table places_named as select distinct a, name from applications')
  await duck.run('create or replace temp table place_names as select list(name order by a) as names from places_named')
  return {
    ...counts,
    'applications spelled otherwise': named.filter(({ application, name }) => application !== name).length,
  }
}

/** Rows into a new temporary table, by way of a file: a million literals would be parsed as SQL. */
async function load(
  duck: Duck,
  path: string,
  table: string,
  columns: Record<string, string>,
  rows: readonly object[],
): Promise<void> {
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'))
  const typed = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`)
  await duck.run(
    `create or replace temp table ${table} as select * from read_json(${literal(path)}, format = 'newline_delimited', columns = {${typed.join(', ')}})`,
  )
}
