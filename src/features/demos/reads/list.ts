import type { RawBuilder } from 'kysely'
import { sql } from '../../../database/database.ts'
import { type Context, reading } from '../../../platform/context.ts'
import { orderOf } from '../../lists/reads.ts'
import { demoStatuses, packFacets, TALLY_SPAN_MS } from '../rules.ts'
import type { DemoQuery } from '../schema.ts'
import { conditionOf, fixedOf, inRange, type Wanted, wantedBy } from './wanted.ts'

// How a page of a million demos is found in a tenth of a second on both databases: record 0008.

/** When which way is taken; tests lower them. */
export const plan = {
  /** From so many rows on, those before a page are skipped by the counts instead of being walked. */
  far: 10_000,
  /** What it costs to look at a row of `demo`, in rows of the words' index. */
  rowPerHit: 10,
  /** Up to so many demos found by a walk are taken along, which spares a second walk for the page. */
  few: 20_000,
}

type Group = 'product_id' | 'status'
type From = RawBuilder<unknown>

/** How many demos fit, and the ids of one page of them in order. */
export async function findDemos(ctx: Context, query: DemoQuery): Promise<{ total: number; ids: number[] }> {
  const want = await wantedBy(ctx, query)
  if (!want) return { total: 0, ids: [] }
  const { by, way } = orderOf(query.sort)
  const page = { offset: (query.page - 1) * query.size, limit: query.size }
  if (by === 'status' || by === 'product') return findInGroups(ctx, want, by, { way, ...page })
  const few = by === 'name' || !isWalked(want) ? undefined : await fewOf(ctx, want, way)
  if (few) return { total: few.length, ids: few.slice(page.offset, page.offset + page.limit) }
  const total = sumOf(await countBy(ctx, want))
  return { total, ids: await idsOf(ctx, want, total, { by: by === 'name' ? 'name' : 'time', way, ...page }) }
}

/** Rows of `demo` must be looked at, one after the other, to tell how many fit. */
const isWalked = (want: Wanted) => isSearched(want) && !hitsOf(want) && coveredBy(want).length === 0
const isSearched = ({ terms, expert }: Wanted) => terms.length > 0 || expert !== null

/** All that fit, by time, when they are few. */
async function fewOf(ctx: Context, want: Wanted, way: Order['way']): Promise<number[] | undefined> {
  const { rows } = await sql<{ id: number; at: number }>`select demo.id as id, demo.requested_at as at
    from ${driven(ctx, want)} limit ${plan.few + 1}`.execute(reading(ctx))
  if (rows.length > plan.few) return undefined
  const down = way === 'desc' ? -1 : 1
  return rows.sort((a, b) => down * (a.at - b.at || a.id - b.id)).map(({ id }) => id)
}

interface Order {
  by: 'time' | 'name'
  way: 'asc' | 'desc'
  offset: number
  limit: number
}

/** Sorted by what has few values: value after value, the newest of each first. */
async function findInGroups(ctx: Context, want: Wanted, by: string, order: Omit<Order, 'by'>) {
  const group = by === 'status' ? 'status' : 'product_id'
  const counts = await countBy(ctx, want, group)
  const ranks =
    by === 'status' ? new Map(demoStatuses.toSorted().map((it, at) => [it as string, at])) : await productRanks(ctx)
  const rank = ({ key }: { key: unknown }) => ranks.get(String(key)) ?? 0
  counts.sort((a, b) => (order.way === 'asc' ? rank(a) - rank(b) : rank(b) - rank(a)))
  const ids: number[] = []
  let { offset } = order
  for (const { key, n } of counts) {
    if (offset < n && ids.length < order.limit) {
      const part =
        group === 'status'
          ? { facets: { ...want.facets, status: key as (typeof demoStatuses)[number] } }
          : { products: [Number(key)] }
      const limit = order.limit - ids.length
      ids.push(...(await idsOf(ctx, { ...want, ...part }, n, { by: 'time', way: 'desc', offset, limit })))
    }
    offset = Math.max(0, offset - n)
  }
  return { total: sumOf(counts), ids }
}

async function productRanks(ctx: Context): Promise<Map<string, number>> {
  const all = await reading(ctx).selectFrom('product').select(['id', 'name']).execute()
  const { compare } = new Intl.Collator(ctx.lang)
  return new Map(all.sort((a, b) => compare(a.name, b.name) || a.id - b.id).map(({ id }, at) => [String(id), at]))
}

interface Count {
  key: unknown
  n: number
}

