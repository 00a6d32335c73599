import { type Duck, fileLiteral, literal } from '../engine/duckdb.ts'
import { steadyOffset } from '../sources/cells.ts'
import { ACTION_CODES, ACTIONS } from '../tables.ts'
import { FINAL_PRICE, UNIT_PRICE } from './prices.ts'

/** What the tables of a shard are made of. */
export interface Derivation {
  /** Parquet files of one shard's events, all sources. */
  files: readonly string[]
  /** IANA zone of calendar days and of the texts of `searches`. */
  zone: string
  /** Microseconds since 1970: searches are listed as of then. */
  asOf: bigint
  windowMs: number
  /** One customer alone, each event with its source and row, for tracing. */
  only?: string
}

const { SEARCH, VIEW, BAG, REMOVE, CHECKOUT, PURCHASE, RETURN } = ACTION_CODES
/** The words of the actions as a list of DuckDB, by their numbers from 1. */
export const ACTION_NAMES = `[${ACTIONS.map(literal).join(', ')}]`
/** What tells events of one time, action, application and product apart, in the order of record 0010; the last two tell rows written twice. */
export const TIES = [
  'term',
  'order_id',
  'session',
  'quantity',
  'unit_price',
  'final_price',
  'currency',
  'payment_mode',
  'source',
  'row',
]
/** Names a purchase's order within its application: a number, or for want of one its time. */
const ORDER_KEY = "if(order_id is null, '@' || cast(t as varchar), '#' || order_id)"
/** Values as a list in the order of `by`. DuckDB's own ordered `list` takes four times as long. */
const inOrder = (value: string, by: string) =>
  `list_transform(list_sort(list({'by': ${by}, 'value': ${value}})), lambda e: e.value)`
/** A term as the name of what was searched. */
export const CLEAN_TERM = "lower(trim(regexp_replace(term, '\\s+', ' ', 'g')))"

/**
 * The steps from a shard's staged events to its rows of the tables, each a statement of SQL, by record 0010. They read
 * `items` and `applications`, and append to `out.purchases`, `out.searches`, `out.searches_by_customer` and `out.touches`.
 * Letters: c customer, k product or (negative) term, t time, x action, a application, w written product, j journey.
 */
