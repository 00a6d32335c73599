import type { Duck, Row, Value } from '../engine/duckdb.ts'
import { count, duration, money, named, percent, plain, type Sentence, say } from './facts.ts'

const MOST = 5
/** Fewer journeys than this say nothing about prices and pace in general. */
const ENOUGH = 5

const ROUTES = `
    from (select *, nullif(substr(steps[1], length(split_part(steps[1], ' ', 1)) + 2), '') as looked, application_used as bought from purchases
      where split_part(steps[1], ' ', 1) <> 'PURCHASE')
    where looked is not null and bought is not null`

interface Route {
  looked: string
  bought: string
  times: number | string
  total: number | string
  elsewhere: number | string
}

/** The first row of each customer from `$from` to `$to`, by an order. */
const firstOf = (rows: string, order: string) =>
  `select * from (${rows}) qualify row_number() over (partition by customer order by ${order}) = 1`
const THESE = 'customer between $from and $to'
/** For each rule about a customer, the row it speaks of. */
const OF_CUSTOMER = {
  route: firstOf(
    `select *, sum(times) over (partition by customer) as total, sum(if(looked <> bought, times, 0)) over (partition by customer) as elsewhere
      from (select customer, looked, bought, count(*) as times ${ROUTES} and ${THESE} group by all)`,
    'times desc, looked, bought',
  ),
  bag: firstOf(
    `select customer, product, last_application, price, currency, quantity, last_seen, count(*) over (partition by customer) as bags
      from searches where left_in_bag and ${THESE}`,
    'price * coalesce(quantity, 1) desc nulls last, last_seen desc, product',
  ),
  repeat: firstOf(
    `select customer, product, count(*) as orders from (select customer, product, journey from purchases where ${THESE} group by all)
      group by all having count(*) > 1`,
    'orders desc, product',
  ),
  open: firstOf(
    `select customer, product, is_term, last_application, last_seen, count(*) over (partition by customer) as open
      from searches where not left_in_bag and ${THESE}`,
    'last_seen desc, product',
  ),
}

/**
 * What is most telling of one customer, at most five sentences, the most telling first; none when there is nothing to say.
 * @param customer the key as in the tables; an unknown one has no sentences
 * @param zone IANA zone of the days named
 */
export async function customerSentences(duck: Duck, customer: string, zone: string): Promise<Sentence[]> {
  return (await sentencesBetween(duck, { from: customer, to: customer }, zone)).get(customer) ?? []
}

/** The same for all customers whose keys lie between two (both included), in the order of their keys. */
export async function sentencesBetween(
  duck: Duck,
  { from, to }: { from: string; to: string },
  zone: string,
): Promise<Map<string, Sentence[]>> {
  const by = async (sql: string) =>
    new Map((await duck.rows(sql, { from, to })).map((row) => [row.customer as string, row]))
  const customers = await by(`select * from customers where ${THESE} order by customer`)
  const [routes, bags] = [await by(OF_CUSTOMER.route), await by(OF_CUSTOMER.bag)]
  const [repeats, opens] = [await by(OF_CUSTOMER.repeat), await by(OF_CUSTOMER.open)]
  return new Map(
    [...customers].map(([customer, of]) => {
      const said = [
        ofRoute(routes.get(customer) as Route | undefined),
        ofSegment(of, zone),
        ofBag(bags.get(customer)),
        ofRepeat(repeats.get(customer), of),
        ofOpen(opens.get(customer)),
        ofPace(of),
      ]
      return [customer, said.filter((sentence) => sentence !== undefined).slice(0, MOST)]
    }),
  )
}

function ofRoute(row: Route | undefined): Sentence | undefined {
  if (!row) return
  const [times, total] = [Number(row.times), Number(row.total)]
  if (times < 2 || times * 2 < total) return
  const facts = {
    looked: named(row.looked),
    bought: named(row.bought),
    times: plain(times),
    purchases: count(total, 'purchase'),
  }
  return row.looked === row.bought
    ? say('route', 'Looks and buys at {bought}: {times} of {purchases}.', facts)
    : say('route', 'Looks on {looked} first, buys at {bought}: {times} of {purchases}.', facts)
}

