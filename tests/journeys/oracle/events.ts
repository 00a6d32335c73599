import { ACTIONS, type Action } from '../../../src/journeys/tables.ts'

/** An event as cleaned; all but source, time and action may be null. Numbers as decimal text ("31000", "450.5"), time ISO UTC. */
export interface OracleEvent {
  source: string
  customer: string | null
  time: string
  action: Action
  application: string | null
  /** The cleaned name. */
  product: string | null
  productWritten: string | null
  term: string | null
  category: string | null
  categoryWritten: string | null
  subCategory: string | null
  subCategoryWritten: string | null
  colour: string | null
  colourWritten: string | null
  size: string | null
  sizeWritten: string | null
  quantity: string | null
  unitPrice: string | null
  finalPrice: string | null
  currency: string | null
  paymentMode: string | null
  orderId: string | null
  session: string | null
}

/** Decimals are counted in ten-thousandths. */
export const ONE = 10_000n

export interface Event extends OracleEvent {
  /** Milliseconds since 1970. */
  at: number
  pieces: bigint | null
  unit: bigint | null
  final: bigint | null
  /** Which session it is of; equal for events of one session. */
  visit: string
}

export function distinct(events: readonly OracleEvent[]): OracleEvent[] {
  const seen = new Map<string, OracleEvent>()
  for (const event of events) seen.set(JSON.stringify(Object.entries(event).sort()), event)
  return [...seen.values()]
}

export function read(event: OracleEvent): Event {
  if (event.product === null && (event.action !== 'SEARCH' || event.term === null)) {
    throw new Error(`a row without a product is rejected: ${JSON.stringify(event)}`)
  }
  const pieces = tenThousandths(event.quantity)
  const count = pieces ?? ONE
  let unit = tenThousandths(event.unitPrice)
  let final = tenThousandths(event.finalPrice)
  if (unit === null && final !== null && count > 0n) unit = divided(final * ONE, count)
  else if (final === null && unit !== null) final = divided(unit * count, ONE)
  return { ...event, at: Date.parse(event.time), pieces, unit, final, visit: '' }
}

/** The size of a number: a return may be negative. */
export function tenThousandths(text: string | null): bigint | null {
  if (text === null) return null
  const [, whole, digits = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(text)!
  return divided(BigInt(whole + digits) * ONE, 10n ** BigInt(digits.length))
}

/** Of numbers not negative, so that a half away from zero is a half upwards. */
export const divided = (a: bigint, b: bigint): bigint => (2n * a + b) / (2n * b)

export function inOrder(a: Event, b: Event): number {
  return (
    a.at - b.at ||
    ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) ||
    byBytes(a.application, b.application) ||
    byBytes(a.productWritten, b.productWritten) ||
    (a.productWritten === null ? 0 : byDescription(a, b)) ||
    byBytes(a.term, b.term) ||
    byBytes(a.orderId, b.orderId) ||
    byBytes(a.session, b.session) ||
    bySize(tenThousandths(a.quantity), tenThousandths(b.quantity)) ||
    bySize(tenThousandths(a.unitPrice), tenThousandths(b.unitPrice)) ||
    bySize(tenThousandths(a.finalPrice), tenThousandths(b.finalPrice)) ||
    byBytes(a.currency, b.currency) ||
    byBytes(a.paymentMode, b.paymentMode)
  )
}

const byDescription = (a: Event, b: Event): number =>
  byBytes(a.categoryWritten, b.categoryWritten) ||
  byBytes(a.subCategoryWritten, b.subCategoryWritten) ||
  byBytes(a.colourWritten, b.colourWritten) ||
  byBytes(a.sizeWritten, b.sizeWritten)

export function byBytes(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

export function bySize<T extends number | bigint | boolean>(a: T | null, b: T | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return a < b ? -1 : a > b ? 1 : 0
}