export function derivation({ files, zone, asOf, windowMs, only }: Derivation): { name: string; sql: string }[] {
  const local = (t: string) => localTime(t, zone)
  const step = (name: string, sql: string) => ({ name, sql })
  const table = (name: string, sql: string) => step(name, `create or replace temp table ${name} as ${sql}`)
  return [
    table(
      'events',
      `select * exclude (twice${only === undefined ? ', row, source' : ''}) from (
        select hash(customer) as c, time as t, action as x, coalesce(a, 0) as a, w, k, term, order_id, session,
          quantity, unit_price, final_price, discount, currency, payment_mode, row, s.source,
          row_number() over ordered as pos,
          coalesce(row = lag(row) over ordered and s.source = lag(s.source) over ordered, false) as twice
        from read_parquet([${files.map(fileLiteral).join(', ')}], union_by_name = true) s
          left join applications using (application) left join items using (item)${only === undefined ? '' : ` where customer = ${literal(only)}`}
        window ordered as (partition by hash(customer) order by time, action, coalesce(a, 0), coalesce(w, 0), ${TIES.map((name) => `${name === 'source' ? 's.source' : name} nulls first`).join(', ')})
      ) where not twice`,
    ),
    table(
      'people',
      `select distinct hash(customer) as c, customer from read_parquet([${files.map(fileLiteral).join(', ')}])`,
    ),
    // Sessions the file does not name: runs of events less than 30 minutes apart.
    table(
      'runs',
      `select c, pos, sum(later) over (partition by c, a order by pos) as run from (
        select c, a, pos, cast(t - lag(t) over (partition by c, a order by pos) >= interval 30 minutes as integer) as later
        from events where session is null)`,
    ),
    table(
      'seen',
      `select events.* exclude (session, unit_price), ${UNIT_PRICE} as unit_price, if(session is null, hash(a, coalesce(run, 0)), hash(a, session)) as s
      from events left join runs using (c, pos)`,
    ),
    // A search by a term alone is of each product opened before its session's next search.
    table('bare', `select c, pos, s from seen where x = ${SEARCH} and k is null`),
    table(
      'led',
      `select distinct b.c, b.pos, v.k from bare b join (
        select c, s, x, k, max(if(x = ${SEARCH}, pos, null)) over (partition by c, s order by pos) as search
        from seen semi join bare using (c, s)
      ) v on v.c = b.c and v.search = b.pos where v.x in (${VIEW}, ${BAG}, ${CHECKOUT}, ${PURCHASE}) and v.k is not null`,
    ),
    table(
      'terms',
      `select term, -row_number() over (order by term) as k from (
        select distinct ${CLEAN_TERM} as term from seen semi join bare using (c, pos) anti join led using (c, pos))`,
    ),
    table(
      'touched',
      `select c, k, pos, t, x, a, s, w, quantity, unit_price, currency, false as bare from seen where k is not null and x <> ${RETURN}
      union all select c, led.k, pos, t, x, a, s, null, quantity, unit_price, currency, true from led join seen using (c, pos)
      union all select c, terms.k, pos, t, x, a, s, null, quantity, unit_price, currency, true
        from (select * exclude (k, term), ${CLEAN_TERM} as term from seen semi join bare using (c, pos) anti join led using (c, pos)) join terms using (term)`,
    ),
    table(
      'orders',
      `select *, row_number() over (partition by c, k order by first) as j from (
        select c, k, a, ${ORDER_KEY} as number, min(pos) as first, min(t) as t from seen where x = ${PURCHASE} group by all)`,
    ),
    // Most have bought a thing once or never, which needs no sorting.
    table('bought', 'select c, k, count(*) as orders, min(first) as first from orders group by c, k'),
    table(
      'stepped',
      `select touched.*, if(orders is null or pos < first, 1, 2) as j from touched left join bought using (c, k)
        where x <> ${PURCHASE} and coalesce(orders, 1) = 1
      union all select touched.*, coalesce(o.j, 0) + 1 from (
          select touched.* from touched semi join (from bought where orders > 1) using (c, k) where x <> ${PURCHASE}
        ) touched asof left join orders o on touched.c = o.c and touched.k = o.k and touched.pos > o.first
      union all select touched.*, j from touched
        join (select c, pos, a, ${ORDER_KEY} as number from seen where x = ${PURCHASE}) using (c, pos, a) join orders using (c, k, a, number)`,
    ),
    table(
      'places',
      `select c, k, j, a, count(*) as events, min(s) as one, max(s) as other,
        count(*) filter (x = ${SEARCH}) as searched, count(*) filter (x = ${VIEW}) as viewed, count(*) filter (x = ${BAG}) as bagged,
        count(*) filter (x = ${REMOVE}) as removed, count(*) filter (x = ${CHECKOUT}) as checked_out,
        min(pos) as first, max(pos) as last, min(t) as first_seen, max(t) as last_seen,
        arg_min(unit_price, pos) as first_price, min(if(unit_price is null, null, pos)) as first_priced,
        arg_max(unit_price, pos) as last_price, max(if(unit_price is null, null, pos)) as last_priced,
        arg_max(coalesce(currency, ''), pos) filter (unit_price is not null) as currency,
        arg_max(quantity, pos) as quantity, max(if(quantity is null, null, pos)) as counted,
        arg_max(w, pos) as w, max(if(bare, null, pos)) as described,
        coalesce(arg_max(x, pos) filter (x = ${BAG} or x = ${REMOVE}) = ${BAG}, false) as in_bag
      from stepped group by c, k, j, a`,
    ),
    table(
      'sittings',
      `select c, k, j, a, count(distinct s) as sessions from stepped
        semi join (from places where one <> other) using (c, k, j, a) group by c, k, j, a`,
    ),
    table(
      'journeys',
      `select c, k, j, sum(events) as events, sum(coalesce(sessions, 1)) as sessions, min(first_seen) as first_seen, max(last_seen) as last_seen,
        sum(bagged) as bagged, max(case when checked_out > 0 then ${CHECKOUT} when bagged > 0 or removed > 0 then ${BAG} when viewed > 0 then ${VIEW} else ${SEARCH} end) as furthest,
        bool_or(in_bag) as in_bag, ${inOrder('a', 'first')} as places, arg_max(a, last) as last_place,
        arg_min(first_price, first_priced) as first_price, arg_max(last_price, last_priced) as last_price, nullif(arg_max(currency, last_priced), '') as currency,
        arg_max(quantity, counted) as quantity, arg_max(w, described) as w
      from places left join sittings using (c, k, j, a) group by c, k, j`,
    ),
    ...purchaseSteps({ local, table, step }),
    ...searchSteps({ local, table, step, asOf, windowMs }),
    step(
      'touches',
      `insert into out.touches by name select customer, coalesce(p.product, terms.term) as product, places.k < 0 as is_term, places.j as journey,
        a.name as application, coalesce(said.terms, []) as terms, searched, viewed, bagged as put_in_bag, removed, checked_out, first_seen, last_seen,
        first_price as price_first_seen, last_price as price_last_seen, nullif(places.currency, '') as currency, b.name as bought_at, orders.t as bought_on
      from places join people using (c) left join products p on p.k = places.k left join terms on terms.k = places.k left join places_named a on a.a = places.a
        left join (select c, k, j, a, ${inOrder('term', 'pos')} as terms from (select * from stepped where x = ${SEARCH}) join (select c, pos, term from seen where x = ${SEARCH} and term is not null) using (c, pos)
          group by all) said on said.c = places.c and said.k = places.k and said.j = places.j and said.a = places.a
        left join orders on orders.c = places.c and orders.k = places.k and orders.j = places.j left join places_named b on b.a = orders.a`,
    ),
  ]
}

