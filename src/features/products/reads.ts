import type { Row } from '../../database/tables.ts'
import { type Context, reading } from '../../platform/context.ts'
import { liveTimingsSchema, type Product } from './schema.ts'

export type { Product } from './schema.ts'

/** The product at a public address, of any status; `movedTo` is the slug it has now when this is an old one. */
export async function findProduct(
  ctx: Context,
  slug: string,
): Promise<{ product: Product } | { movedTo: string } | undefined> {
  const row = await reading(ctx).selectFrom('product').selectAll().where('slug', '=', slug).executeTakeFirst()
  if (row) return { product: productOf(row) }
  const moved = await reading(ctx)
    .selectFrom('product_slug')
    .innerJoin('product', 'product.id', 'product_slug.product_id')
    .select('product.slug')
    .where('product_slug.slug', '=', slug)
    .executeTakeFirst()
  return moved && { movedTo: moved.slug }
}

/** A product of any status. Public: products hold nothing personal. */
export async function productById(ctx: Context, id: number): Promise<Product | undefined> {
  const row = await reading(ctx).selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst()
  return row && productOf(row)
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
    liveTimings: liveTimingsSchema.parse(JSON.parse(row.live_timings)),
  }
}
