import { prepared } from '../../database/prepared.ts'
import { type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { maySetUp } from '../brand/rules.ts'
import { STORES_PAGE, type Store, type StorePage, type StoreQuery } from './schema.ts'

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

/** One page of stores by city and name, for admins. */
export async function storesPage(ctx: Context, { search, status, page }: StoreQuery): Promise<StorePage> {
  if (!maySetUp(ctx.actor)) throw new AppError('forbidden', 'Only an admin may see this.')
  let found = reading(ctx).selectFrom('store')
  if (status) found = found.where('status', '=', status)
  if (search) {
    const like = `%${search.toLowerCase().replace(/[\\%_]/g, '_')}%`
    found = found.where((eb) =>
      eb.or((['name', 'city', 'address'] as const).map((column) => eb(eb.fn<string>('lower', [column]), 'like', like))),
    )
  }
  const [{ n }, rows] = await Promise.all([
    found.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
    found
      .select([...columns, 'latitude', 'longitude'])
      .orderBy('city')
      .orderBy('name')
      .orderBy('id')
      .limit(STORES_PAGE)
      .offset((page - 1) * STORES_PAGE)
      .execute(),
  ])
  return { rows, total: Number(n), page, pageSize: STORES_PAGE }
}
