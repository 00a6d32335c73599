import { literal } from '../../engine/duckdb.ts'
import { steadyOffset } from '../../sources/cells.ts'
import { ACTION_CODES } from '../../tables.ts'
import { ACTION_NAMES, type Derivation, TIES } from '../derive.ts'
import { FINAL_PRICE, UNIT_PRICE } from './prices.ts'

const { SEARCH, VIEW, BAG, REMOVE, CHECKOUT, PURCHASE, RETURN } = ACTION_CODES
/** Values in the order of `by`, no two of which are equal. */
const inOrder = (value: string, by: string) => `arrayMap(e -> e.2, arraySort(groupArray((${by}, ${value}))))`
/** An aggregate's rows that count, as its nullable argument: `-If` answers 0 where there are none. */
const where = (condition: string, value: string) => `if(${condition}, ${value}, NULL)`
const NAMES = '(select names from @place_names)'
const named = (places: string) => `arrayMap(o -> ${NAMES}[o], arrayFilter(o -> o <> 0, ${places}))`
const time = (micros: string) => `fromUnixTimestamp64Micro(${micros}, 'UTC')`

export interface Step {
  name: string
  /** `@name` is the table of an earlier step. */
  sql: string
  /** Not kept as a table, but put where it is asked for: read once, or quickly made. */
  inline?: boolean
}

type Options = Pick<Derivation, 'zone' | 'asOf' | 'windowMs'>

/**
 * The steps of `derivation` (steps/derive.ts: same names, letters and rules) as ClickHouse's SQL. They read `@staged`, `@items`,
 * `@products`, `@applications`, `@place_names` and `@said` (each term searched alone, cleaned, with its number). Times are microseconds until the
 * four tables are made.
 */
