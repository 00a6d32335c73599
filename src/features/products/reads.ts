import { prepared } from '../../database/prepared.ts'
import type { Row } from '../../database/tables.ts'
import { type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { type LiveTimings, liveTimingsSchema, type Product } from './schema.ts'

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
