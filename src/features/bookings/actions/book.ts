import { type Context, once, requireVisitor, transact, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { hashToken } from '../../../platform/keys.ts'
import { customerById } from '../../customers/reads.ts'
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
  const { customerId, sessionId } = requireVisitor(ctx)
  return transact(ctx, (work) =>
    once(work, `book:${customerId}`, wish.key, async () => {
      const customer = await customerById(ctx, customerId)
      if (!customer) throw new AppError('unauthenticated', 'Prove your mobile number first.')
      await holdCustomer(work, customerId)
      const slot = await slotOf(work, wish.slotId)
      if (slot.product_id !== (wish.productId ?? slot.product_id))
        throw new AppError('not_found', 'This is a time of another product.')
      const open = await openBookingOf(work, customerId, slot.product_id)
      if (open && open.slot_id === wish.slotId) return { booked: open.id }
      if (open && !wish.move) return { has: open.id }
      const shared = wish.browser === null || (await isKiosk(work, sessionId))
      const browserHash = shared ? null : hashToken(wish.browser!)
      if (open) {
        const moved = await moveTo(ctx, work, open, slot, { reason: null, noticeMin: slot.notice_min })
        return moved === undefined ? { gone: true } : { booked: moved }
      }
      const { name, email } = customer
      const visit = { productId: slot.product_id, source: wish.source, storeId: wish.storeId, name, email }
      const booked = await seat(ctx, work, { customerId, visit, slot, zone: wish.zone, browserHash }, slot.notice_min)
      return booked === undefined ? { gone: true } : { booked }
    }),
  )
}

/** Staff book a time for the customer of one of their demos: a follow-up. Throws `conflict` when the seat is gone. */
export async function bookFor(ctx: Context, demoId: number, slotId: number, key: string): Promise<{ id: number }> {
  return transact(ctx, async (work) => {
    const demo = await demoForStaff(ctx, demoId)
    return once(work, `book-for:${demo.customer_id}`, key, async () => {
      const slot = await slotOf(work, slotId)
      await holdCustomer(work, demo.customer_id)
      if (slot.product_id !== demo.product_id) throw new AppError('not_found', 'This is a time of another product.')
      const customer = await customerById(ctx, demo.customer_id)
      if (!customer || customer.blockedAt !== null) throw new AppError('conflict', 'This customer is blocked.')
      if (await openBookingOf(work, demo.customer_id, demo.product_id))
        throw new AppError('conflict', 'This customer has a booking of this product. Move that one.')
      const { source, store_id: storeId, name, email } = demo
      const visit = { productId: demo.product_id, source, storeId, name, email }
      const wish = { customerId: demo.customer_id, visit, slot, zone: customer.zone, browserHash: null }
      const id = await seat(ctx, work, wish, 0)
      if (id === undefined) throw new AppError('conflict', 'This time has just gone. Choose another one.')
      return { id }
    })
  })
}

/** The booking of a product that a customer has to come. */
export const openBookingOf = (work: Work, customerId: number, productId: number) =>
  comingBooking(work.db, customerId, productId, work.now)

/** Holds a customer's row to the end of the transaction: of two Confirms in two windows one sees the other's booking. */
async function holdCustomer(work: Work, id: number): Promise<void> {
  await work.db
    .updateTable('customer')
    .set(({ ref }) => ({ lang: ref('lang') }))
    .where('id', '=', id)
    .execute()
}

async function isKiosk(work: Work, sessionId: number): Promise<boolean> {
  const session = work.db.selectFrom('visitor_session').select('kiosk').where('id', '=', sessionId)
  return (await session.executeTakeFirst())?.kiosk === 1
}

interface Seat {
  customerId: number
  visit: Visit
  slot: Awaited<ReturnType<typeof slotOf>>
  zone: string
  browserHash: string | null
}

/** Takes the seat and writes demo, booking and messages; undefined when it has gone. */
export async function seat(ctx: Context, work: Work, wish: Seat, noticeMin: number): Promise<number | undefined> {
  if (!(await takeSeat(work, wish.slot.id, noticeMin))) return undefined
  return writeBooking(ctx, work, wish)
}

/** Writes demo, booking and messages for a seat that is taken. Joins the caller's transaction. */
export async function writeBooking(ctx: Context, work: Work, wish: Seat): Promise<number> {
  const { customerId, visit, slot } = wish
  await settleOpen(work, customerId, visit.productId)
  const demo = await createDemo(ctx, work, customerId, visit, 'SCHEDULED')
  const id = await insertBooking(ctx, work, { demoId: demo.id, slotId: slot.id, sequence: 0, ...wish })
  await work.record('booking.made', 'demo', demo.id, { productId: visit.productId, slotId: slot.id, bookingId: id })
  await tellBooking(work, id, 'made', ctx.actor.kind === 'VISITOR')
  return id
}

/** One open demo per customer and product: one that is still there ends for the new one. */
async function settleOpen(work: Work, customerId: number, productId: number): Promise<void> {
  const demo = await settleDemo(work, customerId, productId)
  if (demo === undefined) return
  await work.db.updateTable('booking').set({ open_key: null }).where('demo_id', '=', demo).execute()
}
