import { z } from 'zod'
import { line } from '../brand/schema.ts'
import { type ListQuery, listPage, listQuery } from '../lists/schema.ts'
import { roles, userList, userStatuses } from './rules.ts'

const email = z
  .string('Enter an email')
  .trim()
  .toLowerCase()
  .pipe(z.email('Enter an email like name@example.com').max(254, 'Use an email of at most 254 letters'))
const password = z.string('Enter a password').min(1, 'Enter a password').max(512, 'Use at most 128 characters')
const next = z.string().max(500).catch('').default('')

/** Body of POST /crm/login. */
export const loginForm = z.object({ email, password, remember: z.string().optional(), next })
/** Body of POST /crm/totp: the app's code, or a recovery code. */
export const totpForm = z.object({
  code: z.string().max(20).optional(),
  recovery: z.string().trim().max(40).optional(),
  next,
})
export const forgotForm = z.object({ email })
/** Body of POST /crm/reset; the token is the e-mailed link's. */
export const resetForm = z.object({ token: z.string().max(400).default(''), password })

export const loginQuery = z.object({
  next,
  notice: z.enum(['loggedOut', 'expired', 'resetDone']).optional().catch(undefined),
})
export const totpQuery = z.object({ next, kind: z.enum(['app', 'recovery']).catch('app').default('app') })
export const resetQuery = z.object({ token: z.string().max(400).catch('').default('') })

const productRef = z.object({ id: z.number(), name: z.string(), slug: z.string() })
export type ProductRef = z.infer<typeof productRef>

/** Answer of GET /api/me; the products are those the asker serves and that are active. */
export const me = z.object({
  id: z.number(),
  name: z.string(),
  role: z.enum(roles),
  email: z.string(),
  products: z.array(productRef),
  twoFactor: z.boolean(),
})
export type Me = z.infer<typeof me>

export const done = z.object({})

/** Bodies and answers of POST /api/me/…: the asker's own account. */
export const passwordBody = z.object({ password })
export const passwordChange = z.object({ current: password, password })
export const totpSecret = z.object({ uri: z.string(), secret: z.string() })
export const totpCode = z.object({ code: z.string().max(20) })
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

/** Query of GET /api/users. */
export const userQuery = listQuery(userList)
export type UserQuery = ListQuery<typeof userList>

export const userRow = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(userStatuses),
  twoFactor: z.boolean(),
  products: z.array(productRef),
  createdAt: z.number(),
})
export type UserRow = z.infer<typeof userRow>

export const userPage = listPage(userRow)
export type UserPage = z.infer<typeof userPage>

const productIds = z.array(z.number().int().positive()).max(500)

/** Body of POST /api/users. The new user chooses a password by an e-mailed link. */
export const newUser = z.object({
  key: z.string().min(8).max(64),
  name: line.min(1, 'Enter a name').max(100, 'Use a name of at most 100 letters'),
  email,
  role: z.enum(roles),
  products: productIds.default([]),
})
export type NewUser = z.infer<typeof newUser>

/** Body of POST /api/users/:id. `products`: those that a former admin serves as an agent. */
export const userEdit = newUser.pick({ name: true, email: true, role: true }).extend({ products: productIds }).partial()
export type UserEdit = z.output<typeof userEdit>

export const userParams = z.object({ id: z.coerce.number().int().positive() })
/** `handTo`: who takes the bookings of a user made inactive; null for nobody yet. Needed when there are some. */
export const statusChange = z.object({
  status: z.enum(userStatuses),
  handTo: z.number().int().positive().nullable().optional(),
})

const bookedSlot = z.object({
  id: z.number(),
  product: z.object({ id: z.number(), name: z.string(), zone: z.string() }),
  startsAt: z.number(),
  endsAt: z.number(),
  /** Open bookings. */
  booked: z.number(),
  /** Other active agents of the slot. */
  others: z.number(),
})
export type BookedSlot = z.output<typeof bookedSlot>

/** Answer of GET /api/users/:id. */
export const userDetails = z.object({
  /** Has not chosen a password yet, so that an invitation may go out again. */
  invited: z.boolean(),
  /** Upcoming slots of theirs with bookings, in order. */
  slots: z.array(bookedSlot),
  /** Active users who serve all products of these slots. */
  takers: z.array(z.object({ id: z.number(), name: z.string() })),
})
export type UserDetails = z.output<typeof userDetails>

/** Agents of a product: those who serve it, and those who might. */
export const productAgents = z.object({
  rows: z.array(z.object({ id: z.number(), name: z.string(), email: z.string(), serves: z.boolean() })),
})
export type ProductAgents = z.output<typeof productAgents>
export const agentsChange = z.object({ agents: z.array(z.number().int().positive()).max(500) })
export const productsChange = z.object({ products: productIds })
export const userAdded = z.object({ id: z.number() })
