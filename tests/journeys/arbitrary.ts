import fc from 'fast-check'
import { ACTIONS } from '../../src/journeys/tables.ts'
import { random } from '../../tools/journeys/random.ts'
import { csvOf } from './canonical.ts'
import type { OracleEvent } from './oracle.ts'

const orNone = <T>(...values: T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values)

// Texts whose bytes (UTF-8) and code units (UTF-16) have different orders, and ones that CSV must quote.
const CUSTOMERS = ['Asha', 'Émile', '\u{1f600} Zoe', '\uff5a Zoe']
const APPLICATIONS = ['Amazon', 'apollo', '\u{1f6d2} Shop', '\uff33 Shop', 'Shop "One", Two']
const PRODUCTS = ['Kaveri Mixer', 'Nila Lamp', 'Émile Kettle', 'पवन पंखा']
const TERMS = ['mixie', 'Mixie', 'mixie  grinder', 'mixie grinder', 'kaveri mixer', 'कुकर']
// Equal ones, less than half an hour apart, exactly so, over midnight of Kolkata, and days later.
const TIMES = ['01T18:00:00', '01T18:00:01', '01T18:29:59', '01T18:30:00', '01T18:59:59', '01T19:30:00', '05T04:00:00']

/** One event as `events` has them, cleaned as written. Never one that would be rejected. */
const event: fc.Arbitrary<OracleEvent> = fc
  .record({
    customer: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...CUSTOMERS) }, fc.constant(null)),
    time: fc.constantFrom(...TIMES).map((time) => `2024-03-${time}.000Z`),
    action: fc.constantFrom(...ACTIONS, 'SEARCH' as const, 'PURCHASE' as const),
    application: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('Amazon', 'apollo') }, orNone(...APPLICATIONS)),
    product: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PRODUCTS) }, fc.constant(null)),
    term: orNone(...TERMS),
    category: orNone('Kitchen', 'Lighting'),
    subCategory: orNone('Mixers'),
    colour: orNone('black', 'red'),
    size: orNone('9', '10'),
    quantity: orNone('1', '2', '10', '0.5', '0.3333', '0'),
    unitPrice: orNone('100', '99.9999', '0.0001', '9'),
    finalPrice: orNone('100', '33.3333', '0.0001', '12345678901234.5678'),
    currency: orNone('INR', 'USD'),
    paymentMode: orNone('COD', 'UPI'),
    orderId: orNone('A-1', 'A-2', 'A-10'),
    session: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, fc.constantFrom('s1', 's2')),
    negative: fc.boolean(),
  })
  .map(({ negative, ...cells }) => {
    const alone = cells.action === 'SEARCH' && cells.product === null
    const product = alone ? null : (cells.product ?? 'Kaveri Mixer')
    const isMinus = negative && cells.action === 'RETURN' && cells.quantity !== null
    return {
      ...cells,
      source: 'shop',
      product,
      productWritten: product,
      term: alone ? (cells.term ?? 'mixie') : cells.term,
      quantity: isMinus ? `-${cells.quantity}` : cells.quantity,
      categoryWritten: cells.category,
      subCategoryWritten: cells.subCategory,
      colourWritten: cells.colour,
      sizeWritten: cells.size,
    }
  })

/** As `event`, with few cells but those that tell journeys, so that events often differ in one cell alone. */
const bare: fc.Arbitrary<OracleEvent> = event.map((full) => ({
  ...full,
  customer: full.customer === null ? null : 'Asha',
  product: full.product === null ? null : full.product === 'Nila Lamp' ? 'Nila Lamp' : 'Kaveri Mixer',
  productWritten: full.product === null ? null : full.product === 'Nila Lamp' ? 'Nila Lamp' : 'Kaveri Mixer',
  subCategory: null,
  subCategoryWritten: null,
  colour: null,
  colourWritten: null,
  size: null,
  sizeWritten: null,
  currency: null,
  paymentMode: null,
}))

/**
 * Lists of up to `max` events that hit ties hard: few customers, products, applications and times, orders shared by lines and
 * products or without number, returns with and without one, sessions told or not, terms with and without a product.
 */
export const events = (max = 40): fc.Arbitrary<OracleEvent[]> =>
  fc.oneof(fc.array(event, { minLength: 1, maxLength: max }), fc.array(bare, { minLength: 1, maxLength: max }))

/** How a list is written: its order, how many rows twice, over how many files. */
export interface Shuffle {
  seed: number
  /** Share of the rows that are written once more. */
  twice: number
  files: number
}
export const shuffles: fc.Arbitrary<Shuffle> = fc.record({
  seed: fc.nat(),
  twice: fc.constantFrom(0, 0.3, 1),
  files: fc.integer({ min: 1, max: 4 }),
})

/** The list in another order, some rows more than once. */
export function shuffled<T>(list: readonly T[], { seed, twice }: Shuffle): T[] {
  const { next, below } = random(seed)
  const rows = [...list, ...list.filter(() => next() < twice)]
  for (let at = rows.length - 1; at > 0; at -= 1) {
    const other = below(at + 1)
    ;[rows[at], rows[other]] = [rows[other]!, rows[at]!]
  }
  return rows
}

/** The list as texts of canonical CSV files, one or more: shuffled, rows repeated, each with its header. */
export function filesOf(list: readonly OracleEvent[], shuffle: Shuffle): string[] {
  const rows = shuffled(list, shuffle)
  return Array.from({ length: shuffle.files }, (_, file) => csvOf(rows.filter((_, at) => at % shuffle.files === file)))
}
