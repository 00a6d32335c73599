import type { Cell, CustomerAnswer } from '../schema.ts'

type Row = Record<string, Cell>

/** What was done in one application. Times in ms, prices as exact text. */
export interface Lane {
  application: string
  from: number
  until: number
  searched: number
  viewed: number
  bag: number
  removed: number
  checkedOut: number
  terms: string[]
  firstPrice: string | null
  lastPrice: string | null
  currency: string | null
  /** When lines were bought here. */
  boughtAt: number[]
}

export interface Bought {
  at: number
  application: string | null
  price: string | null
  currency: string | null
  payment: string | null
  quantity: string | null
  returned: boolean
}

/** One journey of a product or a term. */
export interface Journey {
  product: string
  isTerm: boolean
  number: number
  /** Of its first row of touches, which the trace is asked by. */
  row: number
  from: number
  until: number
  lanes: Lane[]
  bought: Bought[]
  leftInBag: boolean
  furthest: string
  /** In order, as far as they are known. */
  steps: string[]
}

const at = (cell: Cell | undefined): number => Date.parse(String(cell))
const text = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell))
const texts = (cell: Cell | undefined): string[] => (Array.isArray(cell) ? cell.map(String) : [])
const keyOf = (row: Row) => JSON.stringify([row.product, row.is_term ?? false, row.journey])

function laneOf(row: Row, bought: readonly Bought[]): Lane {
  return {
    application: text(row.application) ?? 'No application',
    ...{ from: at(row.first_seen), until: at(row.last_seen) },
    ...{ searched: Number(row.searched), viewed: Number(row.viewed), bag: Number(row.put_in_bag) },
    ...{ removed: Number(row.removed), checkedOut: Number(row.checked_out), terms: texts(row.terms) },
    ...{ firstPrice: text(row.price_first_seen), lastPrice: text(row.price_last_seen), currency: text(row.currency) },
    boughtAt: bought.filter(({ application }) => application === text(row.application)).map((line) => line.at),
  }
}

const boughtOf = (row: Row): Bought => ({
  at: at(row.timestamp),
  ...{ application: text(row.application_used), price: text(row.final_price), currency: text(row.currency) },
  ...{ payment: text(row.payment_mode), quantity: text(row.quantity), returned: row.returned === true },
})

/** A customer's rows put together, one journey each, the latest first. */
export function journeysOf({ purchases, searches, touches }: CustomerAnswer): Journey[] {
  const byKey = Map.groupBy(touches, keyOf)
  const bought = Map.groupBy(purchases, keyOf)
  const open = new Map(searches.map((row) => [keyOf(row), row]))
  const all = [...byKey].flatMap(([key, rows]) => {
    const [lines, search] = [(bought.get(key) ?? []).map(boughtOf), open.get(key)]
    // The newest events may still become a purchase: they are no search yet.
    if (lines.length === 0 && !search) return []
    const lanes = rows.map((row) => laneOf(row, lines)).sort((a, b) => a.from - b.from)
    const [first] = rows as [Row]
    return {
      ...{ product: String(first.product), isTerm: first.is_term === true, number: Number(first.journey) },
      row: Number(first.rowid),
      from: Math.min(...lanes.map(({ from }) => from)),
      until: Math.max(...lanes.map(({ until }) => until)),
      ...{ lanes, bought: lines },
      leftInBag: search?.left_in_bag === true,
      furthest: text(search?.furthest_step) ?? '',
      steps: lines.length > 0 ? texts(bought.get(key)![0]!.steps).map(stepWords) : texts(search?.searches),
    }
  })
  return all.sort((a, b) => b.until - a.until)
}

const STEPS: Record<string, string> = {
  SEARCH: 'Search',
  VIEW: 'View',
  BAG: 'Bag',
  REMOVE: 'Remove',
  CHECKOUT: 'Checkout',
  PURCHASE: 'Purchase',
  RETURN: 'Return',
}

/** "VIEW Amazon" as people say it. */
export function stepWords(step: string): string {
  const [action = '', ...application] = step.split(' ')
  return [STEPS[action] ?? action, ...application].join(' ')
}
