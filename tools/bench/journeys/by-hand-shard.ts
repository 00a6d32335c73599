// What is done with the events of one shard, by docs/decisions/0010-journeys.md, written for this bench alone. Empty texts stand
// for what is not there, so that they compare and join as such; they become null in the result.

const ACTIONS = "['SEARCH', 'VIEW', 'BAG', 'REMOVE', 'CHECKOUT', 'PURCHASE', 'RETURN']"

/** Events once each, numbered in the record's order; `visit`: number of its session's first event, `since`: of the last search in it. */
export const CLEANED = `create or replace temp table events as
with once as (select distinct on (row_hash) * from read_parquet($files)),
ordered as (
  select o.* exclude (row_hash, shard, fault, unit_price, final_price), product_id,
    coalesce(o.unit_price, round(o.final_price / coalesce(quantity, 1), 4)::decimal(18,4)) as unit_price,
    coalesce(o.final_price, (o.unit_price * coalesce(quantity, 1))::decimal(18,4)) as final_price,
    row_number() over (order by customer, time, action, application, item nulls first, term, order_id, session,
      quantity nulls first, o.unit_price nulls first, o.final_price nulls first, currency, payment_mode) as n
  from once o left join lookup using (item)),
follows as (select *, lag(time) over w as before from ordered window w as (partition by customer, application, session order by n)),
visits as (select *, before is null or session = '' and time - before >= interval 30 minutes as opens from follows)
select * exclude (before, opens), max(if(opens, n, null)) over w as visit, max(if(opens or action = 1, n, null)) over w as since
from visits window w as (partition by customer, application, session order by n)`

export const STEPS = [
  // A term alone belongs to the products opened after it, else it is a product itself.
  `create or replace temp table opened as
    select distinct since as n, product_id from events where action in (2, 3, 5, 6)`,
  `create or replace temp table alone as
    select *, lower(regexp_replace(term, ' +', ' ', 'g')) as bare from events anti join opened using (n) where item is null`,
  `create or replace temp table terms as
    select bare as term, -row_number() over () as product_id from (select distinct bare from alone)`,
  `create or replace temp table touched as
    select * from events where item is not null and action <> 7
    union all
    select e.* replace (o.product_id as product_id) from events e join opened o using (n) where item is null
    union all
    select a.* exclude (bare) replace (t.product_id as product_id) from alone a join terms t on a.bare = t.term`,
  `create or replace temp table orders as
    select customer, product_id, application, order_id, if(order_id = '', time, null) as placed, min(n) as first, min(time) as bought_on,
      row_number() over (partition by customer, product_id order by min(n)) as journey
    from events where action = 6 group by customer, product_id, application, order_id, placed`,
  `create or replace temp table lines as
    select e.*, o.first, o.journey from events e join orders o on e.customer = o.customer and e.product_id = o.product_id and e.application = o.application
      and e.order_id = o.order_id and if(e.order_id = '', e.time, null) is not distinct from o.placed
    where action = 6`,
  `create or replace temp table steps as
    select t.*, coalesce(l.journey, 1 + count(*) filter (l.n = l.first) over (partition by t.customer, t.product_id order by t.n)) as journey
    from touched t left join lines l using (n)`,
  `create or replace temp table places as
    select customer, product_id, journey, application, min(n) as first, min(time) as first_seen, max(time) as last_seen,
      list(term order by n) filter (action = 1 and term <> '') as terms,
      count(*) filter (action = 1) as searched, count(*) filter (action = 2) as viewed, count(*) filter (action = 3) as put_in_bag,
      count(*) filter (action = 4) as removed, count(*) filter (action = 5) as checked_out,
      arg_max(action, n) filter (action in (3, 4)) = 3 as left_in_bag,
      arg_min(unit_price, n) as price_first_seen, arg_max(unit_price, n) as price_last_seen,
      arg_max(currency, n) filter (unit_price is not null) as currency
    from steps group by all`,
  `create or replace temp table journeys as
    with at_places as (
      select customer, product_id, journey, list(application order by first) filter (application <> '') as applications,
        coalesce(bool_or(left_in_bag), false) as left_in_bag, sum(put_in_bag)::bigint as times_in_bag
      from places group by all)
    select *, journey = max(journey) over (partition by customer, product_id) and not bought as is_open
    from (
      select customer, product_id, journey, min(time) as first_seen, max(time) as last_seen, count(*) as events,
        count(distinct visit) as sessions, count(distinct (time + interval 330 minutes)::date) as days,
        bool_or(action = 6) as bought, max(case action when 4 then 3 else action end) as furthest,
        list(${ACTIONS}[action] || if(application = '', '', ' ' || application) order by n) as steps,
        arg_min(unit_price, n) as price_first_seen, arg_max(unit_price, n) as price, arg_max(quantity, n) as quantity,
        arg_max(currency, n) filter (unit_price is not null) as currency, arg_max(item, n) as item, arg_max(application, n) as last_application
      from steps group by all)
    join at_places using (customer, product_id, journey)`,
  // The order a return belongs to: by its number, or the latest before it, in its application if there is one.
  `create or replace temp table came_back as
    with returns as (select * from events where action = 7),
    found as (
      select r.n, r.time, r.quantity, o.first from returns r join orders o using (customer, product_id, application, order_id) where r.order_id <> ''
      union all
      select r.n, r.time, r.quantity, arg_max(o.first, struct_pack(here := o.application = r.application, first := o.first))
      from returns r join orders o using (customer, product_id) where r.order_id = '' and o.first < r.n group by all)
    select first, sum(quantity) as quantity, bool_or(quantity is null) as everything, min(time) as returned_at from found group by first`,
]

