import { z } from 'zod'
import { type ListQuery, listPage, listQuery } from '../../lists/schema.ts'
import { bookingList, bookingStates } from '../rules/lists.ts'

const id = z.coerce.number().int().positive()
export const idParams = z.object({ id })

export const bookingQuery = listQuery(bookingList)
export type BookingQuery = ListQuery<typeof bookingList>

/** What the meeting link leads to now. */
export const linkStates = ['EARLY', 'OPEN', 'EXPIRED', 'CANCELLED', 'MOVED'] as const

/** A booking as staff see it. */
export const bookingRow = z.object({
  id: z.number(),
  demoId: z.number(),
  slotId: z.number(),
  name: z.string(),
  mobile: z.string(),
  product: z.object({ id: z.number(), name: z.string(), zone: z.string() }),
  startsAt: z.number(),
  endsAt: z.number(),
  capacity: z.number(),
  taken: z.number(),
  agents: z.array(z.string()),
  state: z.enum(bookingStates),
  status: z.enum(['PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED']),
  source: z.enum(['WEBSITE', 'BRAND_STORE']),
  store: z.string().nullable(),
  link: z.enum(linkStates),
  /** Why staff moved or cancelled it. */
  reason: z.string().nullable(),
  bookedAt: z.number(),
})
export type BookingRow = z.infer<typeof bookingRow>
export const bookingPage = listPage(bookingRow)

/** What a customer's panel says of scheduling. */
export const demoBooking = z.object({
  /** Of this demo: the one that stands, else the last one. */
  booking: bookingRow.nullable(),
  productId: z.number(),
  /** The customer has a booking of the product to come; another one cannot be made. */
  coming: z.object({ demoId: z.number(), startsAt: z.number() }).nullable(),
  blocked: z.object({ at: z.number(), by: z.string().nullable(), why: z.string() }).nullable(),
  /** Customers who last gave this e-mail address, this one among them. */
  sameEmail: z.number(),
})
export type DemoBooking = z.infer<typeof demoBooking>

export const followUp = z.object({ slotId: id, key: z.string().max(64).default('') })