function ofSegment(of: Row, zone: string): Sentence | undefined {
  if (of.segment !== 'slipping' && of.segment !== 'best') return
  const facts = { orders: count(Number(of.orders), 'order'), last: dateOf(of.last_bought, zone) }
  if (of.segment === 'slipping') return say('segment', 'Bought often ({orders}) but not lately: last on {last}.', facts)
  if (of.spent === null) return
  const spent = money(of.spent as string, of.currency as string | null)
  return say('segment', 'Among the best customers: {orders}, {spent} spent.', { ...facts, spent })
}

function ofBag(row: Row | undefined): Sentence | undefined {
  if (!row) return
  const facts = {
    product: named(row.product as string),
    ...(row.last_application === null ? {} : { application: named(row.last_application as string) }),
    ...(row.price === null ? {} : { price: money(row.price as string, row.currency as string | null) }),
    more: plain(Number(row.bags) - 1),
  }
  const where = row.last_application === null ? '' : ', last seen at {application}'
  const price = row.price === null ? '' : ' for {price}'
  const more = Number(row.bags) > 1 ? ', and {more} more' : ''
  return say('bag', `Left in the bag: {product}${where}${price}${more}.`, facts)
}

function ofRepeat(row: Row | undefined, of: Row): Sentence | undefined {
  if (!row || of.repeat_days === null) return
  const facts = {
    product: named(row.product as string),
    orders: count(Number(row.orders), 'order'),
    days: duration(Number(of.repeat_days) * 24),
  }
  return say('repeat', 'Buys {product} again: {orders}; comes back for the same thing after {days}.', facts)
}

function ofOpen(row: Row | undefined): Sentence | undefined {
  if (!row) return
  const facts = {
    product: named(row.product as string),
    ...(row.last_application === null ? {} : { application: named(row.last_application as string) }),
    more: plain(Number(row.open) - 1),
  }
  const where = row.last_application === null ? '' : ' at {application}'
  const more = Number(row.open) > 1 ? ', and {more} more' : ''
  return say('open', `${row.is_term ? 'Searched' : 'Looked at'} and did not buy: {product}${where}${more}.`, facts)
}

function ofPace(of: Row): Sentence | undefined {
  if (Number(of.purchases) < 3 || of.median_days === null) return
  return say('pace', 'Usually buys {time} after the first look, in {steps}.', {
    time: duration(Number(of.median_days) * 24),
    steps: count(Number(of.median_steps), 'step'),
  })
}

/** What is most telling of all customers, the most telling first; none of an empty run. */
export async function wholeSentences(duck: Duck): Promise<Sentence[]> {
  const one = async <T = Row>(sql: string) => (await duck.rows<T>(sql))[0]
  const said: (Sentence | undefined)[] = [
    ofRoutes(
      await one<Route>(`select *, sum(times) over () as total, sum(if(looked <> bought, times, 0)) over () as elsewhere
        from (select looked, bought, count(*) as times ${ROUTES} group by all) order by times desc, looked, bought limit 1`),
    ),
    ofBest(
      await one(`select count(*) filter (segment = 'best') as best, count(*) filter (purchases > 0) as buyers,
        sum(purchases) filter (segment = 'best') as bought, sum(purchases) as total from customers`),
    ),
    ofGap(
      await one(`select * from price_gaps where difference > 0 and least(journeys, journeys_cheapest) >= ${ENOUGH} and price_cheapest > 0
        order by cast(difference as double) / cast(price_cheapest as double) desc, product, currency, application limit 1`),
    ),
    ofTime(await one(`select * from time_to_purchase where whole and journeys >= ${ENOUGH}`)),
    ofSlowest(
      await one(`select * from time_to_purchase where not whole and category is not null and journeys >= ${ENOUGH} and hours_median > 0
        and (select count(*) from time_to_purchase where not whole and category is not null and journeys >= ${ENOUGH}) > 1
        order by hours_median desc, category limit 1`),
    ),
    ofBags(
      await one(
        'select * from bags order by customers desc, amount desc nulls last, product, application, currency limit 1',
      ),
    ),
    ofRepeats(await one('select * from repeats order by customers_again desc, product limit 1')),
    ofSlipping(await one("select count(*) as slipping from customers where segment = 'slipping'")),
  ]
  return said.filter((sentence) => sentence !== undefined)
}

