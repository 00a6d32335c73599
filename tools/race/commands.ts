import fc from 'fast-check'
import { book } from '../../src/features/bookings/actions/book.ts'
import { cancelBooking } from '../../src/features/bookings/actions/cancel.ts'
import { moveBooking } from '../../src/features/bookings/actions/move.ts'
import { bookOffer } from '../../src/features/bookings/actions/offer.ts'
import { changeRule } from '../../src/features/slots/actions/rules.ts'
import { changeSlot } from '../../src/features/slots/actions/slots.ts'
import { ruleOf } from '../../src/features/slots/reads.ts'
import { askForSeat, sweepWaitlist } from '../../src/features/waitlist/actions/wait.ts'
import { offerParts } from '../../src/features/waitlist/rules.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Visitor, Visits } from '../../tests/support/visits.ts'

const CLOCKS = ['09:00', '09:30', '10:00'] as const
const ZONE = 'Asia/Kolkata'

/** What one run knows of its own customers: the slot each has booked, or none. Nobody else books for them. */
export interface Model {
  booked: (number | null)[]
}

/** The real installation, shared by all runs of all processes, and this run's own customers. */
export interface Real {
  visits: Visits
  product: number
  customers: Visitor[]
  slots: { id: number; day: string }[]
  rules: number[]
  /** Operations done, by what came of them. */
  seen: Map<string, number>
  nextKey(): string
}

type Command = fc.AsyncCommand<Model, Real>

const always = () => true

/** Runs one operation: whatever it answered, the customer's open booking is the model's afterwards. */
abstract class Step implements Command {
  readonly who: number
  constructor(who: number) {
    this.who = who
  }
  check = always
  abstract does(model: Model, real: Real, customer: Visitor): Promise<string>
  async run(model: Model, real: Real): Promise<void> {
    const customer = real.customers[this.who]!
    const came = await this.does(model, real, customer)
    const name = `${this.constructor.name} ${came}`
    real.seen.set(name, (real.seen.get(name) ?? 0) + 1)
    const open = await real.visits.database.write
      .selectFrom('booking')
      .innerJoin('demo', 'demo.id', 'booking.demo_id')
      .select('booking.slot_id')
      .where('demo.customer_id', '=', customer.id)
      .where('booking.open_key', 'is not', null)
      .execute()
    const wanted = model.booked[this.who] ?? null
    const found = open.map(({ slot_id }) => slot_id)
    if (found.length > 1 || (found[0] ?? null) !== wanted)
      throw new Error(
        `${name}: customer ${customer.id} should have slot ${wanted}, has ${found.join(' and ') || 'none'}`,
      )
  }
  toString = () => `${this.constructor.name}(${Object.values(this).filter(Number.isInteger).join(', ')})`
}

const refused = (error: unknown): string => {
  const { code } = error as { code?: string }
  if (code === 'conflict' || code === 'gone' || code === 'not_found') return code
  throw error
}

class Book extends Step {
  readonly at: number
  readonly move: boolean
  constructor(who: number, at: number, move: boolean) {
    super(who)
    this.at = at
    this.move = move
  }
  async does(model: Model, real: Real, customer: Visitor): Promise<string> {
    const slot = real.slots[this.at % real.slots.length]!
    const facts = {
      productId: real.product,
      source: 'WEBSITE' as const,
      storeId: null,
      browser: null,
      key: real.nextKey(),
      move: this.move,
    }
    const press = () => book(customer.ctx, { slotId: slot.id, zone: ZONE, ...facts })
    // Pressed twice at once: both have the same answer. "Gone" writes nothing, so a seat that somebody gives back between
    // the two is taken by the other press.
    const presses = await Promise.all([press(), press()])
    const one = presses.find((answer) => 'booked' in answer) ?? presses[0]
    for (const answer of presses)
      if (!('gone' in answer) && JSON.stringify(answer) !== JSON.stringify(one))
        throw new Error(`two presses: ${JSON.stringify(presses)}`)
    const before = model.booked[this.who]
    if ('gone' in one) return 'gone'
    if ('has' in one) {
      if (before === null || before === undefined || before === slot.id) throw new Error('has nothing to move')
      return 'has'
    }
    if (before !== null && before !== undefined && before !== slot.id && !this.move) throw new Error('moved unasked')
    model.booked[this.who] = slot.id
    return before === slot.id ? 'again' : 'booked'
  }
}

const openBookingId = async (real: Real, customer: Visitor): Promise<number | undefined> =>
  (
    await real.visits.database.write
      .selectFrom('booking')
      .innerJoin('demo', 'demo.id', 'booking.demo_id')
      .select('booking.id')
      .where('demo.customer_id', '=', customer.id)
      .where('booking.open_key', 'is not', null)
      .executeTakeFirst()
  )?.id