function steps({ zone, asOf, windowMs }: Options): Step[] {
  const local = localTime('t', zone)
  return [
    {
      name: 'events',
      sql: `select * except (row, source, again) from (
        select *, if(x = ${PURCHASE}, if(isNull(order_id), '@' || toString(t), '#' || assumeNotNull(order_id)), '') as number,
          row_number() over ordered as pos,
          ifNull(row = lagInFrame(toNullable(row)) over ordered and source = lagInFrame(toNullable(source)) over ordered, false) as again
        from (
          select cityHash64(s.customer) as c, toUnixTimestamp64Micro(s.time) as t, s.action as x, ifNull(p.a, 0) as a, i.w as w, i.k as k,
            s.term as term, s.order_id as order_id, s.session as session, s.quantity as quantity, s.unit_price as unit_price,
            s.final_price as final_price, s.discount as discount, s.currency as currency, s.payment_mode as payment_mode, s.row as row, s.source as source
          from @staged s left join @applications p on p.application = s.application left join @items i on i.item = s.item
        ) window ordered as (partition by c order by t, x, a, ifNull(w, 0), ${TIES.map((name) => `${name} nulls first`).join(', ')})
      ) where not again`,
    },
    { name: 'people', sql: 'select cityHash64(customer) as c, customer from @staged group by customer' },
    // Sessions the file does not name: runs of events less than 30 minutes apart.
    {
      name: 'runs',
      inline: true,
      sql: `select c, pos, sum(later) over (partition by c, a order by pos) as run from (
        select c, a, pos, t - lagInFrame(t, 1, t) over (partition by c, a order by pos) >= ${30 * 60e6} as later from @events where isNull(session))`,
    },
    {
      name: 'seen',
      sql: `select e.c as c, e.pos as pos, e.t as t, e.x as x, e.a as a, e.w as w, e.k as k, e.term as term, e.number as number, e.quantity as quantity, e.currency as currency,
          ${UNIT_PRICE} as unit_price, cityHash64(e.a, if(isNull(e.session), '@' || toString(ifNull(r.run, 0)), '#' || assumeNotNull(e.session))) as s
        from @events e left join @runs r on r.c = e.c and r.pos = e.pos`,
    },
    // A search by a term alone is of each product opened before its session's next search.
    { name: 'bare', inline: true, sql: `select c, pos, s, term from @seen where x = ${SEARCH} and isNull(k)` },
    {
      name: 'led',
      sql: `select distinct b.c as c, b.pos as pos, assumeNotNull(v.k) as k from @bare b join (
        select c, s, x, k, max(${where(`x = ${SEARCH}`, 'pos')}) over (partition by c, s order by pos) as search
        from @seen where (c, s) in (select c, s from @bare)
      ) v on v.c = b.c and v.search = b.pos where v.x in (${VIEW}, ${BAG}, ${CHECKOUT}, ${PURCHASE}) and isNotNull(v.k)`,
    },
    {
      name: 'terms',
      inline: true,
      sql: `select b.c as c, b.pos as pos, w.k as k from @bare b join @said w on w.term = b.term where (b.c, b.pos) not in (select c, pos from @led)`,
    },
    {
      name: 'touched',
      sql: `select c, pos, assumeNotNull(k) as k, t, x, a, s, w, quantity, unit_price, currency, number, false as bare from @seen where isNotNull(k) and x <> ${RETURN}
      union all select l.c, l.pos, l.k, s.t, s.x, s.a, s.s, NULL, s.quantity, s.unit_price, s.currency, s.number, true
        from (select * from @led union all select * from @terms) l join @seen s on s.c = l.c and s.pos = l.pos`,
    },
    {
      name: 'orders',
      sql: `select *, row_number() over (partition by c, k order by first) as j from (
        select c, assumeNotNull(k) as k, a, number, min(pos) as first, min(t) as t from @seen where x = ${PURCHASE} group by c, k, a, number)`,
    },
    { name: 'bought', inline: true, sql: 'select c, k, count() as orders from @orders group by c, k' },
    {
      name: 'stepped',
      sql: `select m.* except (number), ifNull(o.j, 0) + 1 as j from @touched m asof left join @orders o on m.c = o.c and m.k = o.k and m.pos > o.first where m.x <> ${PURCHASE}
      union all select m.* except (number), o.j from @touched m join @orders o on o.c = m.c and o.k = m.k and o.a = m.a and o.number = m.number where m.x = ${PURCHASE}`,
    },
    {
      name: 'places',
      sql: `select c, k, j, a, count() as events, uniqExact(s) as sessions,
        countIf(x = ${SEARCH}) as searched, countIf(x = ${VIEW}) as viewed, countIf(x = ${BAG}) as bagged, countIf(x = ${REMOVE}) as removed, countIf(x = ${CHECKOUT}) as checked_out,
        min(pos) as first, max(pos) as last, min(t) as first_seen, max(t) as last_seen,
        argMin(unit_price, pos) as first_price, min(${where('isNotNull(unit_price)', 'pos')}) as first_priced,
        argMax(unit_price, pos) as last_price, max(${where('isNotNull(unit_price)', 'pos')}) as last_priced,
        argMax(ifNull(currency, ''), ${where('isNotNull(unit_price)', 'pos')}) as currency,
        argMax(quantity, pos) as quantity, max(${where('isNotNull(quantity)', 'pos')}) as counted,
        argMax(w, pos) as w, max(${where('not bare', 'pos')}) as described,
        ifNull(argMax(x, ${where(`x in (${BAG}, ${REMOVE})`, 'pos')}) = ${BAG}, false) as in_bag
      from @stepped group by c, k, j, a`,
    },
    {
      name: 'journeys',
      sql: `select c, k, j, sum(events) as events, sum(sessions) as sessions, min(first_seen) as first_seen, max(last_seen) as last_seen, sum(bagged) as bagged,
        max(multiIf(checked_out > 0, ${CHECKOUT}, bagged > 0 or removed > 0, ${BAG}, viewed > 0, ${VIEW}, ${SEARCH})) as furthest,
        max(in_bag) as in_bag, ${inOrder('a', 'first')} as places, argMax(a, last) as last_place,
        argMin(first_price, first_priced) as first_price, argMax(last_price, last_priced) as last_price, nullIf(argMax(currency, last_priced), '') as currency,
        argMax(quantity, counted) as quantity, argMax(w, described) as w
      from @places group by c, k, j`,
    },
    {
      name: 'lines',
      sql: `select e.c as c, assumeNotNull(e.k) as k, o.j as j, e.pos as pos, e.t as t, e.a as a, assumeNotNull(e.w) as w, e.quantity as quantity,
          ${UNIT_PRICE} as unit_price, ${FINAL_PRICE} as final_price, e.currency as currency, e.payment_mode as payment_mode, e.order_id as order_id
        from @events e join @orders o on o.c = e.c and o.k = e.k and o.a = e.a and o.number = e.number where e.x = ${PURCHASE}`,
    },
    {
      name: 'paths',
      inline: true,
      sql: `select c, k, j, arrayMap(e -> ${ACTION_NAMES}[e.3 + 1] || if(e.2 = 0, '', ' ' || ${NAMES}[e.2]), arraySort(groupArray((pos, a, x)))) as steps, uniqExact(toDate32(${local})) as days
        from @stepped where (c, k, j) in (select c, k, j from @orders) group by c, k, j`,
    },
    // Which order a return is of: by its number, else the latest before it, of its own application where there is one.
    {
      name: 'returns',
      inline: true,
      sql: `select c, k, j, min(t) as t, if(count() > count(quantity), NULL, sum(quantity)) as quantity from (
        select r.c as c, o.k as k, r.t as t, r.quantity as quantity, o.j as j from @events r join @orders o
          on o.c = r.c and o.k = r.k and o.a = r.a and o.number = '#' || r.order_id where r.x = ${RETURN}
        union all select r.c, o.k, any(r.t), any(r.quantity), ifNull(argMax(o.j, ${where('o.a = r.a', 'o.first')}), argMax(o.j, o.first))
          from @events r join @orders o on o.c = r.c and o.k = r.k where o.first < r.pos and r.x = ${RETURN} and isNull(r.order_id) group by r.c, o.k, r.pos
      ) group by c, k, j`,
    },
    {
      name: 'given_back',
      inline: true,
      sql: `select c, pos, least(greatest(ifNull(returned, pieces + before) - before, toDecimal128(0, 4)), pieces) as returned_quantity, t from (
        select l.c as c, l.pos as pos, toDecimal128(ifNull(l.quantity, 1), 4) as pieces, r.quantity as returned, r.t as t,
          sum(pieces) over (partition by l.c, l.k, l.j order by l.pos) - pieces as before
        from @lines l join @returns r on r.c = l.c and r.k = l.k and r.j = l.j)`,
    },
    {
      name: 'looks',
      inline: true,
      sql: `select distinct s.c as c, i.category as category, s.k as k, s.t as t from @seen s join @items i on i.w = s.w
        where s.x in (${VIEW}, ${BAG}) and isNotNull(i.category) and s.c in (select c from @lines)`,
    },
    {
      name: 'others',
      inline: true,
      sql: `select l.c as c, l.k as k, l.j as j, l.t as t, l.w as w, arraySort(groupUniqArray(p.product)) as others
        from (
          select distinct n.c as c, n.k as k, n.j as j, n.t as t, n.w as w, g.first_seen as first_seen, i.category as category
          from @lines n join @journeys g on g.c = n.c and g.k = n.k and g.j = n.j join @items i on i.w = n.w
        ) l join @looks o on o.c = l.c and o.category = l.category join @products p on p.k = o.k
        where o.k <> l.k and o.t between l.first_seen and l.t group by l.c, l.k, l.j, l.t, l.w`,
    },
    {
      name: 'open',
      sql: `select g.*, ifNull(b.orders, 0) > 0 as bought_before from @journeys g left join @bought b on b.c = g.c and b.k = g.k
        where g.j = ifNull(b.orders, 0) + 1 and ${asOf} - g.last_seen > ${Math.round(windowMs * 1000)}`,
    },
    {
      name: 'history',
      inline: true,
      sql: `select st.c as c, st.k as k, ${inOrder(`formatDateTime(${localTime('st.t', zone)}, '%Y-%m-%d %H:%i') || if(st.a = 0, '', ' ' || ${NAMES}[st.a]) || ': ' || ifNull(se.term, ifNull(i.product_written, ''))`, 'st.pos')} as searches
        from @stepped st join @seen se on se.c = st.c and se.pos = st.pos left join @items i on i.w = se.w
        where st.x = ${SEARCH} and (st.c, st.k, st.j) in (select c, k, j from @open) group by st.c, st.k`,
    },
  ]
}