function ofRoutes(row: Route | undefined): Sentence | undefined {
  if (!row) return
  const elsewhere = Number(row.elsewhere)
  const facts = {
    share: percent(elsewhere, Number(row.total)),
    purchases: count(Number(row.total), 'purchase'),
    looked: named(row.looked),
    bought: named(row.bought),
    times: plain(Number(row.times)),
  }
  const most =
    row.looked === row.bought ? 'looked at and bought at {bought}' : 'looked at on {looked}, then bought at {bought}'
  return say(
    'route',
    `{share} of {purchases} were made in another application than the look began in; most often ${most} ({times}).`,
    facts,
  )
}

function ofBest(row: Row | undefined): Sentence | undefined {
  const [best, buyers, bought, total] = [row?.best, row?.buyers, row?.bought, row?.total].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  if (!best || best === buyers) return
  return say('best', 'The best customers ({best}, {share} of the buyers) made {part} of the purchases.', {
    best: plain(best),
    share: percent(best, buyers),
    part: percent(bought, total),
  })
}

function ofGap(row: Row | undefined): Sentence | undefined {
  if (!row) return
  const currency = row.currency as string
  return say(
    'price',
    '{product} is cheapest at {cheapest}: {low}, against {high} at {application} (half of the prices seen are no higher).',
    {
      product: named(row.product as string),
      cheapest: named(row.cheapest as string),
      low: money(row.price_cheapest as string, currency),
      high: money(row.price as string, currency),
      application: named(row.application as string),
    },
  )
}

function ofTime(row: Row | undefined): Sentence | undefined {
  if (!row) return
  return say('time', 'Half of the purchases take no longer than {time} and {steps} from the first look.', {
    time: duration(Number(row.hours_median)),
    steps: count(Number(row.steps_median), 'step'),
  })
}

function ofSlowest(row: Row | undefined): Sentence | undefined {
  if (!row) return
  return say('slowest', '{category} takes longest: {time} for half of {journeys}.', {
    category: named(row.category as string),
    time: duration(Number(row.hours_median)),
    journeys: count(Number(row.journeys), 'purchase'),
  })
}

function ofBags(row: Row | undefined): Sentence | undefined {
  if (!row) return
  const facts = {
    product: named(row.product as string),
    customers: count(Number(row.customers), 'customer'),
    ...(row.application === null ? {} : { application: named(row.application as string) }),
    ...(row.amount === null ? {} : { amount: money(row.amount as string, row.currency as string | null) }),
  }
  const where = row.application === null ? '' : ' at {application}'
  const worth = row.amount === null ? '' : ', worth {amount}'
  return say('bags', `Most often left in the bag: {product}${where}, by {customers}${worth}.`, facts)
}

function ofRepeats(row: Row | undefined): Sentence | undefined {
  if (!row) return
  return say(
    'repeats',
    'Most often bought again: {product}, by {again} of {customers}, half of the time within {days}.',
    {
      product: named(row.product as string),
      again: plain(Number(row.customers_again)),
      customers: count(Number(row.customers), 'buyer'),
      days: duration(Number(row.median_days) * 24),
    },
  )
}

function ofSlipping(row: Row | undefined): Sentence | undefined {
  const slipping = Number(row?.slipping ?? 0)
  if (slipping === 0) return
  return say('slipping', '{slipping} bought often, but not lately.', {
    slipping: count(slipping, 'customer'),
  })
}

/** The day of a UTC time in the zone, as `2023-12-29`. */
const dateOf = (iso: Value | undefined, zone: string) => ({
  value: new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(String(iso))),
  kind: 'figure' as const,
})