export const PURCHASES = `insert into out.purchases by name
with looked as (
  select customer, l.category, l.product, e.product_id, time from events e join lookup l using (item) where action in (2, 3) and l.category is not null),
bought as (
  select b.*, j.* exclude (customer, product_id, journey, quantity, currency, item), coalesce(b.quantity, 1) as pieces, l.product,
    l.category, l.sub_category, l.colour, l.size, l.product_confidence, l.category_confidence, l.product_written, l.category_written
  from lines b join journeys j using (customer, product_id, journey) join lookup l on b.item = l.item),
others as (
  select n, list(distinct k.product order by k.product) as others
  from bought b join looked k on b.customer = k.customer and b.category = k.category and k.time between b.first_seen and b.time and k.product_id <> b.product_id
  group by n),
filled as (
  select b.*, r.returned_at, case when r.everything then pieces
      when r.quantity is not null then greatest(0, least(pieces, r.quantity - coalesce(sum(pieces) over (partition by b.first order by n
        rows between unbounded preceding and 1 preceding), 0))) end as back
  from bought b left join came_back r using (first))
select customer, product, category, sub_category, colour, size, quantity, nullif(application, '') as application_used,
  coalesce(list_filter(applications, lambda place: place <> application), []) as applications_checked, time as timestamp,
  nullif(payment_mode, '') as payment_mode, unit_price, final_price, nullif(currency, '') as currency, nullif(order_id, '') as order_id,
  journey, first_seen, events, sessions, days, steps, times_in_bag, price_first_seen, coalesce(others, []) as others_looked_at,
  coalesce(back > 0, false) as returned, if(back > 0, back, null) as returned_quantity, if(back > 0, returned_at, null) as returned_at,
  product_written, nullif(category_written, '') as category_written, product_confidence, category_confidence
from filled left join others using (n)`

export const SEARCHES = [
  `create or replace temp table searched as
with history as (
  select customer, product_id, journey, list(strftime(time + interval 330 minutes, '%Y-%m-%d %H:%M')
    || if(application = '', '', ' ' || application) || ': ' || if(term = '', product_written, term) order by n) as searches
  from steps s join journeys j using (customer, product_id, journey) left join lookup l on s.item = l.item
  where is_open and action = 1 group by all)
select customer, coalesce(l.product, t.term) as product, t.term is not null as is_term, category, sub_category, colour, size,
  quantity, price, nullif(currency, '') as currency, coalesce(applications, []) as applications, nullif(last_application, '') as last_application,
  coalesce(searches, []) as searches, first_seen, last_seen, ['SEARCH', 'VIEW', 'BAG', '', 'CHECKOUT'][furthest] as furthest_step,
  left_in_bag, times_in_bag, events, sessions, journey > 1 as bought_before, journey,
  product_written, nullif(category_written, '') as category_written, product_confidence, category_confidence
from journeys j left join history using (customer, product_id, journey) left join lookup l using (item) left join terms t on j.product_id = t.product_id
where is_open and (select time from as_of) - last_seen > interval 1 hour`,
  'insert into out.searches by name select * from searched',
  `insert into out.searches_by_customer by name
select customer, list(product order by last_seen desc, product) as products,
  coalesce(list(product order by last_seen desc, product) filter (left_in_bag), []) as products_left_in_bag,
  list_sort(list_distinct(flatten(list(applications)))) as applications, min(first_seen) as first_seen, max(last_seen) as last_seen
from searched group by customer`,
]

export const TOUCHES = `insert into out.touches by name
with names as (select product_id, product, false as is_term from products union all select product_id, term, true from terms)
select customer, product, is_term, journey, nullif(p.application, '') as application, coalesce(terms, []) as terms, searched, viewed, put_in_bag,
  removed, checked_out, first_seen, last_seen, price_first_seen, price_last_seen, nullif(p.currency, '') as currency,
  nullif(o.application, '') as bought_at, o.bought_on
from places p join names using (product_id) left join orders o using (customer, product_id, journey)`