const ITEM = ['category', 'sub_category', 'colour', 'size']
const WRITTEN = ['product_written', 'category_written', 'product_confidence', 'category_confidence']
const ofItem = (columns: string[]) => columns.map((name) => `i.${name} as ${name}`).join(', ')
/** What a journey is of, and who made it. */
const made = (from: string) => `join @people who on who.c = ${from}.c left join @products p on p.k = ${from}.k`
const TERM = '(select k, any(clean) as clean from @said group by k)'

/** The rows of the four tables, by their names. */
const BRING: Step[] = [
  {
    name: 'purchases',
    sql: `select who.customer as customer, p.product as product, ${ofItem(ITEM)}, l.quantity as quantity, ${where('l.a <> 0', `${NAMES}[l.a]`)} as application_used,
        ${named('arrayFilter(o -> o <> l.a, g.places)')} as applications_checked, ${time('l.t')} as timestamp, l.payment_mode as payment_mode,
        l.unit_price as unit_price, l.final_price as final_price, l.currency as currency, l.order_id as order_id, l.j as journey, ${time('g.first_seen')} as first_seen,
        g.events as events, g.sessions as sessions, h.days as days, h.steps as steps, g.bagged as times_in_bag, g.first_price as price_first_seen, o.others as others_looked_at,
        ifNull(b.returned_quantity, 0) > 0 as returned, nullIf(b.returned_quantity, 0) as returned_quantity, ${where('returned', time('b.t'))} as returned_at, ${ofItem(WRITTEN)}
      from @lines l join @journeys g on g.c = l.c and g.k = l.k and g.j = l.j ${made('l')} join @items i on i.w = l.w
        join @paths h on h.c = l.c and h.k = l.k and h.j = l.j left join @given_back b on b.c = l.c and b.pos = l.pos
        left join @others o on o.c = l.c and o.k = l.k and o.j = l.j and o.t = l.t and o.w = l.w`,
  },
  {
    name: 'searches',
    sql: `select who.customer as customer, ifNull(p.product, n.clean) as product, g.k < 0 as is_term, ${ofItem(ITEM)}, g.quantity as quantity,
        g.last_price as price, g.currency as currency, ${named('g.places')} as applications, ${where('g.last_place <> 0', `${NAMES}[g.last_place]`)} as last_application,
        h.searches as searches, ${time('g.first_seen')} as first_seen, ${time('g.last_seen')} as last_seen, ${ACTION_NAMES}[g.furthest + 1] as furthest_step,
        g.in_bag as left_in_bag, g.bagged as times_in_bag, g.events as events, g.sessions as sessions, g.bought_before as bought_before, g.j as journey, ${ofItem(WRITTEN)}
      from @open g ${made('g')} left join ${TERM} n on n.k = g.k left join @items i on i.w = g.w left join @history h on h.c = g.c and h.k = g.k`,
  },
  {
    name: 'searches_by_customer',
    sql: `select customer, arrayMap(e -> e.2, found) as products, arrayMap(e -> e.2, arrayFilter(e -> e.4, found)) as products_left_in_bag,
        arraySort(${named('arrayDistinct(places)')}) as applications, ${time('first')} as first_seen, ${time('last')} as last_seen
      from (
        select any(who.customer) as customer, arraySort(groupArray((-g.last_seen, assumeNotNull(ifNull(p.product, n.clean)), g.k < 0, g.in_bag))) as found,
          arrayFlatten(groupArray(g.places)) as places, min(g.first_seen) as first, max(g.last_seen) as last
        from @open g ${made('g')} left join ${TERM} n on n.k = g.k group by g.c)`,
  },
  {
    name: 'touches',
    sql: `select who.customer as customer, ifNull(p.product, n.clean) as product, g.k < 0 as is_term, g.j as journey, ${where('g.a <> 0', `${NAMES}[g.a]`)} as application,
        h.terms as terms, g.searched as searched, g.viewed as viewed, g.bagged as put_in_bag, g.removed as removed, g.checked_out as checked_out,
        ${time('g.first_seen')} as first_seen, ${time('g.last_seen')} as last_seen, g.first_price as price_first_seen, g.last_price as price_last_seen, nullIf(g.currency, '') as currency,
        ${where('o.a <> 0', `${NAMES}[o.a]`)} as bought_at, ${time('o.t')} as bought_on
      from @places g ${made('g')} left join ${TERM} n on n.k = g.k
        left join (
          select st.c as c, st.k as k, st.j as j, st.a as a, ${inOrder('assumeNotNull(se.term)', 'st.pos')} as terms
          from @stepped st join @seen se on se.c = st.c and se.pos = st.pos where st.x = ${SEARCH} and isNotNull(se.term) group by st.c, st.k, st.j, st.a
        ) h on h.c = g.c and h.k = g.k and h.j = g.j and h.a = g.a
        left join @orders o on o.c = g.c and o.k = g.k and o.j = g.j`,
  },
]

/** The tables to keep, in order, and then the rows of the four tables, by their names. */
export function stepsInClickHouse(options: Options): { keep: Step[]; bring: Step[] } {
  const inlined = new Map<string, string>()
  const whole = (step: Step): Step => {
    const sql = step.sql.replace(/@(\w+)/g, (table, name) => inlined.get(name) ?? table)
    if (step.inline) inlined.set(step.name, `(${sql})`)
    return { ...step, sql }
  }
  return {
    keep: steps(options)
      .map(whole)
      .filter(({ inline }) => !inline),
    bring: BRING.map(whole),
  }
}

/** The clock of a zone at an instant, as if it were UTC's. DuckDB's way where the zone never changes; else ClickHouse's own list of zones. */
function localTime(t: string, zone: string): string {
  const steady = steadyOffset(zone)
  return steady === undefined
    ? `fromUnixTimestamp64Micro(${t}, ${literal(zone)})`
    : `fromUnixTimestamp64Micro(${t} + ${steady}, 'UTC')`
}