function merged(counts: Count[]): Count[] {
  const byKey = Map.groupBy(counts, ({ key }) => key)
  return [...byKey].map(([key, some]) => ({ key, n: sumOf(some) }))
}

const sumOf = (counts: Count[]) => counts.reduce((sum, { n }) => sum + n, 0)

/** Counts what fits, all together or by a column's values. */
async function countBy(ctx: Context, want: Wanted, group?: Group): Promise<Count[]> {
  const ask = async (from: From, value = sql`count(*)`, key = group ? sql.ref(`demo.${group}`) : sql`1`) => {
    const by = group ? sql`group by ${key}` : sql``
    const { rows } = await sql<Count>`select ${key} as ${sql.ref('key')}, ${value} as n ${from} ${by}`.execute(
      reading(ctx),
    )
    // A sum comes as text from MySQL, and as null of no rows.
    return rows.map(({ key: of, n }) => ({ key: of, n: Number(n) })).filter(({ n }) => n > 0)
  }
  if (!isSearched(want)) {
    const { spans, edges } = inSpans(want)
    const tallied = spans
      ? await ask(sql`from demo_tally as demo where ${conditionOf(undated(want))} and ${spans}`, sql`sum(n)`)
      : []
    const rows = (edge: Wanted) => ask(sql`from demo ${inOrderOf(ctx, 'demo_by_time')} where ${conditionOf(edge)}`)
    return merged([...tallied, ...(await Promise.all(edges.map(rows))).flat()])
  }
  const covered = coveredBy(want)
  const rest = covered.length > 0 ? { ...want, notProducts: covered } : want
  const byProduct = covered.length > 0 ? await countBy(ctx, { ...want, products: covered, terms: [] }, group) : []
  const hits = hitsOf(rest)
  if (!hits) return merged([...byProduct, ...(await ask(sql`from ${driven(ctx, rest)}`))])
  if (group !== 'status') return merged([...byProduct, ...(await ask(hits, undefined, group && sql`hit.product_id`))])
  const packed = await ask(hits, undefined, sql`(hit.facets & ${STATUS.mask})`)
  return merged([...byProduct, ...packed.map(({ key, n }) => ({ key: statusIn(Number(key)), n }))])
}

const undated = ({ from, until, ...want }: Wanted): Wanted => want

