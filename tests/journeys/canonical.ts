import { ACTIONS } from '../../src/journeys/tables.ts'
import { COLUMNS } from '../../tools/journeys/columns.ts'
import type { OracleEvent } from './oracle.ts'

/** Events of canonical CSV in which cleaning changes nothing and no cell is quoted: as cleaned is as written. */
export function eventsOf(csv: string, source = 'shop'): OracleEvent[] {
  const [, ...lines] = csv.trimEnd().split('\n')
  return lines.map((line) => {
    if (line.includes('"')) throw new Error(`quoted cells are not read here: ${line}`)
    const cells = line.split(',')
    const cell = (column: string) => cells[COLUMNS.indexOf(column)] || null
    return {
      source,
      customer: cell('customer'),
      time: new Date(cell('timestamp')!).toISOString(),
      action: ACTIONS.find((action) => action.toLowerCase() === cell('action'))!,
      application: cell('application'),
      product: cell('product'),
      productWritten: cell('product'),
      term: cell('term'),
      category: cell('category'),
      categoryWritten: cell('category'),
      subCategory: cell('sub_category'),
      subCategoryWritten: cell('sub_category'),
      colour: cell('colour'),
      colourWritten: cell('colour'),
      size: cell('size'),
      sizeWritten: cell('size'),
      quantity: cell('quantity'),
      unitPrice: cell('unit_price'),
      finalPrice: cell('final_price'),
      currency: cell('currency'),
      paymentMode: cell('payment_mode'),
      orderId: cell('order_id'),
      session: cell('session'),
    }
  })
}

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Canonical CSV of events as they are written, in the order given. */
export function csvOf(events: readonly OracleEvent[]): string {
  const rows = events.map((event) =>
    [
      event.customer,
      event.time,
      event.action.toLowerCase(),
      event.application,
      event.productWritten,
      event.categoryWritten,
      event.subCategoryWritten,
      event.colourWritten,
      event.sizeWritten,
      event.quantity,
      event.unitPrice,
      event.finalPrice,
      event.currency,
      event.paymentMode,
      event.orderId,
      event.session,
      event.term,
    ]
      .map((cell) => quoted(cell ?? ''))
      .join(','),
  )
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`
}
