import { days, exact, hours } from './exact.ts'

const quartiles = (name: string, of: (part: string) => string) =>
  [
    ['quarter', '0.25'],
    ['median', '0.5'],
    ['three_quarters', '0.75'],
  ]
    .map(([part, share]) => `${of(share!)} as ${name}_${part}`)
    .join(', ')

/** What the other steps read: one row a journey that ended, and the time from an order of a product to the next. */
export const ENDED: [name: string, sql: string][] = [
  [
    'ended',
    `select customer, product, journey, any_value(events) as events, any_value(sessions) as sessions, min(timestamp) as t,
      greatest(epoch_us(min(timestamp)) - epoch_us(any_value(first_seen)), 0) as us, min(category) as category,
      any_value(steps[1]) as first_step, any_value(application_used) as bought_at
    from purchases group by customer, product, journey`,
  ],
  [
    'gaps',
    `select customer, product, us from (
      select customer, product, epoch_us(t) - epoch_us(lag(t) over (partition by customer, product order by journey)) as us from ended
    ) where us is not null`,
  ],
]

/** Steps to the tables of products, applications and categories, each a table by the SELECT that makes it. */
export const PRODUCTS: [name: string, sql: string][] = [
  [
    'sums',
    `select customer, product, journey, currency, sum(cast(final_price as decimal(38,4))) as amount
    from purchases group by all`,
  ],
  [
    'looked',
    `select 'first' as how, nullif(substr(first_step, length(split_part(first_step, ' ', 1)) + 2), '') as looked_at, bought_at, customer, product, journey
      from ended where split_part(first_step, ' ', 1) <> 'PURCHASE'
    union all select 'none', null, bought_at, customer, product, journey from ended where coalesce(split_part(first_step, ' ', 1), 'PURCHASE') = 'PURCHASE'
    union all select 'any', t.application, e.bought_at, customer, product, journey
      from ended e join (from touches where not is_term and searched + viewed + put_in_bag + removed + checked_out > 0) t using (customer, product, journey)`,
  ],
  [
    'looked_bought',
    `select how, looked_at, bought_at, currency, count(*) as journeys, ${exact('sum(amount)')} as amount
    from looked join sums using (customer, product, journey) group by all`,
  ],
  [
    'seen_prices',
    `select product, currency, application, count(*) as journeys, quantile_disc(price_last_seen, 0.5) as price
    from touches where not is_term and application is not null and currency is not null and price_last_seen is not null group by all`,
  ],
  [
    'paid_prices',
    `select product, currency, application_used as application, quantile_disc(unit_price, 0.5) as price
    from purchases where application_used is not null and currency is not null and unit_price is not null group by all`,
  ],
  [
    'cheapest',
    `select product, currency, unnest(list({application: application, price: price, journeys: journeys} order by price, application)[1])
    from seen_prices group by product, currency having count(*) > 1`,
  ],
  [
    'price_gaps',
    `select s.product, s.currency, c.application as cheapest, s.application, c.price as price_cheapest, s.price, s.price - c.price as difference,
      pc.price as paid_cheapest, p.price as paid, c.journeys as journeys_cheapest, s.journeys
    from seen_prices s join cheapest c on c.product = s.product and c.currency = s.currency and c.application <> s.application
      left join paid_prices p on p.product = s.product and p.currency = s.currency and p.application = s.application
      left join paid_prices pc on pc.product = s.product and pc.currency = s.currency and pc.application = c.application`,
  ],
  [
    'time_to_purchase',
    `select cast(grouping(category) as boolean) as whole, category, count(*) as journeys,
      ${quartiles('hours', (part) => hours(`quantile_disc(us, ${part})`))},
      ${quartiles('steps', (part) => `quantile_disc(events, ${part})`)},
      ${quartiles('sessions', (part) => `quantile_disc(sessions, ${part})`)}
    from ended group by grouping sets ((category), ()) having count(*) > 0`,
  ],
  [
    'lying',
    `select customer, product, currency, quantity, price,
      arg_max(application, (put_in_bag - removed, t.last_seen, application)) as application
    from (select customer, product, journey, currency, quantity, price from searches where left_in_bag and not is_term) s
      left join (select customer, product, journey, application, put_in_bag, removed, last_seen from touches where put_in_bag > 0 and not is_term) t
      using (customer, product, journey) group by all`,
  ],
  // What is past any sum a column holds is cut to that, so that adding it up never overflows.
  [
    'bags',
    `select product, application, currency, count(*) as customers, ${exact('sum(coalesce(quantity, 1))')} as quantity,
      ${exact('sum(if(price is null, null, least(cast(coalesce(quantity, 1) as decimal(19,4)) * cast(price as decimal(19,4)), 1e18::decimal(38,8))))')} as amount
    from lying group by all`,
  ],
  [
    'repeats',
    `select product, customers, customers_again, orders_again, median_days from (
      select product, count(distinct customer) as customers from ended group by product
    ) join (
      select product, count(distinct customer) as customers_again, count(*) as orders_again, ${days('quantile_disc(us, 0.5)')} as median_days from gaps group by product
    ) using (product)`,
  ],
  [
    'segments',
    `select segment, s.currency, count(*) as customers, coalesce(sum(lines), 0) as purchases, ${exact('sum(amount)')} as amount
    from customers left join spending s using (customer) group by all`,
  ],
]
