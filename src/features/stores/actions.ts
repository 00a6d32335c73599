import { isDuplicate } from '../../database/database.ts'
import { type Context, transact } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { maySetUp } from '../brand/rules.ts'
import { isZone } from '../brand/schema.ts'
import { type NewStore, newStoreSchema } from './schema.ts'

/** Adds a store; admins and the system only. Throws `invalid`, or `conflict` when the name is taken. */
export async function addStore(ctx: Context, input: NewStore): Promise<{ id: number }> {
  if (!maySetUp(ctx.actor)) throw new AppError('forbidden', 'Only an admin may change stores.')
  const store = checked(newStoreSchema, input)
  if (!isZone(store.zone))
    throw new AppError('invalid', 'This is not a known time zone.', { fields: { zone: 'Unknown' } })
  return transact(ctx, async (work) => {
    const insert = work.db.insertInto('store').values({ ...store, status: 'ACTIVE' })
    try {
      const id = Number((await insert.executeTakeFirstOrThrow()).insertId)
      await work.record('store.added', 'store', id)
      return { id }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      throw new AppError('conflict', 'A store of this name exists.', { fields: { name: 'Taken. Choose another.' } })
    }
  })
}
