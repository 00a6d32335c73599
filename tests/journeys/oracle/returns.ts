import { type Event, ONE } from './events.ts'
import { type History, ordersOf } from './histories.ts'

/** What came back of a line. */
export interface Returned {
  pieces: bigint
  at: number
}

export function returnedOf({ events }: History): Map<Event, Returned> {
  const orders = ordersOf(events)
  const returnsOf = new Map<Event[], Event[]>()
  for (const event of events) {
    if (event.action !== 'RETURN') continue
    const order = orderReturned(event, orders, events)
    if (order) returnsOf.set(order, [...(returnsOf.get(order) ?? []), event])
  }
  const returned = new Map<Event, Returned>()
  for (const [lines, returns] of returnsOf) {
    const everything = returns.some(({ pieces }) => pieces === null)
    let left = returns.reduce((sum, { pieces }) => sum + (pieces ?? 0n), 0n)
    for (const line of lines) {
      const bought = line.pieces ?? ONE
      const pieces = everything || left > bought ? bought : left
      left -= pieces
      if (pieces > 0n) returned.set(line, { pieces, at: returns[0]!.at })
    }
  }
  return returned
}

function orderReturned(event: Event, orders: readonly Event[][], inOrder: readonly Event[]): Event[] | undefined {
  const here = orders.filter(([first]) => first!.application === event.application)
  if (event.orderId !== null) return here.find(([first]) => first!.orderId === event.orderId)
  const before = ([first]: Event[]) => inOrder.indexOf(first!) < inOrder.indexOf(event)
  return here.filter(before).at(-1) ?? orders.filter(before).at(-1)
}
