import type { Action } from '../../../src/journeys/tables.ts'
import type { Event } from './events.ts'

const HALF_HOUR = 30 * 60_000

export interface Subject {
  product: string
  isTerm: boolean
}
export interface Journey {
  number: number
  /** Lines of its order; none when it has not ended in a purchase. */
  lines: Event[]
  /** All its events in order, the lines among them. */
  events: Event[]
}
export interface History extends Subject {
  customer: string
  /** All events in order, returns among them. */
  events: Event[]
  journeys: Journey[]
}
export function tellSessions(inOrder: Event[]): void {
  const last = new Map<string, Event>()
  for (const event of inOrder) {
    const place = JSON.stringify([event.customer, event.application])
    if (event.session !== null) {
      event.visit = `${place} as written ${event.session}`
      continue
    }
    const before = last.get(place)
    const goesOn = before !== undefined && event.at - before.at < HALF_HOUR
    event.visit = goesOn ? before.visit : `${place} since ${event.at}`
    last.set(place, event)
  }
}

const OPENS: Action[] = ['VIEW', 'BAG', 'CHECKOUT', 'PURCHASE']

function subjectsOf(event: Event, inOrder: readonly Event[]): Subject[] {
  if (event.product !== null) return [{ product: event.product, isTerm: false }]
  const after = inOrder.slice(inOrder.indexOf(event) + 1).filter(({ visit }) => visit === event.visit)
  const next = after.findIndex(({ action }) => action === 'SEARCH')
  const until = next === -1 ? after : after.slice(0, next)
  const opened = new Set(until.filter(({ action }) => OPENS.includes(action)).map(({ product }) => product!))
  if (opened.size > 0) return [...opened].map((product) => ({ product, isTerm: false }))
  return [{ product: event.term!.trim().replace(/\s+/g, ' ').toLowerCase(), isTerm: true }]
}

export function historiesOf(assigned: readonly Event[]): History[] {
  const histories = new Map<string, History>()
  for (const event of assigned) {
    for (const subject of subjectsOf(event, assigned)) {
      const key = JSON.stringify([event.customer, subject.product, subject.isTerm])
      const history = histories.get(key) ?? { ...subject, customer: event.customer!, events: [], journeys: [] }
      history.events.push(event)
      histories.set(key, history)
    }
  }
  for (const history of histories.values()) history.journeys = journeysOf(history.events)
  return [...histories.values()]
}

const orderOf = (line: Event): string =>
  JSON.stringify(line.orderId === null ? [line.application, 'at', line.at] : [line.application, 'number', line.orderId])

/** The orders of a history, by their first lines. */
export function ordersOf(inOrder: readonly Event[]): Event[][] {
  const orders = new Map<string, Event[]>()
  for (const event of inOrder) {
    if (event.action === 'PURCHASE') orders.set(orderOf(event), [...(orders.get(orderOf(event)) ?? []), event])
  }
  return [...orders.values()]
}

function journeysOf(inOrder: readonly Event[]): Journey[] {
  const orders = ordersOf(inOrder)
  const journeys = orders.map((lines, at): Journey => ({ number: at + 1, lines, events: [] }))
  const open: Journey = { number: orders.length + 1, lines: [], events: [] }
  for (const event of inOrder) {
    if (event.action === 'RETURN') continue
    const place = inOrder.indexOf(event)
    const journey =
      event.action === 'PURCHASE'
        ? journeys.find(({ lines }) => lines.includes(event))
        : journeys.find(({ lines }) => place < inOrder.indexOf(lines[0]!))
    ;(journey ?? open).events.push(event)
  }
  return open.events.length > 0 ? [...journeys, open] : journeys
}
