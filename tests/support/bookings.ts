import type { Database } from '../../src/database/database.ts'
import { type Booked, book } from '../../src/features/bookings/actions/book.ts'
import { type Booking, bookingById, linkToken, pinOf } from '../../src/features/bookings/reads.ts'
import type { NewProduct } from '../../src/features/products/schema.ts'
import { addSlot } from '../../src/features/slots/actions/slots.ts'
import { askForSeat } from '../../src/features/waitlist/actions/wait.ts'
import { offerParts } from '../../src/features/waitlist/rules.ts'
import type { TestClock } from '../contract/test-app.ts'
import { type Staffer, type Visitor, Visits } from './visits.ts'

/** The tests' clock stands at Thursday, 2026-01-15, 12:00 in Kolkata. */
export const FRIDAY = '2026-01-16'

/** One product with an agent, its times, and who books them. */
export class Bookings {
  readonly visits: Visits
  readonly product: number
  readonly agent: Staffer

  private constructor(visits: Visits, product: number, agent: Staffer) {
    this.visits = visits
    this.product = product
    this.agent = agent
  }

  static async open(database: Database, given: Partial<NewProduct> = {}, clock?: TestClock): Promise<Bookings> {
    const visits = new Visits(database, clock)
    const product = await visits.product(given)
    return new Bookings(visits, product, await visits.staffer([product]))
  }

  get read() {
    return this.visits.database.read
  }

  /** A time of half an hour on the product's clocks; its id. */
  async slot(clock = '10:00', { day = FRIDAY, capacity = 1 } = {}): Promise<number> {
    const input = { productId: this.product, day, clock, lengthMin: 30, capacity, users: [this.agent.id] }
    return (await addSlot(this.visits.system, input)).id
  }

  book(
    visitor: Visitor,
    slotId: number,
    given: { key?: string; move?: boolean; browser?: string } = {},
  ): Promise<Booked> {
    const from = { source: 'WEBSITE' as const, storeId: null, zone: 'Asia/Kolkata', browser: null }
    return book(visitor.ctx, { productId: this.product, slotId, ...from, key: '', move: false, ...given })
  }

  /** A booking of a new visitor, or of this one. */
  async booked(slotId: number, visitor?: Visitor, browser?: string): Promise<{ visitor: Visitor; booking: Booking }> {
    const by = visitor ?? (await this.visits.visitor())
    const answer = await this.book(by, slotId, browser ? { browser } : {})
    if (!('booked' in answer)) throw new Error(`not booked: ${JSON.stringify(answer)}`)
    return { visitor: by, booking: await this.row(answer.booked) }
  }

  row = (id: number): Promise<Booking> => bookingById(this.read, id)

  link = (booking: Booking): string => linkToken(this.visits.app.keys, booking)

  pin = (booking: Booking): string => pinOf(this.visits.app.keys, booking)

  async taken(slotId: number): Promise<number> {
    const slot = this.read.selectFrom('slot').select('taken').where('id', '=', slotId)
    return (await slot.executeTakeFirstOrThrow()).taken
  }

  /** Asks for a seat of a full day. */
  wait(visitor: Visitor, day = FRIDAY, zone = 'Asia/Kolkata'): Promise<void> {
    const from = { source: 'WEBSITE' as const, storeId: null }
    return askForSeat(visitor.ctx, { productId: this.product, day, zone, ...from })
  }

  /** A visitor's waiting, with the token of its link. */
  async waiting({ id }: Visitor) {
    const row = await this.read
      .selectFrom('waitlist')
      .selectAll()
      .where('customer_id', '=', id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return { ...row, link: this.visits.app.keys.mac('waitlist', ...offerParts(row)) }
  }
}
