import type { Action } from '../../../src/journeys/tables.ts'
import type { Random } from '../random.ts'
import type { Catalogue, Product, Variant } from './catalogue.ts'

/** All fields always there, so that reading them is fast. */
export interface ShopEvent {
  customer: number
  application: number
  session: number | undefined
  /** Seconds since the start of 2024 in Kolkata. */
  seconds: number
  action: Action
  /** None for a search with a term alone. */
  product: Product | undefined
  variant: Variant | undefined
  term: string | undefined
  quantity: number | undefined
  /** Paise. */
  unitPrice: number | undefined
  finalPrice: number | undefined
  order: number | undefined
  payment: number | undefined
}
type Emit = (event: ShopEvent) => void

export const APPLICATIONS = [
  'Amazon',
  'Flipkart',
  'Croma',
  'Reliance Digital',
  'Blinkit',
  'Tata Cliq',
  'Brand Store',
  '',
]
const WEEK = 7 * 86_400
const SPREAD = 0x9e3779b1

/**
 * Trips of customers: one to three visits, each a session in one application, hours apart, about what they are after in these
 * days, so that it is looked at in one application and bought in another. Returns come a week later.
 */
export function trips({ products, byCategory }: Catalogue, random: Random, customers: number) {
  const { next, below, pick } = random
  const returns: ShopEvent[] = []
  let taken = 0
  let sessions = 0
  let orders = 100_000

  /** One of two products a customer is after in these three days; the popular ones more often. */
  function wanted(customer: number, seconds: number): Product {
    const about = customer * 3 + Math.floor(seconds / (3 * 86_400)) * 7_919 + below(2)
    const mixed = Math.imul(about ^ (about >>> 15), SPREAD) >>> 0
    const share = mixed / 4_294_967_296
    return products[Math.floor(products.length * share * share)]!
  }

  /** Calls `emit` with the events of one trip that starts then. */
  function trip(start: number, emit: Emit): void {
    // Some customers have hundreds of times the events of most.
    const customer = Math.floor(customers * next() ** 1.7)
    let seconds = start
    for (let left = 1 + below(3); left > 0; left -= 1) {
      if (visit(customer, seconds, emit)) return
      seconds += 3_600 + below(40_000)
    }
  }

  /** One session of a trip; tells whether something was bought. */
  function visit(customer: number, start: number, emit: Emit): boolean {
    const application = next() < 0.01 ? APPLICATIONS.length - 1 : Math.floor((APPLICATIONS.length - 1) * next() ** 1.5)
    sessions += 1
    const session = application < 3 ? sessions : undefined
    let seconds = start
    let product = wanted(customer, start)
    let variant: Variant | undefined
    let quantity: number | undefined
    let order: number | undefined
    let payment: number | undefined
    const event = (action: Action, unitPrice?: number, finalPrice?: number, term?: string): ShopEvent => ({
      customer,
      application,
      session,
      seconds,
      action,
      product,
      variant,
      term,
      quantity,
      unitPrice,
      finalPrice,
      order,
      payment,
    })
    const step = (action: Action, unitPrice?: number) => {
      seconds += 2 + below(240)
      emit(event(action, unitPrice))
    }
    const price = () => Math.round(product.price * (96 + application + below(4)))

    for (let looks = 1 + below(3); looks > 0; looks -= 1) {
      if (next() < 0.76) {
        variant = undefined
        seconds += 2 + below(240)
        const search = event('SEARCH', undefined, undefined, pick(product.terms))
        if (next() < 0.34) search.product = undefined
        emit(search)
        // Nothing was opened.
        if (next() < 0.1) return false
      }
      variant = pick(product.variants)
      step('VIEW', price())
      if (next() < 0.4) step('VIEW', price())
      if (looks > 1) product = next() < 0.5 ? pick(byCategory[product.category]!) : wanted(customer, start)
    }
    if (next() > 0.45) return false
    variant = pick(product.variants)
    quantity = next() < 0.8 ? 1 : 2 + below(4)
    step('BAG', price())
    if (next() < 0.2) {
      step('REMOVE')
      return false
    }
    if (next() < 0.35) return false
    step('CHECKOUT')
    if (next() < 0.25) return false

    seconds += 60
    order = next() < 0.9 ? orders++ : undefined
    payment = below(5)
    for (let lines = next() < 0.75 ? 1 : 2 + below(3); lines > 0; lines -= 1) {
      const unitPrice = price()
      variant = pick(product.variants)
      const line = event('PURCHASE', unitPrice, Math.round((unitPrice * quantity * (90 + below(11))) / 100))
      emit(line)
      if (next() < 0.05) returns.push({ ...line, action: 'RETURN', seconds: seconds + WEEK, payment: undefined })
      // A line more: half the time of the same product, else of another one.
      if (next() < 0.5) product = pick(byCategory[product.category]!)
    }
    return true
  }

  /** Calls `emit` with the returns that have come by then. */
  function giveBack(until: number, emit: Emit): void {
    for (; taken < returns.length && returns[taken]!.seconds <= until; taken += 1) emit(returns[taken]!)
    if (taken > 10_000) returns.splice(0, taken)
    if (taken > 10_000) taken = 0
  }

  return { trip, giveBack }
}
