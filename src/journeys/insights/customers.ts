import { days, exact, list } from './exact.ts'

/** 1 to 5 by the share of buyers who are strictly below: equals always have equal scores. */
const score = (by: string, among = '') =>
  `least(5, 1 + 5 * (rank() over (${among} order by ${by}) - 1) // count(*) over (${among}))`

/** The segment of a row of scores r, f and m: the first that fits. */
const SEGMENT = `case when b.orders is null then 'looking'
  when r >= 4 and f >= 4 and m >= 4 then 'best' when r >= 4 and f >= 4 then 'loyal'
  when r >= 4 and b.orders = 1 then 'new' when r >= 4 then 'promising'
  when f >= 4 then 'slipping' when r = 3 then 'passing' else 'gone' end`

/** Steps to `customers` and `segments`, each a table by the SELECT that makes it; they read `ended` and `gaps` of the other steps. */
export const CUSTOMERS: [name: string, sql: string][] = [
  [
    'spending',
    `select customer, currency, count(*) as lines, ${exact('sum(cast(final_price as decimal(38,4)))', 38)} as amount
    from purchases group by all`,
  ],
  [
    'spenders',
    `select customer, ${list("coalesce(currency, '?') || ' ' || cast(coalesce(amount, 0) as varchar)", "coalesce(currency, '?')")} as spent_by_currency,
      arg_min({currency: currency, amount: amount}, (currency is null, -lines, coalesce(currency, ''))) as most
    from spending group by customer`,
  ],
  [
    'buyers',
    `select customer, sum(lines) as purchases, count(*) as orders, sum(returned) as returned, max(last) as last_bought from (
      select customer, application_used, coalesce('#' || order_id, '@' || cast(timestamp as varchar)) as number, count(*) as lines,
        count(*) filter (returned) as returned, max(timestamp) as last
      from purchases group by all) group by customer`,
  ],
  [
    'favourites',
    `select customer, ${list('application_used', 'lines desc, application_used')} as bought_at from (
      select customer, application_used, count(*) as lines from purchases where application_used is not null group by all) group by customer`,
  ],
  [
    'visited',
    `select customer, min(first) as first, max(last) as last, ${list('application', 'looks desc, application', 'looks > 0 and application is not null')} as looked_at from (
      select customer, application, min(first_seen) as first, max(last_seen) as last,
        count(*) filter (searched + viewed + put_in_bag + removed + checked_out > 0) as looks
      from touches group by all) group by customer`,
  ],
  [
    'open_searches',
    'select customer, count(*) as searches_open, count(*) filter (left_in_bag) as left_in_bag, min(first_seen) as first, max(last_seen) as last from searches group by customer',
  ],
  [
    'paces',
    `select customer, count(*) as ends, quantile_disc(events, 0.5) as median_steps, quantile_disc(sessions, 0.5) as median_sessions,
      ${days('quantile_disc(us, 0.5)')} as median_days from ended group by customer`,
  ],
  ['cycles', `select customer, ${days('quantile_disc(us, 0.5)')} as repeat_days from gaps group by customer`],
  [
    'numbered',
    `select customer, count(*) as journeys from (
      select customer, product, is_term, journey from touches group by all) group by customer`,
  ],
  [
    'scored',
    `select customer, ${score('last_bought')} as r, ${score('orders')} as f,
      if(most.amount is null, 1, ${score('most.amount nulls first', 'partition by most.currency')}) as m
    from buyers join spenders using (customer)`,
  ],
  [
    'customers',
    `select customer, least(v.first, o.first, p.first) as first_seen, greatest(v.last, o.last, b.last_bought) as last_seen,
      greatest(coalesce(n.journeys, 0), coalesce(paces.ends, 0)) as journeys,
      coalesce(b.purchases, 0) as purchases, coalesce(b.orders, 0) as orders, coalesce(b.returned, 0) as returned, b.last_bought,
      s.most.currency as currency, ${exact('s.most.amount')} as spent, coalesce(s.spent_by_currency, []) as spent_by_currency,
      coalesce(favourites.bought_at, []) as bought_at, coalesce(v.looked_at, []) as looked_at, favourites.bought_at[1] as favourite_application,
      coalesce(o.searches_open, 0) as searches_open, coalesce(o.left_in_bag, 0) as left_in_bag,
      median_steps, median_sessions, median_days, repeat_days, r as recency, f as frequency, m as money, ${SEGMENT} as segment
    from (select customer from visited union select customer from buyers union select customer from open_searches)
      left join visited v using (customer) left join buyers b using (customer) left join spenders s using (customer)
      left join favourites using (customer) left join open_searches o using (customer) left join paces using (customer)
      left join cycles using (customer) left join numbered n using (customer) left join scored using (customer)
      left join (select customer, min(first_seen) as first from purchases group by customer) p using (customer)`,
  ],
]
