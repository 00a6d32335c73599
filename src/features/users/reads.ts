import { held } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { findCredential, resetToken } from '../../platform/auth/staff-credentials.ts'
import {
  type Actor,
  type App,
  type Context,
  reading,
  requireAdmin,
  requireUser,
  type Work,
} from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { publicUrl } from '../../platform/links.ts'
import { fits, readPage, SHORT_LIST } from '../lists/reads.ts'
import { LINK_MS, userList } from './rules.ts'
import type { BookedSlot, Me, ProductAgents, ProductRef, UserDetails, UserPage, UserQuery } from './schema.ts'

type User = Extract<Actor, { kind: 'USER' }>

/** The asker's own account. */
export async function readMe(ctx: Context): Promise<Me> {
  const { id } = requireUser(ctx)
  const user = await reading(ctx)
    .selectFrom('user')
    .select(['id', 'name', 'role', 'email', 'twoFactorEnabled'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { twoFactorEnabled, ...rest } = user
  return { ...rest, twoFactor: twoFactorEnabled === 1, products: await userProducts(ctx, id) }
}

/** One active user as an actor, for work done on their behalf; undefined when there is none. */
export async function userById(app: App, id: number): Promise<User | undefined> {
  const row = await app.database.read
    .selectFrom('user')
    .select(['id', 'role', 'name'])
    .where('id', '=', id)
    .where('status', '=', 'ACTIVE')
    .executeTakeFirst()
  return row && { kind: 'USER', ...row }
}

/** What somebody is called, active or not; undefined when there is none. For messages to them. */
export async function userName(app: App, id: number): Promise<string | undefined> {
  const row = await app.database.read.selectFrom('user').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name
}

/** Holds users' rows to the end of the transaction, in order of id: their time is given away one after another. */
export async function holdUsers(work: Work, users: number[]): Promise<void> {
  for (const id of users.toSorted((a, b) => a - b)) await userRow(work.db, { id })
}

const userRow = prepared((db, { id }: { id: number }) =>
  held(db, db.selectFrom('user').select('id').where('id', '=', id)),
)

/** Ids of the products a user serves: an agent those assigned, an admin all. */
export async function servedProducts(ctx: Context, user: Pick<User, 'id' | 'role'>): Promise<number[]> {
  const db = reading(ctx)
  if (user.role === 'ADMIN') return (await db.selectFrom('product').select('id').execute()).map(({ id }) => id)
  const rows = await db.selectFrom('user_product').select('product_id').where('user_id', '=', user.id).execute()
  return rows.map((row) => row.product_id)
}

/** The active products a user serves, by name. Own, or an admin's question. */
export async function userProducts(ctx: Context, userId: number): Promise<ProductRef[]> {
  const own = ctx.actor.kind === 'USER' && ctx.actor.id === userId
  if (!own) requireAdmin(ctx, 'see this')
  const db = reading(ctx)
  const user = await db.selectFrom('user').select(['id', 'role']).where('id', '=', userId).executeTakeFirst()
  const ids = user ? await servedProducts(ctx, user) : []
  if (ids.length === 0) return []
  return db
    .selectFrom('product')
    .select(['id', 'name', 'slug'])
    .where('id', 'in', ids)
    .where('status', '=', 'ACTIVE')
    .orderBy('name')
    .execute()
}

/** The ids of the users of these e-mail addresses. For set-up. Throws `not_found` naming one that does not exist. */
export async function userIds(ctx: Context, emails: string[]): Promise<number[]> {
  requireAdmin(ctx, 'see this')
  const ids: number[] = []
  for (const email of emails) {
    const user = reading(ctx).selectFrom('user').select('id').where('email', '=', email.trim().toLowerCase())
    const found = await user.executeTakeFirst()
    if (!found) throw new AppError('not_found', `There is no user "${email}".`)
    ids.push(found.id)
  }
  return ids
}

/** One page of users, for admins. */
export async function listUsers(ctx: Context, query: UserQuery): Promise<UserPage> {
  requireAdmin(ctx, 'see this')
  const columns = Object.fromEntries(userList.sorts.map((name) => [name, name]))
  const { rows: users, ...answer } = await readPage(
    await matching(ctx, query),
    (found) => found.select(['id', 'name', 'email', 'role', 'status', 'twoFactorEnabled', 'createdAt']),
    query,
    columns,
  )
  const products = await assignedTo(
    ctx,
    users.map(({ id }) => id),
  )
  const rows = users.map(({ twoFactorEnabled, createdAt, ...user }) => ({
    ...user,
    twoFactor: twoFactorEnabled === 1,
    products: products.get(user.id) ?? [],
    createdAt: +new Date(createdAt),
  }))
  return { rows, ...answer }
}

async function matching(ctx: Context, { search, status, role }: UserQuery) {
  let found = reading(ctx).selectFrom('user')
  if (status) found = found.where('status', '=', status)
  if (role) found = found.where('role', '=', role)
  if (!search) return found
  const all = await found.select(['id', 'name', 'email']).orderBy('id').limit(SHORT_LIST).execute()
  const ids = all.filter(({ name, email }) => fits(search, [name, email])).map(({ id }) => id)
  return found.where('id', 'in', [0, ...ids])
}

async function assignedTo(ctx: Context, userIds: number[]): Promise<Map<number, ProductRef[]>> {
  const byUser = new Map<number, ProductRef[]>()
  if (userIds.length === 0) return byUser
  const rows = await reading(ctx)
    .selectFrom('user_product')
    .innerJoin('product', 'product.id', 'user_product.product_id')
    .select(['user_product.user_id', 'product.id', 'product.name', 'product.slug'])
    .where('user_product.user_id', 'in', userIds)
    .orderBy('product.name')
    .execute()
  for (const { user_id, ...product } of rows) byUser.set(user_id, [...(byUser.get(user_id) ?? []), product])
  return byUser
}

const MOST_SLOTS = 500

/** Upcoming slots of a user that have open bookings, in order. The scope is the caller's: admins ask. */
export async function bookedSlots(ctx: Context, userId: number): Promise<BookedSlot[]> {
  const rows = await reading(ctx)
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .innerJoin('booking', 'booking.slot_id', 'slot.id')
    .select(['slot.id', 'slot.starts_at', 'slot.ends_at', 'product.name', 'product.zone'])
    .select((eb) => ['product.id as product', eb.fn.count<number>('booking.id').as('booked')])
    .select(({ selectFrom }) =>
      selectFrom('slot_user as other')
        .innerJoin('user', 'user.id', 'other.user_id')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .whereRef('other.slot_id', '=', 'slot.id')
        .where('other.user_id', '<>', userId)
        .where('user.status', '=', 'ACTIVE')
        .as('others'),
    )
    .where('slot_user.user_id', '=', userId)
    .where('slot.ends_at', '>', ctx.now())
    .where('booking.state', '=', 'BOOKED')
    .groupBy(['slot.id', 'slot.starts_at', 'slot.ends_at', 'product.id', 'product.name', 'product.zone'])
    .orderBy('slot.starts_at')
    .orderBy('slot.id')
    .limit(MOST_SLOTS)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    product: { id: row.product, name: row.name, zone: row.zone },
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    booked: Number(row.booked),
    others: Number(row.others ?? 0),
  }))
}

