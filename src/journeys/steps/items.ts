import { readColourCell } from '../cleaning/colours.ts'
import type { Corrections } from '../cleaning/corrections.ts'
import { placeProduct, readPath } from '../cleaning/place.ts'
import { type CleanName, cleanNames, type WrittenName } from '../cleaning/products.ts'
import { readSizeCell } from '../cleaning/sizes.ts'
import { readCell } from '../cleaning/text.ts'
import type { Duck } from '../engine/duckdb.ts'

/** Combinations that are written out at a time. */
const SLICE = 245_760

/** Dictionaries, and their columns in the order of record 0010, which their numbers follow. */
const CELLS = {
  names: ['product', 'product_id', 'brand', 'source'],
  paths: ['category', 'sub_category'],
  colours: ['colour'],
  sizes: ['size'],
}

/**
 * Cleans the products of `events` (a relation of SQL with item, source and the cells of `ITEM`) into `items` and `products` as
 * `derive` reads them. Names and cells are cleaned each on its own; what their combinations are is put together here, in SQL,
 * since there may be millions of them. Answers how many names each step changed.
 */
export async function cleanItems(
  duck: Duck,
  events: string,
  { corrections, minConfidence: least }: { corrections: Corrections; minConfidence: number },
): Promise<Record<string, number>> {
  await numberCells(duck, events)
  const counts = await readNames(duck, corrections, least)
  await readCells(duck, least)
  await voteCategories(duck)
  await keepItems(duck)
  const [whence] = await duck.rows<Record<string, number>>(`select
    count(distinct n) filter (colour_said) as "colours read out of names",
    count(distinct n) filter (size_said) as "sizes read out of names",
    count(distinct n) filter (sub_category_said) as "sub-categories read out of names",
    count(distinct n) filter (whence = 'own') as "names with the category of their row",
    count(distinct n) filter (whence = 'voted') as "names with the category of the product's other rows",
    count(distinct n) filter (whence = 'guessed') as "names with a guessed category",
    count(distinct n) filter (whence = 'corrected') as "names with a category by a person",
    count(distinct n) filter (whence is null and category is not null) as "names with a category as written",
    count(distinct n) filter (whence is null and category is null) as "names without a category"
    from (${ASSEMBLED})`)
  return { ...counts, ...whence }
}

/**
 * Numbers the distinct names and cells (`names`, `paths`, `colours`, `sizes`); `combinations` has their numbers alone, with w,
 * their place in the order of record 0010.
 */
async function numberCells(duck: Duck, events: string): Promise<void> {
  for (const [table, columns] of Object.entries(CELLS)) {
    const order = columns.map((name) => `${name} nulls first`).join(', ')
    await duck.run(`create or replace temp table ${table} as select hash(${columns.join(', ')}) as hash, *,
        cast(row_number() over (order by ${order}) as integer) as n, cast(dense_rank() over (order by ${columns[0]}) as integer) as first
      from (select ${columns.join(', ')}, count(*) as events from ${events} where item is not null group by all)`)
  }
  const tables = Object.entries(CELLS)
  await duck.run(`create or replace temp table combinations as
    select item, c.events, names.n, paths.n as path, colours.n as colour, sizes.n as size,
      cast(row_number() over (order by names.first, paths.n, colours.n, sizes.n, names.n) as integer) as w
    from (select item, ${tables.map(([table, columns]) => `hash(${columns.join(', ')}) as ${table}`).join(', ')}, count(*) as events
      from ${events} where item is not null group by all) c
      ${tables.map(([table]) => `join ${table} on ${table}.hash = c.${table}`).join(' ')}`)
  // Two of one hash, of items, names or cells: with 64 bits this is not expected to happen, and must not go unseen.
  const [twice] = await duck.rows('select item from combinations group by item having count(*) > 1 limit 1')
  if (twice) throw new Error(`two products have one number: ${twice.item}`)
}

/** Tables `said` (what each name says) and `placed` (what each product's name says, k its rank), and `products`. */
async function readNames(duck: Duck, corrections: Corrections, least: number): Promise<Record<string, number>> {
  const written: WrittenName[] = []
  const blocks = duck.stream<WrittenName>(
    'select n, source, product, product_id as "productId", brand, events from names order by n',
  )
  for await (const block of blocks) written.push(...block)
  const { names, counts } = cleanNames(written, corrections, least)
  const products = new Map<string, number>()
  for (const { product } of names) if (!products.has(product)) products.set(product, products.size)
  await duck.run(
    'create or replace temp table said (n integer, p integer, colour varchar, colour_right varchar, size varchar, confidence double)',
  )
  await duck.append('said', rowsOfNames(names, products))
  await duck.run(
    'create or replace temp table judged (p integer, product varchar, category varchar, sub_category varchar, confidence double, corrected boolean, head varchar, head_sub varchar)',
  )
  await duck.append('judged', rowsOfProducts(products, corrections, least))
  await duck.run(
    'create or replace temp table placed as select *, cast(row_number() over (order by product) as integer) as k from judged',
  )
  await duck.run('create or replace temp table products as select k, product from placed')
  return { ...counts, 'products they are': products.size }
}

function* rowsOfNames(names: readonly CleanName[], products: ReadonlyMap<string, number>) {
  for (const { n, product, colour, colourSaid, size, confidence } of names)
    yield [n, products.get(product)!, colour, colourSaid, size, confidence]
}

function* rowsOfProducts(products: ReadonlyMap<string, number>, corrections: Corrections, least: number) {
  for (const [product, p] of products) {
    const { category, subCategory, confidence, corrected, head } = placeProduct(product, corrections, least)
    yield [p, product, category, subCategory, confidence, corrected, head?.category ?? null, head?.subCategory ?? null]
  }
}