type Kit = {
  local: (t: string) => string
  table: (name: string, sql: string) => { name: string; sql: string }
  step: (name: string, sql: string) => { name: string; sql: string }
}

function purchaseSteps({ local, table, step }: Kit) {
  const day = `cast(${local('t')} as date)`
  return [
    table(
      'lines',
      `select c, k, j, pos, events.t, a, w, quantity, ${UNIT_PRICE} as unit_price, ${FINAL_PRICE} as final_price, currency, payment_mode, order_id
      from (select *, ${ORDER_KEY} as number from events where x = ${PURCHASE}) events join (select c, k, a, number, j from orders) using (c, k, a, number)`,
    ),
    table(
      'labels',
      `select list(action || coalesce(' ' || name, '') order by a, x) as labels from (select 0 as a, null as name union all from places_named),
        (select unnest([${ACTIONS.map(literal).join(', ')}, '']) as action, unnest(range(8)) as x)`,
    ),
    table(
      'paths',
      // One number a step sorts seven times as fast as its text.
      `select c, k, j, list_transform(codes, lambda code: labels[code % 1048576 + 1]) as steps, days from (
        select c, k, j, list_sort(list(pos * 1048576 + a * 8 + x)) as codes, count(distinct ${day}) as days
        from stepped semi join orders using (c, k, j) group by c, k, j), labels`,
    ),
    // Which order a return is of: by its number, else the latest before it, of its own application where there is one.
    table(
      'returns',
      `select c, k, j, min(t) as t, if(count(*) > count(quantity), null, sum(quantity)) as quantity from (
        select r.c, r.k, r.t, r.quantity, o.j from events r join orders o
          on o.c = r.c and o.k = r.k and o.a = r.a and o.number = '#' || r.order_id where r.x = ${RETURN}
        union all select r.c, r.k, any_value(r.t), any_value(r.quantity), coalesce(arg_max(o.j, o.first) filter (o.a = r.a), arg_max(o.j, o.first))
          from events r join orders o on o.c = r.c and o.k = r.k and o.first < r.pos where r.x = ${RETURN} and r.order_id is null group by r.c, r.k, r.pos
      ) group by c, k, j`,
    ),
    table(
      'given_back',
      `select c, pos, least(greatest(coalesce(returned, quantity + before) - before, 0), quantity) as returned_quantity, t from (
        select l.c, l.pos, coalesce(l.quantity, 1) as quantity, r.quantity as returned, r.t,
          coalesce(sum(coalesce(l.quantity, 1)) over (partition by l.c, l.k, l.j order by l.pos rows between unbounded preceding and 1 preceding), 0) as before
        from lines l join returns r using (c, k, j))`,
    ),
    table(
      'looks',
      `select distinct c, category, seen.k, t from seen semi join lines using (c) join items using (w)
      where x in (${VIEW}, ${BAG}) and category is not null`,
    ),
    table(
      'others',
      `select c, l.k, j, t, w, list_sort(list(distinct products.product)) as others from (
        select distinct l.c, l.k, l.j, l.t, l.w, o.k as other from (
          select distinct lines.c, lines.k, lines.j, lines.t, lines.w, first_seen, category from lines join journeys using (c, k, j) join items on items.w = lines.w
        ) l join looks o on o.c = l.c and o.category = l.category and o.k <> l.k and o.t between l.first_seen and l.t
      ) l join products on products.k = other group by c, l.k, j, t, w`,
    ),
    step(
      'purchases',
      `insert into out.purchases by name select customer, p.product, i.category, i.sub_category, i.colour, i.size,
        l.quantity, a.name as application_used,
        list_filter(list_transform(list_filter(g.places, lambda o: o <> l.a), lambda o: names[o]), lambda o: o is not null) as applications_checked, l.t as timestamp, payment_mode,
        l.unit_price, l.final_price, l.currency, order_id, j as journey, g.first_seen, g.events, g.sessions, days, steps,
        g.bagged as times_in_bag, g.first_price as price_first_seen, coalesce(others, []) as others_looked_at,
        coalesce(returned_quantity > 0, false) as returned, nullif(returned_quantity, 0) as returned_quantity,
        if(returned_quantity > 0, given_back.t, null) as returned_at,
        i.product_written, i.category_written, i.product_confidence, i.category_confidence
      from lines l join journeys g using (c, k, j) join people using (c) join products p using (k) join items i on i.w = l.w
        left join places_named a using (a) join paths using (c, k, j) left join others o on o.c = l.c and o.k = l.k and o.j = l.j and o.t = l.t and o.w = l.w left join given_back using (c, pos), place_names`,
    ),
  ]
}

