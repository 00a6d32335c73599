import type { Row, Value } from '../../src/journeys/engine/duckdb.ts'
import { type Column, TABLES } from '../../src/journeys/tables.ts'
import { byCustomer, localTime, othersLookedAt, purchaseOf, searchOf, touchesOf, unassignedOf } from './oracle/cells.ts'
import { byBytes, bySize, distinct, inOrder, type OracleEvent, read, tenThousandths } from './oracle/events.ts'
import { historiesOf, tellSessions } from './oracle/histories.ts'
import { returnedOf } from './oracle/returns.ts'

export type { OracleEvent } from './oracle/events.ts'

export interface OracleTables {
  purchases: Row[]
  searches: Row[]
  searches_by_customer: Row[]
  touches: Row[]
  unassigned: Row[]
}

const HOUR = 60 * 60_000

/**
 * The tables of docs/decisions/0010-journeys.md from cleaned events in any order, the slow and obvious way. Times are ISO
 * UTC, decimals texts with four digits after the point, lists arrays; the confidences are left out; rows are in the order
 * of the tables. `asOf` is ISO UTC, without it the latest event's time. Throws on an event the pipeline would reject.
 */
export function oracle(
  events: readonly OracleEvent[],
  { zone, asOf, windowMs = HOUR }: { zone: string; asOf?: string; windowMs?: number },
): OracleTables {
  const local = localTime(zone)
  const all = distinct(events).map(read).sort(inOrder)
  const assigned = all.filter((event) => event.customer !== null)
  tellSessions(assigned)
  const histories = historiesOf(assigned)
  const now = asOf === undefined ? Math.max(...all.map(({ at }) => at)) : Date.parse(asOf)

  const purchases: Row[] = []
  const touches: Row[] = []
  const searches: Row[] = []
  for (const history of histories) {
    const returned = returnedOf(history)
    for (const journey of history.journeys) {
      touches.push(...touchesOf(history, journey))
      for (const line of journey.lines) {
        const others = othersLookedAt(assigned, history, journey, line)
        purchases.push(purchaseOf(history, journey, line, others, returned.get(line), local))
      }
    }
    const latest = history.journeys.at(-1)
    if (latest && latest.lines.length === 0 && now - latest.events.at(-1)!.at > windowMs) {
      searches.push(searchOf(history, latest, local))
    }
  }
  return {
    purchases: sorted(TABLES.purchases, purchases),
    searches: sorted(TABLES.searches, searches),
    searches_by_customer: sorted(TABLES.searches_by_customer, byCustomer(searches)),
    touches: sorted(TABLES.touches, touches),
    unassigned: sorted(TABLES.unassigned, all.filter(({ customer }) => customer === null).map(unassignedOf)),
  }
}

/** Rows by the columns of the table's order, then by all its columns. */
export function sorted({ order, columns }: { order: string[]; columns: Record<string, Column> }, rows: Row[]): Row[] {
  const names = [...order, ...Object.keys(columns)]
  return rows.sort((a, b) => {
    for (const name of names) {
      const difference = byValue(a[name] ?? null, b[name] ?? null, columns[name]!.type === 'decimal')
      if (difference !== 0) return difference
    }
    return 0
  })
}

function byValue(a: Value, b: Value, isDecimal: boolean): number {
  if (isDecimal) return bySize(tenThousandths(a as string | null), tenThousandths(b as string | null))
  if (Array.isArray(a) && Array.isArray(b)) {
    const at = a.findIndex((item, index) => item !== b[index])
    if (at === -1) return a.length - b.length
    return at >= b.length ? 1 : byBytes(String(a[at]), String(b[at]))
  }
  if (typeof a === 'string' || typeof b === 'string') return byBytes(a as string | null, b as string | null)
  return bySize(a as number | boolean | null, b as number | boolean | null)
}