/** Tables `clean_colours`, `clean_sizes` and `clean_paths`: what each written cell says. */
async function readCells(duck: Duck, least: number): Promise<void> {
  for (const [table, cell, read] of [
    ['colours', 'colour', readColourCell],
    ['sizes', 'size', readSizeCell],
  ] as const) {
    const cells = await duck.rows<{ n: number; cell: string | null }>(`select n, ${cell} as cell from ${table}`)
    await duck.run(`create or replace temp table clean_${table} (n integer, clean varchar)`)
    await duck.append(
      `clean_${table}`,
      cells.map(({ n, cell }) => {
        const text = readCell(cell)
        return [n, text === null ? null : read(text)]
      }),
    )
  }
  const paths = await duck.rows<{ n: number; category: string | null; sub: string | null }>(
    'select n, category, sub_category as sub from paths',
  )
  await duck.run(`create or replace temp table clean_paths (n integer, category varchar, sub_category varchar,
    place varchar, place_sub varchar, sure double, own varchar, own_sub varchar)`)
  await duck.append(
    'clean_paths',
    paths.map((cells) => {
      const { category, subCategory, place, sub } = readPath(cells.category, cells.sub, least)
      const placed = [place?.category ?? null, place?.subCategory ?? null, place?.confidence ?? null]
      return [cells.n, category, subCategory, ...placed, sub?.category ?? null, sub?.subCategory ?? null]
    }),
  )
}

/** Tables `voted` and `voted_sub`: the category of most events of a product, and the sub-category of most within each. */
async function voteCategories(duck: Duck): Promise<void> {
  await duck.run(`create or replace temp table votes as select p, place, place_sub, sum(events) as events, max(sure) as sure
    from combinations c join said using (n) join clean_paths on clean_paths.n = path where place is not null group by all`)
  await duck.run(`create or replace temp table voted as select p, place, sure from (
    select p, place, max(sure) as sure, sum(events) as events from votes group by all)
    qualify row_number() over (partition by p order by events desc, place) = 1`)
  await duck.run(`create or replace temp table voted_sub as select p, place, place_sub from votes where place_sub is not null
    qualify row_number() over (partition by p, place order by events desc, place_sub) = 1`)
}

/** `items`, in slices into a compressed database in memory: written out they take ten times as much. */
async function keepItems(duck: Duck): Promise<void> {
  const items = `select * exclude (${WHENCE.join(', ')}) from (${ASSEMBLED})`
  await duck.run("attach if not exists ':memory:' as cleaned (compress)")
  await duck.run(`create or replace table cleaned.items as ${items} limit 0`)
  const [{ last }] = (await duck.rows<{ last: number }>('select coalesce(max(w), 0) as last from combinations')) as [
    { last: number },
  ]
  for (let from = 1; from <= last; from += SLICE) {
    await duck.run(`insert into cleaned.items ${items} where w between ${from} and ${from + SLICE - 1}`)
    await duck.run('checkpoint cleaned')
  }
  await duck.run('create or replace temp view items as from cleaned.items')
}

/** Columns of `ASSEMBLED` that are for the counts alone. */
const WHENCE = ['n', 'whence', 'colour_said', 'size_said', 'sub_category_said']

/** Each combination with what it is in the end; the category is its own row's, else voted, else the name's, else as written. */
const ASSEMBLED = `
select item, product, coalesce(place, category) as category,
  if(own_sub is not null and (place is null or own = place), own_sub, coalesce(sub_category, said_sub)) as sub_category,
  colour, size, product_confidence, if(place is null, null, sure) as category_confidence,
  ${['product', 'category', 'sub_category', 'colour', 'size', 'source', 'product_id', 'brand'].map((name) => `${name}_written`).join(', ')}, w, k,
  n, whence, colour_said, size_said, sub_category is null and said_sub is not null as sub_category_said
from (select *,
  case whence when 'own' then sure_own when 'voted' then sure_voted else sure_named end as sure,
  if(whence in ('own', 'voted'), coalesce(voted_sub, if(head = place, head_sub, null)), named_sub) as said_sub
from (select *,
  case whence when 'own' then place_own when 'voted' then place_voted else place_named end as place
from (select item, c.n, k, placed.product, said.confidence as product_confidence,
  case when placed.corrected then 'corrected' when cells.place is not null then 'own' when voted.place is not null then 'voted'
    when placed.category is not null then 'guessed' end as whence,
  cells.category, cells.sub_category, cells.own, cells.own_sub, voted_sub.place_sub as voted_sub,
  cells.place as place_own, voted.place as place_voted, placed.category as place_named,
  cells.sure as sure_own, voted.sure as sure_voted, placed.confidence as sure_named,
  placed.sub_category as named_sub, placed.head, placed.head_sub,
  coalesce(said.colour_right, a.clean, said.colour) as colour, said.colour_right is null and a.clean is null and said.colour is not null as colour_said,
  coalesce(b.clean, said.size) as size, b.clean is null and said.size is not null as size_said,
  ${CELLS.names.map((name) => `names.${name} as ${name}_written`).join(', ')}, ${CELLS.paths.map((name) => `paths.${name} as ${name}_written`).join(', ')},
  colours.colour as colour_written, sizes.size as size_written, w
from combinations c join said using (n) join placed using (p) join names using (n) join clean_paths cells on cells.n = path join paths on paths.n = path
  left join voted using (p) left join voted_sub on voted_sub.p = said.p and voted_sub.place = coalesce(cells.place, voted.place)
  join colours on colours.n = c.colour join clean_colours a on a.n = c.colour join sizes on sizes.n = c.size join clean_sizes b on b.n = c.size)))`