function searchSteps({ local, table, step, asOf, windowMs }: Kit & Pick<Derivation, 'asOf' | 'windowMs'>) {
  return [
    table(
      'open',
      `select journeys.*, orders is not null as bought_before from journeys left join bought using (c, k)
      where j = coalesce(orders, 0) + 1 and make_timestamp(${asOf}) - last_seen > to_milliseconds(${windowMs})`,
    ),
    table(
      'history',
      `select c, k, ${inOrder(`strftime(${local('st.t')}, '%Y-%m-%d %H:%M') || coalesce(' ' || b.name, '') || ': ' || coalesce(term, product_written)`, 'pos')} as searches
      from stepped st semi join open using (c, k, j) join (select c, pos, term, w as wr from seen where x = ${SEARCH}) using (c, pos)
        left join places_named b using (a) left join items i on i.w = wr
      where x = ${SEARCH} group by c, k`,
    ),
    step(
      'searches',
      `insert into out.searches by name select customer, coalesce(p.product, terms.term) as product, open.k < 0 as is_term, i.category, i.sub_category, i.colour, i.size, open.quantity,
        last_price as price, open.currency, list_filter(list_transform(places, lambda o: names[o]), lambda o: o is not null) as applications, names[last_place] as last_application,
        coalesce(searches, []) as searches, first_seen, last_seen, ${ACTION_NAMES}[furthest + 1] as furthest_step, in_bag as left_in_bag,
        bagged as times_in_bag, events, sessions, bought_before, j as journey,
        i.product_written, i.category_written, i.product_confidence, i.category_confidence
      from open join people using (c) left join products p on p.k = open.k left join terms on terms.k = open.k left join items i on i.w = open.w
        left join history on history.c = open.c and history.k = open.k, place_names`,
    ),
    step(
      'searches by customer',
      `insert into out.searches_by_customer by name select customer, list_transform(found, lambda e: e.product) as products,
        list_transform(list_filter(found, lambda e: e.in_bag), lambda e: e.product) as products_left_in_bag,
        list_sort(list_transform(list_filter(list_distinct(flatten(all_places)), lambda o: o > 0), lambda o: names[o])) as applications, first_seen, last_seen
      from (
        select c, list_sort(list({'ago': -epoch_us(last_seen), 'product': coalesce(p.product, terms.term), 'is_term': open.k < 0, 'in_bag': in_bag})) as found,
          list(places) as all_places, min(first_seen) as first_seen, max(last_seen) as last_seen
        from open left join products p on p.k = open.k left join terms on terms.k = open.k group by c
      ) join people using (c), place_names`,
    ),
  ]
}

/** The clock of a zone at an instant, as a TIMESTAMP. */
export function localTime(t: string, zone: string): string {
  const steady = steadyOffset(zone)
  return steady === undefined
    ? `timezone(${literal(zone)}, timezone('UTC', ${t}))`
    : `(${t} + to_microseconds(${steady}))`
}

/** Makes the tables of one shard's events; answers how many they are without those written twice. Throws what DuckDB throws. */
export async function derive(duck: Duck, options: Derivation): Promise<number> {
  for (const { sql } of derivation(options)) await duck.run(sql)
  return (await duck.rows<{ n: number }>('select count(*) as n from seen'))[0]!.n
}
