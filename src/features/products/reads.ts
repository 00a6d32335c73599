import { prepared } from '../../database/prepared.ts'
import type { Row } from '../../database/tables.ts'
import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { fits, readPage, SHORT_LIST } from '../lists/reads.ts'
import { linkQuery } from '../registrations/rules.ts'
import { listStores, storeById } from '../stores/reads.ts'
import { isOpen } from './rules.ts'
import {
  type LiveTimings,
  liveTimingsSchema,
  type Product,
  type ProductDetails,
  type ProductPage,
  type ProductQuery,
} from './schema.ts'

export type { Product } from './schema.ts'

const bySlug = prepared((db, { slug }: { slug: string }) =>
  db.selectFrom('product').selectAll().where('slug', '=', slug),
)
const byId = prepared((db, { id }: { id: number }) => db.selectFrom('product').selectAll().where('id', '=', id))

/** The product at a public address, of any status; `movedTo` is the slug it has now when this is an old one. */
export async function findProduct(
  ctx: Context,
  slug: string,
): Promise<{ product: Product } | { movedTo: string } | undefined> {
  const [row] = (await bySlug(reading(ctx), { slug })).rows
  if (row) return { product: productOf(row) }
  const moved = await reading(ctx)
    .selectFrom('product_slug')
    .innerJoin('product', 'product.id', 'product_slug.product_id')
    .select('product.slug')
    .where('product_slug.slug', '=', slug)
    .executeTakeFirst()
  return moved && { movedTo: moved.slug }
}

/** The product of any status behind a slug it has or had. */
export async function productBehind(ctx: Context, slug: string): Promise<Product | undefined> {
  let found = await findProduct(ctx, slug)
  if (found && 'movedTo' in found) found = await findProduct(ctx, found.movedTo)
  return found && 'product' in found ? found.product : undefined
}

/** The active product behind a slug it has or had. Throws `not_found`, or `gone` for an inactive product. */
export async function activeProduct(ctx: Context, slug: string): Promise<Product> {
  const product = await productBehind(ctx, slug)
  if (!product) throw new AppError('not_found', 'There is no such product.')
  if (product.status !== 'ACTIVE') throw new AppError('gone', 'This product has no live demos now.')
  return product
}

/** A product of any status. Public: products hold nothing personal. */
export async function productById(ctx: Context, id: number): Promise<Product | undefined> {
  const [row] = (await byId(reading(ctx), { id })).rows
  return row && productOf(row)
}

/** The products that can be met, by name, at most 100. Public. */
export async function activeProducts(ctx: Context) {
  return reading(ctx)
    .selectFrom('product')
    .select(['name', 'slug', 'banner', 'description'])
    .where('status', '=', 'ACTIVE')
    .orderBy('name')
    .limit(100)
    .execute()
}

/** One page of products, for admins. */
export async function listProducts(ctx: Context, query: ProductQuery): Promise<ProductPage> {
  requireAdmin(ctx, 'see this')
  const columns = { name: 'name', slug: 'slug', status: 'status' }
  const { rows, ...answer } = await readPage(await matching(ctx, query), (found) => found.selectAll(), query, columns)
  const ids = rows.map(({ id }) => id)
  const [agents, live] = await Promise.all([agentCounts(ctx, ids), liveCounts(ctx, ids)])
  return {
    ...answer,
    rows: rows.map((row) => ({
      ...{ id: row.id, name: row.name, slug: row.slug, status: row.status, banner: row.banner },
      agents: agents.get(row.id) ?? 0,
      live: live.get(row.id) ?? 0,
      open: isOpen(timingsOf(row.live_timings), row.zone, ctx.now()),
    })),
  }
}

async function matching(ctx: Context, { search, status }: ProductQuery) {
  const all = reading(ctx).selectFrom('product')
  const found = status ? all.where('status', '=', status) : all
  if (!search) return found
  const texts = await found.select(['id', 'name', 'slug']).orderBy('id').limit(SHORT_LIST).execute()
  const ids = texts.filter(({ name, slug }) => fits(search, [name, slug])).map(({ id }) => id)
  return found.where('id', 'in', [0, ...ids])
}