class Move extends Step {
  readonly at: number
  constructor(who: number, at: number) {
    super(who)
    this.at = at
  }
  async does(model: Model, real: Real, customer: Visitor): Promise<string> {
    const id = await openBookingId(real, customer)
    if (id === undefined) return 'nothing'
    const slot = real.slots[this.at % real.slots.length]!
    const moved = await moveBooking(customer.ctx, id, slot.id, real.nextKey())
    if (!moved) return 'gone'
    model.booked[this.who] = slot.id
    return 'moved'
  }
}

class Cancel extends Step {
  async does(model: Model, real: Real, customer: Visitor): Promise<string> {
    const id = await openBookingId(real, customer)
    if (id === undefined) return 'nothing'
    await Promise.all([cancelBooking(customer.ctx, id), cancelBooking(customer.ctx, id)])
    model.booked[this.who] = null
    return 'cancelled'
  }
}

class Wait extends Step {
  readonly at: number
  constructor(who: number, at: number) {
    super(who)
    this.at = at
  }
  async does(_: Model, real: Real, customer: Visitor): Promise<string> {
    const { day } = real.slots[this.at % real.slots.length]!
    const wish = { productId: real.product, day, zone: ZONE, source: 'WEBSITE' as const, storeId: null }
    return askForSeat(customer.ctx, wish).then(() => 'asked', refused)
  }
}

class Take extends Step {
  async does(model: Model, real: Real, customer: Visitor): Promise<string> {
    const offer = await real.visits.database.write
      .selectFrom('waitlist')
      .selectAll()
      .where('customer_id', '=', customer.id)
      .where('state', '=', 'OFFERED')
      .executeTakeFirst()
    if (!offer) return 'nothing'
    const token = real.visits.app.keys.mac('waitlist', ...offerParts(offer))
    const [one, two] = await Promise.all([
      bookOffer(real.visits.system, token, 'browser'),
      bookOffer(real.visits.system, token, 'browser'),
    ])
    if (one && two) throw new Error('an offer was taken twice')
    if (!one && !two) return 'lapsed'
    model.booked[this.who] = offer.slot_id
    return 'taken'
  }
}

class Lapse extends Step {
  async does(_: Model, real: Real): Promise<string> {
    const { system } = real.visits
    const later: Context = { ...system, now: () => system.now() + 11 * 60_000 }
    await sweepWaitlist(later)
    return 'swept'
  }
}

class Seats extends Step {
  readonly at: number
  readonly capacity: number
  constructor(who: number, at: number, capacity: number) {
    super(who)
    this.at = at
    this.capacity = capacity
  }
  async does(_: Model, real: Real): Promise<string> {
    const { id } = real.slots[this.at % real.slots.length]!
    return changeSlot(real.visits.system, id, { capacity: this.capacity }).then(() => 'changed', refused)
  }
}

class Edit extends Step {
  readonly at: number
  readonly clock: number
  constructor(who: number, at: number, clock: number) {
    super(who)
    this.at = at
    this.clock = clock
  }
  async does(_: Model, real: Real): Promise<string> {
    const id = real.rules[this.at % real.rules.length]!
    const { id: _id, zone: _zone, ...rule } = await ruleOf(real.visits.database.write, id)
    const clock = CLOCKS[this.clock % CLOCKS.length]!
    return changeRule(real.visits.system, id, { ...rule, clock }).then(() => 'changed', refused)
  }
}

/** Lists of operations of a few customers on shared slots. */
export function commands(customers: number, most: number) {
  const who = fc.nat(customers - 1)
  const at = fc.nat(1000)
  const book = fc.tuple(who, at, fc.boolean()).map((it) => new Book(...it))
  const cancel = who.map((it) => new Cancel(it))
  return fc.commands(
    [
      book,
      book,
      book,
      fc.tuple(who, at).map((it) => new Move(...it)),
      fc.tuple(who, at).map((it) => new Move(...it)),
      cancel,
      cancel,
      fc.tuple(who, at).map((it) => new Wait(...it)),
      who.map((it) => new Take(it)),
      who.map((it) => new Take(it)),
      who.map((it) => new Lapse(it)),
      fc.tuple(who, at, fc.integer({ min: 1, max: 4 })).map((it) => new Seats(...it)),
      fc.tuple(who, at, fc.nat(2)).map((it) => new Edit(...it)),
    ],
    { maxCommands: most, size: 'max' },
  )
}
