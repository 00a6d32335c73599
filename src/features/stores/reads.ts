import { prepared } from '../../database/prepared.ts'
import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { fits, readPage, SHORT_LIST } from '../lists/reads.ts'
import type { Store, StorePage, StoreQuery } from './schema.ts'

export type { Store } from './schema.ts'

const columns = ['id', 'name', 'address', 'city', 'zone', 'status'] as const
const MOST = 1000

const openStores = prepared((db) =>
  db.selectFrom('store').select(columns).where('status', '=', 'ACTIVE').orderBy('city').orderBy('name').limit(MOST),
)

/** The stores a visitor may join from, by city and name. Public. */
export const listStores = async (ctx: Context): Promise<Store[]> => (await openStores(reading(ctx), {})).rows

/** A store of any status. Public: stores hold nothing personal. */
export function storeById(ctx: Context, id: number): Promise<Store | undefined> {
  return reading(ctx).selectFrom('store').select(columns).where('id', '=', id).executeTakeFirst()
}

/** Where a visitor joins from, when all that is known is what the address says: a store that is open, or the website. */
export async function sourceOf(
  ctx: Context,
  store: number | undefined,
): Promise<{ source: 'WEBSITE' | 'BRAND_STORE'; storeId: number | null }> {
  const found = store === undefined ? undefined : await storeById(ctx, store)
  return found?.status === 'ACTIVE'
    ? { source: 'BRAND_STORE', storeId: found.id }
    : { source: 'WEBSITE', storeId: null }
}

/** One page of stores, for admins. */
export async function storesPage(ctx: Context, query: StoreQuery): Promise<StorePage> {
  requireAdmin(ctx, 'see this')
  const order = { name: 'name', city: 'city', status: 'status' }
  const select = [...columns, 'latitude', 'longitude'] as const
  return readPage(await matching(ctx, query), (found) => found.select(select), query, order)
}

async function matching(ctx: Context, { search, status }: StoreQuery) {
  const all = reading(ctx).selectFrom('store')
  const found = status ? all.where('status', '=', status) : all
  if (!search) return found
  const texts = await found.select(['id', 'name', 'city', 'address']).orderBy('id').limit(SHORT_LIST).execute()
  const ids = texts.filter((store) => fits(search, [store.name, store.city, store.address])).map(({ id }) => id)
  return found.where('id', 'in', [0, ...ids])
}