/** What an admin needs to know of a user before changing them. Throws `not_found`. */
export async function userDetails(ctx: Context, userId: number): Promise<UserDetails> {
  requireAdmin(ctx, 'see this')
  const user = reading(ctx).selectFrom('user').select(['id', 'email']).where('id', '=', userId)
  const found = await user.executeTakeFirst()
  if (!found) throw new AppError('not_found', 'There is no such user.')
  const [credential, slots] = await Promise.all([findCredential(ctx, { email: found.email }), bookedSlots(ctx, userId)])
  const products = [...new Set(slots.map(({ product }) => product.id))]
  return {
    invited: credential?.passwordHash === null,
    slots,
    takers: products.length === 0 ? [] : await takersOf(ctx, products, userId),
  }
}

/** Active users who serve all of some products, by name; not the one who gives them away. */
async function takersOf(ctx: Context, products: number[], except: number) {
  return reading(ctx)
    .selectFrom('user')
    .leftJoin('user_product', (join) =>
      join.onRef('user_product.user_id', '=', 'user.id').on('user_product.product_id', 'in', products),
    )
    .select(['user.id', 'user.name'])
    .where('user.status', '=', 'ACTIVE')
    .where('user.id', '<>', except)
    .groupBy(['user.id', 'user.name', 'user.role'])
    .having(({ or, eb, fn }) =>
      or([eb('user.role', '=', 'ADMIN'), eb(fn.count('user_product.product_id'), '=', products.length)]),
    )
    .orderBy('user.name')
    .limit(500)
    .execute()
}

/** Active agents by name, and who of them serves a product. For admins. */
export async function agentsOf(ctx: Context, productId: number): Promise<ProductAgents> {
  requireAdmin(ctx, 'see this')
  const db = reading(ctx)
  const product = await db.selectFrom('product').select('id').where('id', '=', productId).executeTakeFirst()
  if (!product) throw new AppError('not_found', 'There is no such product.')
  const rows = await db
    .selectFrom('user')
    .leftJoin('user_product', (join) =>
      join.onRef('user_product.user_id', '=', 'user.id').on('user_product.product_id', '=', productId),
    )
    .select(['user.id', 'user.name', 'user.email', 'user_product.product_id'])
    .where('user.role', '=', 'AGENT')
    .where('user.status', '=', 'ACTIVE')
    .orderBy('user.name')
    .limit(500)
    .execute()
  return { rows: rows.map(({ product_id, ...user }) => ({ ...user, serves: product_id !== null })) }
}

/**
 * The link with which an active user chooses a password, and who that is; undefined for a stranger. For the message
 * that carries it, which nobody but the mailbox's owner sees.
 * @param from when the link's time began, ms
 */
export async function passwordLink(
  ctx: Context,
  email: string,
  from: number,
): Promise<{ name: string; url: string } | undefined> {
  if (ctx.actor.kind !== 'SYSTEM') throw new AppError('forbidden', 'This link goes by e-mail only.')
  const credential = await findCredential(ctx, { email })
  if (!credential) return undefined
  const path = `/crm/reset?token=${resetToken(ctx, credential, from + LINK_MS)}`
  return { name: credential.name, url: publicUrl(ctx.config, path) }
}
