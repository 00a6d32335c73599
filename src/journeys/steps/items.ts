import { readColourCell } from '../cleaning/colours.ts'
import type { Corrections } from '../cleaning/corrections.ts'
import { placeProduct, readPath } from '../cleaning/place.ts'
import { type CleanName, cleanNames, type WrittenName } from '../cleaning/products.ts'
import { readSizeCell } from '../cleaning/sizes.ts'
import { readCell } from '../cleaning/text.ts'
import type { Duck } from '../engine/duckdb.ts'

/** A dictionary's columns, and the order of record 0010 that its numbers follow, from 1. */
const NAME = ['product', 'product_id', 'brand', 'source']
const PATH = ['category', 'sub_category']

const same = (a: string, b: string, columns: readonly string[]) =>
  columns.map((column) => `${a}.${column} is not distinct from ${b}.${column}`).join(' and ')

/**
 * Cleans the products of table `written` (item, source, the cells of `ITEM`, events), which it uses up, into `items` and
 * `products` as `derive` reads them. Names and cells are cleaned each on its own; what their combinations are is put together
 * here, in SQL, since there may be millions of them. Answers how many names each step changed.
 */
export async function cleanItems(
  duck: Duck,
  { corrections, minConfidence: least }: { corrections: Corrections; minConfidence: number },
): Promise<Record<string, number>> {
  await numberCells(duck)
  const counts = await readNames(duck, corrections, least)
  await readCells(duck, least)
  await voteCategories(duck)
  await duck.run(`create or replace temp table items as select * exclude (${WHENCE.join(', ')}), w from (${ASSEMBLED}) join
    (select item, cast(row_number() over (order by product_rank, path, colour, size, n) as integer) as w from combinations) using (item)`)
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

/** Numbers the distinct names and cells (`names`, `paths`, `colours`, `sizes`); `combinations` has their numbers alone, 0 for none. */
async function numberCells(duck: Duck): Promise<void> {
  const number = (columns: readonly string[]) =>
    `cast(row_number() over (order by ${columns.map((name) => `${name} nulls first`).join(', ')}) as integer)`
  await duck.run(`create or replace temp table names as select ${number(NAME)} as n, cast(dense_rank() over (order by product) as integer) as product_rank, *
    from (select ${NAME.join(', ')}, cast(sum(events) as bigint) as events from written group by all)`)
  await duck.run(`create or replace temp table paths as select ${number(PATH)} as path, *
    from (select distinct ${PATH.join(', ')} from written)`)
  for (const cell of ['colour', 'size']) {
    await duck.run(`create or replace temp table ${cell}s as select ${number([cell])} as n, ${cell} as written
      from (select distinct ${cell} from written where ${cell} is not null)`)
  }
  await duck.run(`create or replace temp table combinations as
    select item, written.events, names.n, product_rank, path, coalesce(colours.n, 0) as colour, coalesce(sizes.n, 0) as size
    from written join names on ${same('written', 'names', NAME)} join paths on ${same('written', 'paths', PATH)}
      left join colours on colours.written = written.colour left join sizes on sizes.written = written.size`)
  await duck.run('drop table written')
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
    'create or replace temp table said (n integer, p integer, colour varchar, size varchar, confidence double)',
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
  for (const { n, product, colour, size, confidence } of names)
    yield [n, products.get(product)!, colour, size, confidence]
}

function* rowsOfProducts(products: ReadonlyMap<string, number>, corrections: Corrections, least: number) {
  for (const [product, p] of products) {
    const { category, subCategory, confidence, corrected, head } = placeProduct(product, corrections, least)
    yield [p, product, category, subCategory, confidence, corrected, head?.category ?? null, head?.subCategory ?? null]
  }
}

/** Tables `clean_colours`, `clean_sizes` and `clean_paths`: what each written cell says. */
async function readCells(duck: Duck, least: number): Promise<void> {
  for (const [table, read] of [
    ['colours', readColourCell],
    ['sizes', readSizeCell],
  ] as const) {
    const cells = await duck.rows<{ n: number; written: string }>(`from ${table}`)
    await duck.run(`create or replace temp table clean_${table} (n integer, clean varchar)`)
    await duck.append(
      `clean_${table}`,
      cells.map(({ n, written }) => {
        const text = readCell(written)
        return [n, text === null ? null : read(text)]
      }),
    )
  }
  const paths = await duck.rows<{ path: number; category: string | null; sub_category: string | null }>('from paths')
  await duck.run(`create or replace temp table clean_paths (path integer, category varchar, sub_category varchar,
    place varchar, place_sub varchar, sure double, own varchar, own_sub varchar)`)
  await duck.append(
    'clean_paths',
    paths.map(({ path, ...cells }) => {
      const { category, subCategory, place, sub } = readPath(cells.category, cells.sub_category, least)
      const placed = [place?.category ?? null, place?.subCategory ?? null, place?.confidence ?? null]
      return [path, category, subCategory, ...placed, sub?.category ?? null, sub?.subCategory ?? null]
    }),
  )
}

/** Tables `voted` and `voted_sub`: the category of most events of a product, and the sub-category of most within each. */
async function voteCategories(duck: Duck): Promise<void> {
  await duck.run(`create or replace temp table votes as select p, place, place_sub, sum(events) as events, max(sure) as sure
    from combinations join said using (n) join clean_paths using (path) where place is not null group by all`)
  await duck.run(`create or replace temp table voted as select p, place, sure from (
    select p, place, max(sure) as sure, sum(events) as events from votes group by all)
    qualify row_number() over (partition by p order by events desc, place) = 1`)
  await duck.run(`create or replace temp table voted_sub as select p, place, place_sub from votes where place_sub is not null
    qualify row_number() over (partition by p, place order by events desc, place_sub) = 1`)
}

/** Columns of `ASSEMBLED` that are for the counts alone. */
const WHENCE = ['n', 'whence', 'colour_said', 'size_said', 'sub_category_said']

/** Each combination with what it is in the end; the category is its own row's, else voted, else the name's, else as written. */
const ASSEMBLED = `
select item, product, coalesce(place, category) as category,
  if(own_sub is not null and (place is null or own = place), own_sub, coalesce(sub_category, said_sub)) as sub_category,
  colour, size, product_confidence, if(place is null, null, sure) as category_confidence,
  ${['product', 'category', 'sub_category', 'colour', 'size', 'source', 'product_id', 'brand'].map((name) => `${name}_written`).join(', ')}, k,
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
  coalesce(a.clean, said.colour) as colour, a.clean is null and said.colour is not null as colour_said,
  coalesce(b.clean, said.size) as size, b.clean is null and said.size is not null as size_said,
  ${NAME.map((name) => `names.${name} as ${name}_written`).join(', ')}, ${PATH.map((name) => `paths.${name} as ${name}_written`).join(', ')},
  colours.written as colour_written, sizes.written as size_written
from combinations c join said using (n) join placed using (p) join names using (n) join clean_paths cells using (path) join paths using (path)
  left join voted using (p) left join voted_sub on voted_sub.p = said.p and voted_sub.place = coalesce(cells.place, voted.place)
  left join colours on colours.n = c.colour left join clean_colours a on a.n = c.colour
  left join sizes on sizes.n = c.size left join clean_sizes b on b.n = c.size)))`