const countsOf = (rows: { product_id: number; n: number }[]) =>
  new Map(rows.map((row) => [row.product_id, Number(row.n)]))

async function agentCounts(ctx: Context, ids: number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = reading(ctx)
    .selectFrom('user_product')
    .innerJoin('user', 'user.id', 'user_product.user_id')
    .select((eb) => ['user_product.product_id', eb.fn.countAll<number>().as('n')])
    .where('user_product.product_id', 'in', ids)
    .where('user.status', '=', 'ACTIVE')
    .groupBy('user_product.product_id')
  return countsOf(await rows.execute())
}

async function liveCounts(ctx: Context, ids: number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = reading(ctx)
    .selectFrom('live_demo')
    .select((eb) => ['product_id', eb.fn.countAll<number>().as('n')])
    .where('product_id', 'in', ids)
    .where('ended_at', 'is', null)
    .where('paused_at', 'is', null)
    .groupBy('product_id')
  return countsOf(await rows.execute())
}

const OLD_SLUGS = 100

/**
 * All of one product, for admins, with its links. Throws `not_found`.
 * @param origin where links lead: https://host
 */
export async function productDetails(ctx: Context, id: number, origin: string): Promise<ProductDetails> {
  requireAdmin(ctx, 'see this')
  const product = await productById(ctx, id)
  if (!product) throw new AppError('not_found', 'There is no such product.')
  const [slugs, stores] = await Promise.all([
    reading(ctx)
      .selectFrom('product_slug')
      .select('slug')
      .where('product_id', '=', id)
      .where('slug', '<>', product.slug)
      .orderBy('slug')
      .limit(OLD_SLUGS)
      .execute(),
    listStores(ctx),
  ])
  const shown = stores.map((store) => ({
    id: store.id,
    name: store.city ? `${store.name}, ${store.city}` : store.name,
  }))
  return {
    ...product,
    oldSlugs: slugs.map(({ slug }) => slug),
    links: [
      { storeId: null, name: 'Website', url: linkOf(origin, product.slug, { storeId: null }) },
      ...shown.map((store) => ({
        ...{ storeId: store.id, name: store.name },
        url: linkOf(origin, product.slug, { storeId: store.id }),
      })),
    ],
  }
}

const linkOf = (origin: string, slug: string, link: { storeId: number | null; kiosk?: boolean }): string =>
  `${origin}/demo/${slug}${linkQuery(link)}`

/** A product with the link that a QR of it carries, and the store it names; for admins. Throws `not_found`. */
export async function productLink(
  ctx: Context,
  id: number,
  { store, kiosk, origin }: { store?: number | undefined; kiosk?: string | undefined; origin: string },
): Promise<{ product: Product; store: { name: string; city: string } | null; url: string }> {
  requireAdmin(ctx, 'see this')
  const [product, found] = await Promise.all([productById(ctx, id), store ? storeById(ctx, store) : undefined])
  if (!product || (store && !found)) throw new AppError('not_found', 'There is no such product or store.')
  const link = { storeId: found?.id ?? null, kiosk: kiosk !== undefined }
  return { product, store: found ?? null, url: linkOf(origin, product.slug, link) }
}

// Checking timings costs more than the query that reads them.
const parsed = new Map<string, LiveTimings>()

function timingsOf(text: string): LiveTimings {
  let timings = parsed.get(text)
  if (!timings) {
    timings = liveTimingsSchema.parse(JSON.parse(text))
    if (parsed.size >= 1000) parsed.clear()
    parsed.set(text, timings)
  }
  return timings
}

function productOf(row: Row<'product'>): Product {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    status: row.status,
    banner: row.banner,
    description: row.description,
    buyLink: row.buy_link,
    zone: row.zone,
    liveTimings: timingsOf(row.live_timings),
    noticeMin: row.notice_min,
    bufferMin: row.buffer_min,
    horizonDays: row.horizon_days,
  }
}
