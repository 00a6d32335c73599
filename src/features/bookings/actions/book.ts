import { prepared } from '../../../database/prepared.ts'
import { type Context, once, requireVisitor, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { hashToken } from '../../../platform/keys.ts'
import { type Customer, heldCustomer } from '../../customers/reads.ts'
import { createDemo, settleDemo, type Visit } from '../../demos/actions.ts'
import { demoForStaff } from '../../demos/reads.ts'
import { takeSeat } from '../../slots/actions/seats.ts'
import { comingBooking } from '../reads.ts'
import { moveTo } from './move.ts'
import { tellBooking } from './tell.ts'
import { insertBooking, slotOf } from './write.ts'

/**
 * `booked`: the booking's id. `gone`: the seat was taken meanwhile, nothing has changed. `has`: the customer has this
 * booking of the product already and may move it.
 */
export type Booked = { booked: number } | { gone: true } | { has: number }

export interface Wish {
  /** Where it is given, the time must be of this product. */
  productId?: number
  slotId: number
  /** The visitor's IANA zone. */
  zone: string
  source: Visit['source']
  storeId: number | null
  /** Token of the browser, which is not asked for the PIN later; null on a shared one. */
  browser: string | null
  /** Of the press: a repeat gets the same answer. */
  key: string
  /** An open booking of the product is moved to this time. */
  move: boolean
}

/**
 * Confirm: the visitor takes a seat. Throws `gone` for a product that has no demos any more, `not_found` for a time that is
 * not the product's.
 */
export async function book(ctx: Context, wish: Wish): Promise<Booked> {
  try {
    return { booked: await bookNow(ctx, wish) }
  } catch (answer) {
    if (answer instanceof Unbooked) return answer.why
    throw answer
  }
}

/**
 * Thrown, so that nothing is written for an answer that changes nothing: of a rush for few seats most are such, and who
 * goes back and presses again is asked anew.
 */
class Unbooked extends Error {
  readonly why: Exclude<Booked, { booked: number }>
  constructor(why: Unbooked['why']) {
    super('not booked')
    this.why = why
  }
}

async function bookNow(ctx: Context, wish: Wish): Promise<number> {
  const { customerId, sessionId } = requireVisitor(ctx)
  return transact(ctx, (work) =>
    once(work, `book:${customerId}`, wish.key, async () => {
      const customer = await heldCustomer(work, customerId)
      if (!customer || customer.blockedAt !== null)
        throw new AppError('unauthenticated', 'Prove your mobile number first.')
      const slot = await slotOf(work, wish.slotId)
      if (slot.product_id !== (wish.productId ?? slot.product_id))
        throw new AppError('not_found', 'This is a time of another product.')
      const open = await openBookingOf(work, customerId, slot.product_id)
      if (open && open.slot_id === wish.slotId) return open.id
      if (open && !wish.move) throw new Unbooked({ has: open.id })
      if (open) {
        const moved = await moveTo(ctx, work, open, slot, { reason: null, noticeMin: slot.notice_min })
        return moved ?? unseated()
      }
      if (!(await takeSeat(work, slot.id, slot.notice_min))) unseated()
      const shared = wish.browser === null || (await isKiosk(work, sessionId))
      const browserHash = shared ? null : hashToken(wish.browser!)
      const { name, email } = customer
      const visit = { productId: slot.product_id, source: wish.source, storeId: wish.storeId, name, email }
      return writeBooking(ctx, work, { customer, visit, slot, zone: wish.zone, browserHash })
    }),
  )
}

function unseated(): never {
  throw new Unbooked({ gone: true })
}

/** Staff book a time for the customer of one of their demos: a follow-up. Throws `conflict` when the seat is gone. */
export async function bookFor(ctx: Context, demoId: number, slotId: number, key: string): Promise<{ id: number }> {
  return transact(ctx, async (work) => {
    const demo = await demoForStaff(ctx, demoId)
    return once(work, `book-for:${demo.customer_id}`, key, async () => {
      const slot = await slotOf(work, slotId)
      const customer = await heldCustomer(work, demo.customer_id)
      if (slot.product_id !== demo.product_id) throw new AppError('not_found', 'This is a time of another product.')
      if (!customer || customer.blockedAt !== null) throw new AppError('conflict', 'This customer is blocked.')
      if (await openBookingOf(work, demo.customer_id, demo.product_id))
        throw new AppError('conflict', 'This customer has a booking of this product. Move that one.')
      const { source, store_id: storeId, name, email } = demo
      const visit = { productId: demo.product_id, source, storeId, name, email }
      const wish = { customer, visit, slot, zone: customer.zone, browserHash: null }
      if (!(await takeSeat(work, slotId, 0)))
        throw new AppError('conflict', 'This time has just gone. Choose another one.')
      return { id: await writeBooking(ctx, work, wish) }
    })
  })
}

/** The booking of a product that a customer has to come. */
export const openBookingOf = (work: Work, customerId: number, productId: number) =>
  comingBooking(work.db, customerId, productId, work.now)

const sessionRow = prepared((db, { id }: { id: number }) =>
  db.selectFrom('visitor_session').select('kiosk').where('id', '=', id),
)
const isKiosk = async (work: Work, id: number) => (await sessionRow(work.db, { id })).rows[0]?.kiosk === 1

interface Seat {
  customer: Pick<Customer, 'id' | 'mobile' | 'lang'>
  visit: Visit
  slot: Awaited<ReturnType<typeof slotOf>>
  zone: string
  browserHash: string | null
}

/** Writes demo, booking and messages for a seat that is taken. Joins the caller's transaction. */
export async function writeBooking(ctx: Context, work: Work, wish: Seat): Promise<number> {
  const { customer, visit, slot, zone } = wish
  await settleOpen(work, customer.id, visit.productId)
  const demo = await createDemo(ctx, work, customer.id, visit, 'SCHEDULED')
  const id = await insertBooking(ctx, work, { customerId: customer.id, demoId: demo.id, sequence: 0, ...wish })
  await work.record('booking.made', 'demo', demo.id, { productId: visit.productId, slotId: slot.id, bookingId: id })
  const { starts_at, ends_at, product_zone } = slot
  const told = { id, slot_id: slot.id, sequence: 0, starts_at, ends_at, product_zone, zone, email: visit.email }
  await tellBooking(
    work,
    { ...told, mobile: customer.mobile, lang: customer.lang },
    'made',
    ctx.actor.kind === 'VISITOR',
  )
  return id
}

/** One open demo per customer and product: one that is still there ends for the new one. */
async function settleOpen(work: Work, customerId: number, productId: number): Promise<void> {
  const demo = await settleDemo(work, customerId, productId)
  if (demo === undefined) return
  await work.db.updateTable('booking').set({ open_key: null }).where('demo_id', '=', demo).execute()
}
