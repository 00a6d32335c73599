import fc from 'fast-check'
import { ACTIONS } from '../../src/journeys/tables.ts'
import { random } from '../../tools/journeys/random.ts'
import { csvOf } from './canonical.ts'
import type { OracleEvent } from './oracle.ts'

const orNone = <T>(...values: T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values)

// Texts whose bytes (UTF-8) and code units (UTF-16) have different orders, and ones that CSV must quote.
const CUSTOMERS = ['Asha', 'Émile', '\u{1f600} Zoe', '\uff5a Zoe']
const APPLICATIONS = ['Amazon', 'apollo', '\u{1f6d2} Shop', '\uff33 Shop', 'Shop "One", Two']
const PRODUCTS = ['Kaveri Zorn', 'Nila Varq', 'Émile Tarn', 'पवन ज़र्क']
const TERMS = ['mixie', 'Mixie', 'mixie  grinder', 'mixie grinder', 'kaveri mixer', 'कुकर']
// Equal ones, less than half an hour apart, exactly so, over midnight of Kolkata, and days later.
const TIMES = ['01T18:00:00', '01T18:00:01', '01T18:29:59', '01T18:30:00', '01T18:59:59', '01T19:30:00', '05T04:00:00']

const cells = fc.record({
  customer: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...CUSTOMERS) }, fc.constant(null)),
  time: fc.constantFrom(...TIMES).map((time) => `2024-03-${time}.000Z`),
  action: fc.constantFrom(...ACTIONS, 'SEARCH' as const, 'PURCHASE' as const),
  application: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('Amazon', 'apollo') }, orNone(...APPLICATIONS)),
  product: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PRODUCTS) }, fc.constant(null)),
  term: orNone(...TERMS),
  category: orNone('Kitchen', 'Lighting'),
  subCategory: orNone('Kitchen Appliances'),
  colour: orNone('Black', 'Red'),
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
type Cells = typeof cells extends fc.Arbitrary<infer T> ? T : never

/** An event, cleaned as written, that would not be rejected. */
function eventOf({ negative, ...own }: Cells): OracleEvent {
  const isAlone = own.action === 'SEARCH' && own.product === null
  const product = isAlone ? null : (own.product ?? 'Kaveri Zorn')
  const isMinus = negative && own.action === 'RETURN' && own.quantity !== null
  return {
    ...own,
    source: 'shop',
    product,
    productWritten: product,
    term: isAlone ? (own.term ?? 'mixie') : own.term,
    quantity: isMinus ? `-${own.quantity}` : own.quantity,
    categoryWritten: own.category,
    subCategoryWritten: own.subCategory,
    colourWritten: own.colour,
    sizeWritten: own.size,
  }
}

/** Few people and places, so that orders, returns and others meet. */
const close = fc
  .record({
    product: fc.constantFrom(null, 'Kaveri Zorn', 'Kaveri Zorn', 'Nila Varq'),
    application: fc.constantFrom(null, 'Amazon', 'Amazon', 'apollo'),
    orderId: fc.constantFrom(null, 'A-1', 'A-2'),
    category: fc.constantFrom(null, 'Kitchen', 'Kitchen'),
    action: fc.constantFrom(...ACTIONS, 'PURCHASE' as const, 'RETURN' as const),
  })
  .chain((own) => cells.map((all): Cells => ({ ...all, ...own, customer: all.customer === null ? null : 'Asha' })))

/** Events that are one but for a cell or three. */
const alike = (max: number): fc.Arbitrary<Cells[]> =>
  cells.chain((first) => {
    const names = fc.subarray(Object.keys(first) as (keyof Cells)[], { minLength: 1, maxLength: 3 })
    const other = fc.tuple(cells, names).map(([own, changed]) => {
      const cells = changed.map((name) => [name, own[name]])
      return { ...first, customer: 'Asha', ...Object.fromEntries(cells) } as Cells
    })
    return fc.array(other, { minLength: 1, maxLength: max, size: 'max' })
  })

/**
 * Lists of up to `max` events that hit ties hard: few customers, products, applications and times, orders shared by lines and
 * products or without number, returns with and without one, sessions told or not, terms with and without a product, and
 * lists of events that differ in a cell or three.
 */
export function events(max = 40): fc.Arbitrary<OracleEvent[]> {
  const many = (one: fc.Arbitrary<Cells>) => fc.array(one, { minLength: 1, maxLength: max, size: 'max' })
  return fc.oneof(many(cells), many(close), alike(max)).map((list) => list.map(eventOf))
}

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