/** The whole spans of the counts between the instants asked for, and what is left of the time before and after them. */
function inSpans(want: Wanted): { spans: From | undefined; edges: Wanted[] } {
  const { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = want
  const first = Math.ceil(from / TALLY_SPAN_MS) * TALLY_SPAN_MS
  const last = Math.floor(until / TALLY_SPAN_MS) * TALLY_SPAN_MS
  if (first >= last) return { spans: undefined, edges: [want] }
  const bounds = [sql`1 = 1`]
  const edges: Wanted[] = []
  if (Number.isFinite(first)) bounds.push(sql`demo.span >= ${first}`)
  if (Number.isFinite(last)) bounds.push(sql`demo.span < ${last}`)
  if (from < first) edges.push({ ...undated(want), from, until: first })
  if (until > last) edges.push({ ...undated(want), from: last, until })
  return { spans: sql.join(bounds, sql` and `), edges }
}

/** Products whose name alone answers the whole search. */
function coveredBy({ terms }: Wanted): number[] {
  const [first, ...others] = terms
  return first ? first.products.filter((id) => others.every(({ products }) => products.includes(id))) : []
}

const STATUS = packFacets({ status: 'PENDING' })
const statusIn = (packed: number) => demoStatuses.find((status) => packFacets({ status }).value === packed)

/** What fits, when one range of the words' or of the experts' index holds all that must be known. */
function hitsOf(want: Wanted): From | undefined {
  const { terms, expert, notProducts } = want
  const [term] = terms
  if (!term && expert !== null)
    return sql`from demo_user as hit where hit.user_id = ${expert} and ${fixedOf(want, 'hit')}`
  if (!term || terms.length > 1 || term.starts.length > 1 || expert !== null) return undefined
  if (term.products.length > 0 && notProducts.length === 0) return undefined
  return sql`from demo_word as hit where ${inRange(term.starts)} and ${fixedOf(want, 'hit')}`
}

/** The index to use, which neither planner would choose for sure: SQLite knows nothing of how many rows have what. */
const inOrderOf = (ctx: Context, index: string): From =>
  ctx.database.engine === 'sqlite' ? sql`indexed by ${sql.ref(index)}` : sql`force index (${sql.ref(index)})`

/** `demo` reached through the rows of a search word, or of an expert: in that order, whatever the planner believes. */
function driven(ctx: Context, want: Wanted): From {
  const mysql = ctx.database.engine === 'mysql'
  const then = mysql ? sql`straight_join` : sql`cross join`
  const { terms } = want
  const by = (some: From, left: Wanted) => {
    return sql`(${some}) as d ${then} demo on demo.id = d.id where ${conditionOf(left)}`
  }
  if (terms.length === 0) {
    const served = sql`select hit.demo_id as id ${hitsOf(want)}`
    return by(served, { ...want, expert: null })
  }
  const exclusive = terms.filter(({ products }) => products.length === 0)
  const [longest] = exclusive.toSorted((a, b) => b.starts[0]!.length - a.starts[0]!.length)
  const starts = longest ? longest.starts : terms.flatMap((term) => term.starts)
  const distinct = starts.length > 1 ? sql`distinct` : sql``
  const words = sql`select ${distinct} hit.demo_id as id from demo_word as hit where ${fixedOf(want, 'hit')} and ${inRange(starts)}`
  // What the range says already is not asked again.
  const left = { ...want, terms: terms.filter((term) => term !== longest) }
  const covered = coveredBy(want).filter((id) => !want.notProducts.includes(id))
  if (covered.length === 0) return by(words, left)
  return by(sql`${words} union select id from demo where product_id in (${sql.join(covered)})`, left)
}

/** Ids of one page of the `total` demos that fit. */
async function idsOf(ctx: Context, want: Wanted, total: number, order: Order): Promise<number[]> {
  if (order.offset >= total) return []
  const near = await skipped(ctx, want, order)
  if (near) return orderedIds(ctx, near.want, total, near.order)
  // From the end when that is nearer.
  const limit = Math.min(order.limit, total - order.offset)
  if (order.offset <= total / 2) return orderedIds(ctx, want, total, { ...order, limit })
  const offset = total - order.offset - limit
  const ids = await orderedIds(ctx, want, total, { ...order, way: order.way === 'asc' ? 'desc' : 'asc', offset, limit })
  return ids.reverse()
}

/** The same page counted from the span of time it begins in. */
async function skipped(ctx: Context, want: Wanted, order: Order): Promise<{ want: Wanted; order: Order } | undefined> {
  const dated = want.from !== undefined || want.until !== undefined
  if (order.by !== 'time' || order.offset < plan.far || isSearched(want) || dated) return undefined
  const { rows } = await sql<{ span: number; n: number }>`select span, sum(n) as n from demo_tally as demo
    where ${conditionOf(want)} group by span`.execute(reading(ctx))
  const down = order.way === 'desc'
  rows.sort((a, b) => (down ? b.span - a.span : a.span - b.span))
  let before = 0
  for (const { span, n } of rows) {
    if (before + Number(n) > order.offset) {
      const bound = down ? { until: span + TALLY_SPAN_MS } : { from: span }
      return { want: { ...want, ...bound }, order: { ...order, offset: order.offset - before } }
    }
    before += Number(n)
  }
  return undefined
}

async function orderedIds(ctx: Context, want: Wanted, total: number, order: Order): Promise<number[]> {
  const way = sql.raw(order.way)
  const page = sql`limit ${order.limit} offset ${order.offset}`
  const run = async (from: From, by: From, id: From) => {
    const { rows } = await sql<{
      id: number
    }>`select ${id} as id ${from} order by ${by} ${way}, ${id} ${way} ${page}`.execute(reading(ctx))
    return rows.map((row) => row.id)
  }
  const column = order.by === 'name' ? sql`demo.name` : sql`demo.requested_at`
  // In the order of the index most rows looked at must fit, else it is quicker to take all that fit and sort them.
  const { last } = await reading(ctx)
    .selectFrom('demo')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  const looked = ((order.offset + order.limit) * Number(last)) / total
  const hits = order.by === 'time' ? hitsOf(want) : undefined
  // An expert's are kept by time, a word's must be sorted.
  if (hits && (want.expert !== null || looked * plan.rowPerHit > total)) {
    return run(hits, sql`hit.requested_at`, sql`hit.demo_id`)
  }
  const many = total > looked
  const index = order.by === 'name' ? 'demo_by_name' : 'demo_by_time'
  const hint = many || ctx.database.engine === 'sqlite' ? inOrderOf(ctx, index) : sql``
  const from =
    isSearched(want) && !many ? sql`from ${driven(ctx, want)}` : sql`from demo ${hint} where ${conditionOf(want)}`
  return run(from, column, sql`demo.id`)
}
