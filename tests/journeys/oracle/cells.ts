import type { Row } from '../../../src/journeys/engine/duckdb.ts'
import type { Action } from '../../../src/journeys/tables.ts'
import { byBytes, type Event, ONE } from './events.ts'
import type { History, Journey } from './histories.ts'
import type { Returned } from './returns.ts'

export type Local = (at: number) => string

/** `2023-12-29 12:05` in a zone. */
export function localTime(zone: string): Local {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => format.format(at)
}

const iso = (at: number): string => new Date(at).toISOString()
const given = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]
const count = (events: readonly Event[], action: Action): number => events.filter((e) => e.action === action).length
const applicationsOf = (events: readonly Event[]): string[] => unique(given(events.map((e) => e.application)))

function decimal(value: bigint | null | undefined): string | null {
  if (value === null || value === undefined) return null
  return `${value / ONE}.${String(value % ONE).padStart(4, '0')}`
}

export function othersLookedAt(all: readonly Event[], history: History, journey: Journey, line: Event): string[] {
  if (line.category === null) return []
  const looks = all.filter(
    (event) =>
      event.customer === history.customer &&
      (event.action === 'VIEW' || event.action === 'BAG') &&
      event.category === line.category &&
      event.product !== history.product &&
      event.at >= journey.events[0]!.at &&
      event.at <= line.at,
  )
  return unique(looks.map(({ product }) => product!)).sort(byBytes)
}

export function purchaseOf(
  history: History,
  { number, events }: Journey,
  line: Event,
  others: string[],
  returned: Returned | undefined,
  local: Local,
): Row {
  return {
    customer: history.customer,
    product: history.product,
    category: line.category,
    sub_category: line.subCategory,
    colour: line.colour,
    size: line.size,
    quantity: decimal(line.pieces),
    application_used: line.application,
    applications_checked: applicationsOf(events).filter((application) => application !== line.application),
    timestamp: iso(line.at),
    payment_mode: line.paymentMode,
    unit_price: decimal(line.unit),
    final_price: decimal(line.final),
    currency: line.currency,
    order_id: line.orderId,
    journey: number,
    first_seen: iso(events[0]!.at),
    events: events.length,
    sessions: unique(events.map(({ visit }) => visit)).length,
    days: unique(events.map(({ at }) => local(at).slice(0, 10))).length,
    steps: events.map(({ action, application }) => (application === null ? action : `${action} ${application}`)),
    times_in_bag: count(events, 'BAG'),
    price_first_seen: decimal(events.find(({ unit }) => unit !== null)?.unit),
    others_looked_at: others,
    returned: returned !== undefined,
    returned_quantity: decimal(returned?.pieces),
    returned_at: returned === undefined ? null : iso(returned.at),
    product_written: line.productWritten,
    category_written: line.categoryWritten,
  }
}

export function searchOf(history: History, { number, events }: Journey, local: Local): Row {
  const last = events.at(-1)!
  const priced = events.findLast(({ unit }) => unit !== null)
  const described = events.findLast(({ product }) => product !== null)
  const did = (...actions: Action[]) => events.some(({ action }) => actions.includes(action))
  const inBag = unique(events.map(({ application }) => application)).some((application) => {
    const there = events.filter((event) => event.application === application)
    return there.findLast(({ action }) => action === 'BAG' || action === 'REMOVE')?.action === 'BAG'
  })
  const searched = events.filter(({ action }) => action === 'SEARCH')
  return {
    customer: history.customer,
    product: history.product,
    is_term: history.isTerm,
    category: described?.category ?? null,
    sub_category: described?.subCategory ?? null,
    colour: described?.colour ?? null,
    size: described?.size ?? null,
    quantity: decimal(events.findLast(({ pieces }) => pieces !== null)?.pieces),
    price: decimal(priced?.unit),
    currency: priced?.currency ?? null,
    applications: applicationsOf(events),
    last_application: last.application,
    searches: searched.map(({ at, application, term, productWritten }) => {
      const where = application === null ? '' : ` ${application}`
      return `${local(at)}${where}: ${term ?? productWritten}`
    }),
    first_seen: iso(events[0]!.at),
    last_seen: iso(last.at),
    furthest_step: did('CHECKOUT') ? 'CHECKOUT' : did('BAG', 'REMOVE') ? 'BAG' : did('VIEW') ? 'VIEW' : 'SEARCH',
    left_in_bag: inBag,
    times_in_bag: count(events, 'BAG'),
    events: events.length,
    sessions: unique(events.map(({ visit }) => visit)).length,
    bought_before: number > 1,
    journey: number,
    product_written: described?.productWritten ?? null,
    category_written: described?.categoryWritten ?? null,
  }
}

export function byCustomer(searches: readonly Row[]): Row[] {
  return unique(searches.map(({ customer }) => customer!)).map((customer) => {
    const own = searches.filter((row) => row.customer === customer)
    own.sort(
      (a, b) =>
        Date.parse(String(b.last_seen)) - Date.parse(String(a.last_seen)) ||
        byBytes(String(a.product), String(b.product)),
    )
    return {
      customer,
      products: own.map(({ product }) => product!),
      products_left_in_bag: own.filter((row) => row.left_in_bag).map(({ product }) => product!),
      applications: unique(own.flatMap(({ applications }) => applications as string[])).sort(byBytes),
      first_seen: own.map((row) => String(row.first_seen)).sort()[0]!,
      last_seen: own[0]!.last_seen!,
    }
  })
}

export function touchesOf(history: History, { number, lines, events }: Journey): Row[] {
  return unique(events.map(({ application }) => application)).map((application) => {
    const there = events.filter((event) => event.application === application)
    const searched = there.filter(({ action }) => action === 'SEARCH')
    const last = there.findLast(({ unit }) => unit !== null)
    return {
      customer: history.customer,
      product: history.product,
      is_term: history.isTerm,
      journey: number,
      application,
      terms: given(searched.map(({ term }) => term)),
      searched: searched.length,
      viewed: count(there, 'VIEW'),
      put_in_bag: count(there, 'BAG'),
      removed: count(there, 'REMOVE'),
      checked_out: count(there, 'CHECKOUT'),
      first_seen: iso(there[0]!.at),
      last_seen: iso(there.at(-1)!.at),
      price_first_seen: decimal(there.find(({ unit }) => unit !== null)?.unit),
      price_last_seen: decimal(last?.unit),
      currency: last?.currency ?? null,
      bought_at: lines[0]?.application ?? null,
      bought_on: lines[0] ? iso(lines[0].at) : null,
    }
  })
}

export function unassignedOf(event: Event): Row {
  return {
    source: event.source,
    timestamp: iso(event.at),
    action: event.action,
    application: event.application,
    product: event.product,
    term: event.term,
    quantity: decimal(event.pieces),
    unit_price: decimal(event.unit),
    final_price: decimal(event.final),
    currency: event.currency,
    order_id: event.orderId,
    product_written: event.productWritten,
  }
}
